import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatCsv, formatCsvForPeople, parseCsv, withoutMark } from './csv.ts';

describe('CSV', () => {
  it('keeps commas, quotes, line ends and leading blanks', () => {
    const text = formatCsv(['a', 'b'], [['x,"y"', ' BLU'], ['line\nend', null]]); // prettier-ignore
    expect(parseCsv(text)).toEqual([
      { a: 'x,"y"', b: ' BLU' },
      { a: 'line\nend', b: null },
    ]);
  });

  it('for programs keeps what looks like a formula as it is', () => {
    expect(formatCsv(['a'], [['+49 30 1']])).toBe('a\n+49 30 1\n');
  });
});

describe('CSV for people', () => {
  const cell = (value: string | number | null) => formatCsvForPeople(['a'], [[value]]).slice(2, -1);

  it.each([
    ['=1+1', "'=1+1"],
    ['+1+1', "'+1+1"],
    ['-1+1', "'-1+1"],
    ['-', "'-"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    ['\r=1', '"\'\r=1"'],
    ['=HYPERLINK("http://evil.example","x")', '"\'=HYPERLINK(""http://evil.example"",""x"")"'],
    ['-2,5,1', '"\'-2,5,1"'],
  ])('marks %j as text', (value, written) => expect(cell(value)).toBe(written));

  it.each([
    ['-5', '-5'],
    ['+5', '+5'],
    ['-9.9900', '-9.9900'],
    ['-9,99', '"-9,99"'],
    ['A=1', 'A=1'],
    ["'=1", "'=1"],
    [-5, '-5'],
    [null, ''],
  ])('leaves %j', (value, written) => expect(cell(value)).toBe(written));

  it('marks the names of columns too', () => {
    expect(formatCsvForPeople(['=a'], [])).toBe("'=a\n");
  });

  it('is read as it was written, once the mark is taken off', () => {
    const texts = fc.string({ unit: fc.constantFrom(...'=+-@\t\r"\',.5A '), minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(texts, (text) => {
        // A cell that begins with the mark itself cannot be told from a marked one.
        fc.pre(!text.startsWith("'"));
        const [row] = parseCsv(formatCsvForPeople(['a'], [[text]]));
        const read = row?.['a'] ?? '';
        expect(withoutMark(read)).toBe(text);
        expect(/^[=@\t\r]/.test(read)).toBe(false);
      }),
    );
  });
});

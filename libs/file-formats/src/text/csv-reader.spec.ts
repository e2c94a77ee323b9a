import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faultsOf, readFile } from '../fixtures/read-file.ts';

const field = fc.string({
  unit: fc.constantFrom('a', 'ü', '"', ';', '\n', '\r\n', ' ', '7', "'", '\\', '\t'),
  maxLength: 6,
});
const quoted = (value: string) => `"${value.replaceAll('"', '""')}"`;
const plain = (value: string) => !/["\n\r;]/.test(value);

/** A file of rows with one number of fields, quoted where they must be and here and there where they need not. */
const file = fc
  .tuple(fc.integer({ min: 1, max: 5 }), fc.constantFrom('\n', '\r\n'), fc.boolean())
  .chain(([columns, lineEnd, last]) =>
    fc
      .array(fc.array(fc.tuple(field, fc.boolean()), { minLength: columns, maxLength: columns }), {
        maxLength: 8,
      })
      .map((rows) => {
        const lines = rows.map((row) =>
          row
            .map(([value, quotes]) =>
              quotes || !plain(value) || (columns === 1 && value === '') ? quoted(value) : value,
            )
            .join(';'),
        );
        return lines.join(lineEnd) + (last && lines.length > 0 ? lineEnd : '');
      }),
  );

describe('delimited text', () => {
  it('is read as csv-parse reads it, in whatever parts it comes', async () => {
    await fc.assert(
      fc.asyncProperty(file, fc.integer({ min: 1, max: 40 }), async (text, part) => {
        const expected = parse(text, {
          delimiter: ';',
          skip_empty_lines: true,
          relax_column_count: true,
        }) as string[][];
        const { values, verdict } = await readFile(
          text,
          { csv: ';', header: 'none', lengths: 'free' },
          { part },
        );
        expect(verdict.faults).toEqual([]);
        expect(values.map((row) => Object.values(row))).toEqual(expected);
      }),
      { numRuns: 400 },
    );
  });

  it('keeps blanks, case and digits as they stand', async () => {
    const { values, positions, verdict } = await readFile(
      'sku;name\r\n 0010 ;Bolt\r\n1.10;"a ""b"";\r\nc"\r\n13,75;\r\n',
      { csv: ';' },
    );
    expect(values).toEqual([
      { sku: ' 0010 ', name: 'Bolt' },
      { sku: '1.10', name: 'a "b";\r\nc' },
      { sku: '13,75', name: '' },
    ]);
    expect(positions).toEqual([2, 3, 5]);
    expect(verdict).toMatchObject({
      records: 3,
      physicalLines: 5,
      whole: true,
      endProven: false,
      faultCount: 0,
    });
  });

  it('tells a stray quote, and reads the 68 rows that it would swallow', async () => {
    const rows = Array.from({ length: 70 }, (_, index) =>
      index === 1 ? '1;"5 inch' : `${index};${index === 69 ? '"last"' : 'x'}`,
    );
    const read = await readFile(`id;name\n${rows.join('\n')}\n`, { csv: ';' });
    expect(faultsOf(read)).toEqual([
      '3: field 2 goes on after its closing quote; 68 lines that it had swallowed were read by themselves',
    ]);
    expect(read.values).toHaveLength(69);
    expect(read.values.at(-1)).toEqual({ id: '69', name: 'last' });
  });

  it('tells a file that ends inside quotes as cut', async () => {
    const read = await readFile('id;name\n1;a\n2;"b', { csv: ';' });
    expect(read.verdict.whole).toBe(false);
    expect(faultsOf(read)).toEqual([
      '3: the quoted field that begins here does not end; 0 lines after it were read by themselves',
    ]);
  });

  it('loses one line only to a quote where fields hold no line breaks', async () => {
    const read = await readFile('id;name\n1;"5 inch\n2;b\n', { csv: ';', multiline: false });
    expect(faultsOf(read)).toEqual(['2: field 2 begins with a quote and does not end in its line']);
    expect(read.values).toEqual([{ id: '2', name: 'b' }]);
  });

  it('refuses a quote inside a bare field unless it is said to be literal', async () => {
    const text = 'id;name\n1;24" frame\n2;"a, b"\n';
    expect(faultsOf(await readFile(text, { csv: ';' }))).toEqual([
      '2: field 2 has a quote and does not begin with one',
    ]);
    expect((await readFile(text, { csv: ';', bareQuotes: 'literal' })).values).toEqual([
      { id: '1', name: '24" frame' },
      { id: '2', name: 'a, b' },
    ]);
  });

  it('tells rows that are short or long, with their lines, and reads the others', async () => {
    const read = await readFile('a;b;c\n1;2\n1;2;3\n1;2;3;4\n', { csv: ';' });
    expect(faultsOf(read)).toEqual(['2: has 2 fields for 3 columns', '4: has 4 fields for 3 columns']);
    expect(read.values).toEqual([{ a: '1', b: '2', c: '3' }]);
    const free = await readFile('a;b;c\n1;2\n1;2;3;;\n1;2;3;x\n', { csv: ';', lengths: 'free' });
    expect(free.values).toEqual([
      { a: '1', b: '2' },
      { a: '1', b: '2', c: '3' },
    ]);
    expect(faultsOf(free)).toEqual(['4: has 4 fields for 3 columns']);
  });

  it('gives up a file with a fault where it counts as a whole, and hands nothing on after it', async () => {
    const read = await readFile('a;b\n1;2\n3\n4;5\n', { csv: ';', onFault: 'refuse' });
    expect(read.verdict.whole).toBe(false);
    expect(read.values).toEqual([]);
  });

  it('knows backslashes, delimiters of several characters, and rows with an end of their own', async () => {
    const escaped = await readFile('a;b\n"x\\"y\\\\";p\\;q\n\\N;1\n', { csv: ';', escape: 'backslash' });
    expect(escaped.values).toEqual([
      { a: 'x"y\\', b: 'p;q' },
      { a: '\\N', b: '1' },
    ]);
    const ended = await readFile('1+|a\nb&|\n2+|c&|\n', {
      csv: '+|',
      end: '&|',
      quote: 'none',
      header: 'none',
    });
    expect(ended.values).toEqual([
      { 1: '1', 2: 'a\nb' },
      { 1: '2', 2: 'c' },
    ]);
    const bad = await readFile('1+|"a\nb"c&|\n2+|d&|\n', { csv: '+|', end: '&|', header: 'none' });
    expect(faultsOf(bad)).toEqual(['1: field 2 goes on after its closing quote']);
    expect(bad.values).toEqual([{ 1: '2', 2: 'd' }]);
    const long = await readFile(
      `1+|${'a\n'.repeat(50)}9+|z&|\n2+|d&|\n`,
      { csv: '+|', end: '&|', header: 'none' },
      { limits: { recordChars: 40 } },
    );
    expect(faultsOf(long)).toEqual(['1: a row of more than 40 characters']);
    expect(long.values).toEqual([{ 1: '2', 2: 'd' }]);
    const cut = await readFile('1+|a&|\n2+|', { csv: '+|', end: '&|', quote: 'none', header: 'none' });
    expect(cut.verdict.whole).toBe(false);
  });

  it('passes over comments, page heads and skipped rows, and counts them', async () => {
    const text = '"Price list\n\n# note\nsku;price\n-;EUR\n1;2\nPage 2\n3;4\nTotal;6\n\n';
    const { values, verdict } = await readFile(text, {
      csv: ';',
      header: 4,
      comment: '#',
      ignore: ['^Page \\d+$'],
      skip: { afterHeader: 1, end: 1 },
    });
    expect(values).toEqual([
      { sku: '1', price: '2' },
      { sku: '3', price: '4' },
    ]);
    expect(verdict.passedOver).toEqual({
      'above the table': 3,
      'below the header': 1,
      'ignored: ^Page \\d+$': 1,
      'at the end': 1,
    });
  });

  it('names columns by two rows, or by their numbers, and refuses one name twice', async () => {
    const two = await readFile('Price;;Stock\nA;B;Main\n1;2;3\n', {
      csv: ';',
      header: { rows: [1, 2], fill: 'right' },
    });
    expect(two.values).toEqual([{ 'Price A': '1', 'Price B': '2', 'Stock Main': '3' }]);
    const unnamed = await readFile('sku ;;\n1;2;3\n', { csv: ';' });
    expect(unnamed.values).toEqual([{ sku: '1', 2: '2', 3: '3' }]);
    const twice = await readFile('a;b;a\n1;2;3\n', { csv: ';' });
    expect(twice.verdict).toMatchObject({ whole: false, records: 0 });
    expect(faultsOf(twice)).toEqual(['1: columns 1 and 3 have the same name']);
    expect((await readFile('__proto__;a\n1;2\n', { csv: ';' })).verdict.whole).toBe(false);
  });

  it('lays a row above the table into each record', async () => {
    const { values } = await readFile('"FORMAT";20180101\nsku\n1\n', {
      csv: ';',
      header: 2,
      head: { row: 1 },
    });
    expect(values).toEqual([{ head: { 1: 'FORMAT', 2: '20180101' }, sku: '1' }]);
  });

  it('passes over the end mark of DOS', async () => {
    const { values, verdict } = await readFile('sku;name\r\n1;a\r\n\u001a', { csv: ';' });
    expect(values).toEqual([{ sku: '1', name: 'a' }]);
    expect(verdict).toMatchObject({ faultCount: 0, passedOver: { 'blank lines': 1 } });
  });

  it('calls an empty file not whole where a header is due', async () => {
    expect((await readFile('', { csv: ';' })).verdict).toMatchObject({
      whole: false,
      endProven: false,
      records: 0,
    });
  });

  it('does not gather blank lines inside a quote without end', async () => {
    const read = await readFile(
      `a;b\n1;"${'\n'.repeat(5_000)}2;x\n`,
      { csv: ';' },
      { limits: { recordChars: 1_000 } },
    );
    expect(faultsOf(read)).toEqual([
      '2: a row of more than 1000 characters; 997 lines that it had swallowed were read by themselves',
    ]);
    expect(read.values).toEqual([{ a: '2', b: 'x' }]);
  });

  it('names a row over the limit, and neither keeps it nor loses the next', async () => {
    const long = 'x'.repeat(3_000);
    const read = await readFile(
      `a;b\n1;${long}\n2;y\n3;"${`${long.slice(0, 900)}\n`.repeat(3)}"\n4;z\n`,
      { csv: ';' },
      { limits: { recordChars: 2_000 } },
    );
    expect(faultsOf(read).slice(0, 2)).toEqual([
      '2: a line of more than 2000 characters',
      '4: a row of more than 2000 characters; 2 lines that it had swallowed were read by themselves',
    ]);
    expect(read.values.map(({ a }) => a)).toEqual(['2', '4']);
  });
});

describe('a trailer', () => {
  const format = {
    csv: ';',
    trailer: { line: '^EOF;(?<count>\\d+);(?<sum>[\\d,]+)$', sumOf: 'price', decimal: ',' },
  } as const;

  it('that agrees proves the end', async () => {
    const { verdict } = await readFile('sku;price\n1;1,10\n2;2,25\nEOF;2;3,35\n', format);
    expect(verdict).toMatchObject({ whole: true, endProven: true, trailer: { count: '2', sum: '3,35' } });
  });

  it.each([
    ['is missing', 'sku;price\n1;1,10\n', '0: the file ends without its trailer'],
    [
      'counts other rows',
      'sku;price\n1;1,10\nEOF;2;1,10\n',
      '3: the trailer counts other rows than the 1 there are',
    ],
    [
      'has another sum',
      'sku;price\n1;1,10\nEOF;1;1,11\n',
      '3: the trailer has another sum of column price than its rows',
    ],
    [
      'cannot be compared',
      'sku;price\n1;1.10\nEOF;1;1,10\n',
      '3: column price cannot be added up, and the trailer has its sum',
    ],
    [
      'is followed by rows',
      'sku;price\n1;1,10\nEOF;1;1,10\n2;3,00\n',
      '4: a row after the trailer of line 3',
    ],
  ])('that %s makes the file not whole', async (_, text, fault) => {
    const read = await readFile(text, format);
    expect(read.verdict).toMatchObject({ whole: false, endProven: false });
    expect(faultsOf(read)).toContain(fault);
  });
});

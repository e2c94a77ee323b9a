import type { RawRecord, RawTree, RawValue } from '@throughline/connector';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dataReport } from '../data-report.ts';
import { findingKindNames } from '../finding-kinds.ts';
import { cleanRow, cleanSettings, inBatches, parents, recordsOf } from '../fixtures/clean-records.ts';
import { renderReport } from '../page/render-report.ts';
import { type ReportSettingsInput, meanings, parseReportSettings } from '../settings.ts';
import { languages, titleIn } from '../words/words.ts';
import { makeReport } from './make-report.ts';
import { ReportBuilder } from './report-builder.ts';

const plain: ReportSettingsInput = { reader: 'articles', asOf: '2026-11-30' };
const columnOf = (name: string, values: readonly (string | null)[]): RawRecord[] =>
  values.map((value, index) => ({ values: { [name]: value }, position: index + 1 }));
const reportOn = (records: readonly RawRecord[], settings: Partial<ReportSettingsInput> = {}) =>
  makeReport(inBatches(records, 7), { ...plain, ...settings });
const many = (count: number, valueOf: (index: number) => string) =>
  Array.from({ length: count }, (_, i) => valueOf(i));

describe('a report', () => {
  it('keeps to its schema, and has a sentence in each language for each finding', async () => {
    const rows = Array.from({ length: 60 }, (_, index) => ({
      ...cleanRow(index % 50),
      unit: 'X',
      name: 'A?b <br>',
      validFrom: '03/04/2024',
    }));
    const report = await makeReport(
      inBatches(recordsOf(rows)),
      cleanSettings,
      new Map([['parents', parents]]),
    );
    expect(dataReport.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
    expect(report.findings.length).toBeGreaterThan(3);
    for (const { advice, share } of report.findings) {
      expect(advice.en).toMatch(/^[A-Z].*\.$/);
      expect(advice.de).toMatch(/^[A-ZÄÖÜ].*\.$/);
      expect(share).toBeLessThanOrEqual(1);
    }
  });

  it('has a title of its own for each kind in each language', () => {
    for (const language of languages)
      expect(new Set(findingKindNames.map((kind) => titleIn(language, kind))).size).toBe(
        findingKindNames.length,
      );
  });

  it('is not ready without a row', async () => {
    const report = await reportOn([]);
    expect(report).toMatchObject({ rows: 0, ready: false, first: [0] });
    expect(report.findings).toMatchObject([{ kind: 'no-rows', severity: 'blocks' }]);
  });

  it('puts what blocks first, one of each kind before a second of any, and names five', async () => {
    const rows = many(40, (index) => String(index)).map((id, index) => ({
      position: index,
      values: { id: 'same', a: '#REF!', b: '#REF!', c: '4.0E+12', d: '02. Jan', e: 'N/A', f: id },
    }));
    const coded = { means: 'code' } as const;
    const { findings, first } = await reportOn(rows, {
      key: ['id'],
      columns: { a: coded, b: coded, c: coded, d: coded },
    });
    expect(first.map((index) => findings[index]?.kind)).toEqual([
      ...['exponent-codes', 'date-codes', 'spreadsheet-errors', 'duplicate-keys', 'spreadsheet-errors'],
    ]);
  });

  it('tells absent from empty', async () => {
    const records = [
      { position: 1, values: { a: '1', b: '' } },
      { position: 2, values: { a: '2' } },
      { position: 3, values: { a: '3', b: 'x' } },
    ];
    const { columns, findings } = await reportOn(records);
    expect(columns.find(({ name }) => name === 'b')).toMatchObject({ filled: 1, empty: 1, absent: 1 });
    expect(findings).toMatchObject([{ kind: 'gaps', column: 'b', count: 2, outOf: 3 }]);
  });

  it('tells of a key column that no record has', async () => {
    const { findings } = await reportOn(columnOf('a', ['1', '2']), { key: ['id'] });
    expect(findings).toMatchObject([{ kind: 'missing-required', column: 'id', count: 2, share: 1 }]);
  });

  it('takes the words of the reader for gaps, and others for words to add', async () => {
    const values = ['x', '-', 'NULL', 'NULL', 'y'];
    const { findings } = await reportOn(columnOf('a', values), { nothing: ['', '-'] });
    expect(findings).toMatchObject([
      { kind: 'nothing-words', count: 2, suggestion: 'nothing: ["", "NULL"]' },
      { kind: 'gaps', count: 1 },
    ]);
    const known = await reportOn(columnOf('a', ['NA', 'DE']), { columns: { a: { codes: ['NA', 'DE'] } } });
    expect(known.findings).toEqual([]);
  });

  it('masks what is of the source, on request', async () => {
    const values = [...many(30, () => 'Rot'), 'ROT', 'Blau17'];
    const { findings, masked } = await reportOn(columnOf('a', values), {
      columns: { a: { codes: ['Rot'] } },
      maskExamples: true,
    });
    expect(masked).toBe(true);
    expect(findings.map(({ kind }) => kind)).toContain('similar-codes');
    expect(JSON.stringify(findings)).not.toMatch(/rot|blau|17/i);
    expect(findings.flatMap(({ examples }) => examples.flatMap(({ values }) => values))).toContain('Aaaa99');
  });
});

describe('code tables', () => {
  it('suggests the known or else the most frequent spelling', async () => {
    const values = [...many(10, () => 'Grün'), ...many(20, () => 'GRUEN'), 'Blau', 'blau.', 'blau.'];
    const { findings } = await reportOn(columnOf('color', values), {
      columns: { color: { codes: ['Grün'], table: 'colors' } },
    });
    const similar = findings.find(({ kind }) => kind === 'similar-codes');
    expect(similar).toMatchObject({ count: 21, outOf: 33, params: { clusters: 2 } });
    expect(similar?.suggestion).toBe(
      'tables:\n  "colors":\n    "GRUEN": "Grün" # 20\n    "Blau": "blau." # 1',
    );
    const unknown = findings.find(({ kind }) => kind === 'unknown-codes');
    expect(unknown).toMatchObject({ count: 23, params: { distinct: 3 } });
    expect(unknown?.suggestion).toContain('    # "GRUEN": # 20');
  });

  it('says nothing of codes that are both known, nor of texts that all differ', async () => {
    const known = await reportOn(columnOf('c', ['A-B', 'B A']), {
      columns: { c: { codes: ['A-B', 'B A'] } },
    });
    expect(known.findings).toEqual([]);
    const names = await reportOn(columnOf('n', ['Ann Lee', 'Lee, Ann', 'Bo']));
    expect(names.findings).toEqual([]);
  });
});

describe('what a column means', () => {
  it('is guessed from its values, and then blocks nothing', async () => {
    const rows = many(60, String).map((_, index) => ({
      position: index,
      values: {
        date: index === 7 ? '2024-02-30' : '2024-02-20',
        amount: index === 7 ? 'free' : '12.50',
        gtin: cleanRow(index).gtin,
        number: String(index),
      },
    }));
    const { columns, findings, ready } = await reportOn(rows);
    const meanings = columns.map(({ name, means, guessed }) => [name, means, guessed]);
    expect(meanings).toEqual([
      ['date', 'date', true],
      ['amount', 'decimal', true],
      ['gtin', 'gtin', true],
      ['number', 'text', true],
    ]);
    expect(findings.map(({ kind, severity }) => [kind, severity])).toEqual([
      ['unreadable-numbers', 'warns'],
      ['impossible-dates', 'warns'],
    ]);
    expect(ready).toBe(true);
  });

  it('may be stated with its format, which settles what has two meanings', async () => {
    const rows = many(30, () => '1.234').map((amount, index) => ({
      position: index,
      values: { amount, day: '03/04/2026' },
    }));
    const columns = (amount: string, day: string) =>
      reportOn(rows, {
        columns: { amount: { means: 'decimal', format: amount }, day: { means: 'date', format: day } },
      });
    expect((await columns('1.234,56', 'dd/MM/yyyy')).findings).toEqual([]);
    expect((await columns('1234', 'yyyy')).findings.map(({ kind }) => kind)).toEqual([
      ...['ambiguous-numbers', 'ambiguous-dates'],
    ]);
  });

  it.each([
    [
      { means: 'date', format: 'dd.MM.yyyy' },
      ['03.04.2026', '2026-04-03', '04/23/2026', '45123', '3.4.26'],
      4,
    ],
    [{ means: 'date', format: 'dd.MM.yy' }, ['03.04.26', '13.4.26'], 0],
    [{ means: 'price', format: '1.234,56' }, ['13,75', '13.75', '1.234', '1.234,50', '12'], 1],
    [{ means: 'decimal', format: '1.234,56-' }, ['13,75-', '13,75'], 0],
    [{ means: 'decimal', format: '1,234.56' }, ['13,75'], 1],
  ] as const)('is held against what is stated: %j', async (column, values, count) => {
    const { findings } = await reportOn(columnOf('a', values), { columns: { a: column } });
    expect(findings.map(({ kind, count, severity }) => [kind, count, severity])).toEqual(
      count === 0 ? [] : [['other-than-stated', count, 'blocks']],
    );
  });

  it('warns only where all other values show how the doubtful are meant', async () => {
    const values = [...many(20, (index) => `${13 + (index % 9)}/04/2026`), '03/04/2026'];
    const { findings } = await reportOn(columnOf('day', values), { columns: { day: { means: 'date' } } });
    expect(findings).toMatchObject([
      { kind: 'ambiguous-dates', count: 1, severity: 'warns', params: { likely: 'dd/MM/yyyy' } },
    ]);
  });

  it('takes the fourth of April for a day in either order', async () => {
    const values = ['04/23/2026', '04/04/2026', '12/31/2025'];
    const { findings } = await reportOn(columnOf('day', values), { columns: { day: { means: 'date' } } });
    expect(findings).toEqual([]);
  });

  it('tells the share of each format', async () => {
    const values = [...many(6, () => '2026-01-31'), '31.01.2026', '31.01.2026', '01/31/2026'];
    const { findings } = await reportOn(columnOf('day', values), { columns: { day: { means: 'date' } } });
    expect(findings[0]).toMatchObject({ kind: 'mixed-date-formats', count: 3, outOf: 9 });
    expect(findings[0]?.details.map(({ label, count }) => [label, count])).toEqual([
      ['yyyy-MM-dd', 6],
      ['dd.MM.yyyy', 2],
      ['MM/dd/yyyy', 1],
    ]);
  });
});

describe('figures', () => {
  it('are compared within their group', async () => {
    const rows = many(100, String).map((_, index) => ({
      position: index,
      values: { family: index % 2 ? 'bolts' : 'bikes', price: index % 2 ? '0.05' : '1200.00' },
    }));
    rows[10] = { position: 10, values: { family: 'bikes', price: '1.20' } };
    const columns = { price: { means: 'price' } } as const;
    const { findings } = await reportOn(rows, { columns, groupBy: 'family' });
    expect(findings).toMatchObject([
      { kind: 'outliers', count: 1, examples: [{ position: 10, values: ['1.20'] }] },
    ]);
  });

  it('of codes that count up have lost no zeros', async () => {
    const columns = { no: { means: 'code' } } as const;
    const counted = await reportOn(
      columnOf(
        'no',
        many(9_999, (index) => String(index + 1)),
      ),
      { columns },
    );
    expect(counted.findings).toEqual([]);
    const stated = await reportOn(columnOf('no', ['00123', '0123']), { columns: { no: { length: 5 } } });
    expect(stated.findings).toMatchObject([{ kind: 'lost-leading-zeros', count: 1, params: { length: 5 } }]);
  });

  it('of a nested document add up', async () => {
    const document = (no: string, total: string, ...amounts: string[]) => ({
      position: Number(no),
      values: { no, total, lines: amounts.map((amount) => ({ amount })) },
    });
    const records = [
      document('1', '3.00', '1.00', '2.00'),
      document('2', '4.00', '1.00'),
      document('3', '5.00'),
    ];
    const { findings } = await reportOn(records, {
      totals: { document: 'no', total: 'total', line: 'lines.amount' },
    });
    const sums = findings.filter(({ kind }) => kind === 'sums-differ');
    expect(sums).toMatchObject([{ severity: 'blocks', count: 1, outOf: 2, examples: [{ position: 2 }] }]);
  });
});

describe('settings', () => {
  it.each([
    [{ reader: '' }, /reader/],
    [{ asOf: '30.11.2026' }, /asOf/],
    [{ columns: { a: { means: 'colour' } } }, /columns\.a\.means/],
    [{ columns: { a: { maxLenght: 5 } } }, /columns\.a.*maxLenght/],
    [{ staleAfterDays: 0 }, /staleAfterDays/],
    [{ totals: { document: 'a', total: 'b', line: 'c', tolerance: '1e3' } }, /totals\.tolerance/],
    [{ columns: { a: { references: 'groups' } } }, /columns\.a\.references.*groups/],
  ])('%j are refused by name', async (wrong, message) => {
    const settings = { ...plain, ...wrong } as unknown as ReportSettingsInput;
    await expect(makeReport(inBatches([]), settings)).rejects.toThrow(message);
  });
});

describe('memory', () => {
  it('does not grow with the rows: a million of them, all different', () => {
    const limits = { values: 500, keys: 2_000 };
    const columns = { price: { means: 'price' } } as const;
    const builder = new ReportBuilder(parseReportSettings({ ...plain, key: ['id'], columns, limits }));
    let most = 0;
    for (let index = 0; index < 1_000_000; index += 1) {
      // Each tenth key twice.
      const id = index % 10 === 9 ? index - 1 : index;
      const price = `${1 + (index % 9_973)}.${10 + (index % 90)}`;
      builder.add({ position: index + 1, values: { id: `K${id}`, price } });
      if (index % 10_000 === 0) most = Math.max(most, builder.held);
    }
    // Two columns, the keys, and the bars of the histograms of prices, of all and of one group.
    expect(most).toBeLessThanOrEqual(2 * limits.values + limits.keys + 2 * 300);
    const { findings, exact, rows } = builder.finish();
    expect([rows, exact]).toEqual([1_000_000, false]);
    const duplicates = findings.find(({ kind }) => kind === 'duplicate-keys');
    expect(duplicates?.exact).toBe(false);
    expect(duplicates?.count).toBeGreaterThan(70_000);
    expect(duplicates?.count).toBeLessThan(130_000);
  });

  it('does not grow with the columns, and says how many were left out', async () => {
    const values = Object.fromEntries(many(500, (index) => `c${index}`).map((name) => [name, 'x']));
    const report = await reportOn([{ position: 1, values }], { limits: { columns: 100 } });
    expect(report.columns).toHaveLength(100);
    expect(report.columnsLeftOut).toBe(400);
  });

  it('holds little of a long value', async () => {
    const report = await reportOn(columnOf('a', [`<b>${'x'.repeat(1_000_000)}`]));
    expect(JSON.stringify(report).length).toBeLessThan(3_000);
    expect(report.columns[0]).toMatchObject({ longest: 1_000_003 });
  });
});

it('takes whatever a source gives, and keeps to its schema', async () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('constructor', '__proto__', '1.234', '12,5', '03/04/2024', '-', 'NULL', '4.0E+12', '0'),
    fc.stringMatching(/^-?\d{0,400}[.,]?\d{1,20}$/),
  );
  const { value } = fc.letrec<{ value: RawValue }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.option(text),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(text, tie('value'), { maxKeys: 3 }),
    ),
  }));
  const row = fc.record({
    position: fc.nat(),
    values: fc.dictionary(fc.constantFrom('a', 'b', 'constructor', 'c', 'd'), value),
  });
  const column = fc.record({ means: fc.constantFrom(...meanings), length: fc.constantFrom(undefined, 3) });
  await fc.assert(
    fc.asyncProperty(
      fc.array(row, { maxLength: 60 }),
      fc.array(column, { minLength: 4 }),
      async (rows, means) => {
        const [a = {}, b = {}, c = {}, d = {}] = means;
        const report = await reportOn(rows, {
          ...{ key: ['a'], groupBy: 'b', limits: { values: 16, keys: 16, groups: 2 } },
          columns: { a, b, c, d } as NonNullable<ReportSettingsInput['columns']>,
          totals: { document: 'a', total: 'b', line: 'c' },
        });
        expect(dataReport.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
        expect(renderReport(report).length).toBeGreaterThan(1_000);
      },
    ),
    { numRuns: 200 },
  );
});

it('has an end where nesting has none', async () => {
  let values: RawTree = { x: '1' };
  for (let depth = 0; depth < 50_000; depth += 1) values = { x: values };
  expect(await reportOn([{ position: 1, values }])).toMatchObject({ rows: 1, columns: [] });
});

import fc from 'fast-check';
import { checkSource } from '@throughline/source-documents';
import { describe, expect, it } from 'vitest';
import { ComparisonTally } from './comparison-tally.ts';
import { mergeComparisons } from './comparison.ts';
import { cutValue } from './cut-value.ts';
import { renderTrial } from './render-trial.ts';
import { TrialTally } from './trial-tally.ts';
import { type Trial, mergeTrials } from './trial.ts';
import { trySamples } from './try-sample.ts';

const document = `source: nord
transport: manual
zone: Europe/Berlin
currency: EUR
readers:
  art:
    format: { csv: ";" }
    key: [Nr]
    with: { text: { reader: txt, on: [{ this: Nr, is: Nr }], many: false } }
    says: everything
  txt:
    format: { csv: ";" }
    key: [Nr, Sp]
    says: everything
flows: { prices: prices@1 }
---
mapping: prices@1
of: art
skip: { Status: X, as: not for sale }
record:
  sku: [Nr, code]
  amount: [VK, decimal "1.234,56"]
  unit: [ME, table units]
  list: [[text, Liste]]
  validFrom: { constant: "2026-01-01T00:00Z" }
tables: { units: { ST: C62 } }
`;
const source = checkSource(document);
const asOf = new Date('2026-12-01T00:00Z');
const opens = (...lines: string[]) =>
  async function* () {
    yield Buffer.from(lines.join('\n'));
  };
const rowOf = (values: Record<string, string>) => {
  return { sourceKey: values['Nr'] ?? '', position: 1, values, faults: [] };
};

describe('a trial', () => {
  it('shows what comes of a sample, why rows are held or left out, and what is not used', async () => {
    const trial = await trySamples(
      source,
      new Map([
        [
          'art',
          opens(
            'Nr;VK;ME;Status;Lager',
            'a;1,50;ST;;7',
            'b;2;KG;;7',
            'c;3;ST;X;7',
            ';4;ST;;7',
            'd;5',
            'e;6;ST;;7',
          ),
        ],
        ['txt', opens('Nr;Sp;Liste', 'e;D;x', 'e;E;y')],
      ]),
      asOf,
    );
    expect(trial.readers).toMatchObject([
      {
        ...{ reader: 'art', rows: 5, withoutKey: 1, unreadable: 1, whole: true, readOtherwise: false },
        unusedColumns: ['Lager'],
      },
    ]);
    expect(trial.mappings).toMatchObject([
      {
        ...{ mapping: 'prices@1', rows: 4, records: 1, held: 2, skipped: 1, emptyFields: ['list'] },
        causes: [
          { severity: 'held', field: 'unit', reason: 'unknown code "KG"', rows: 1 },
          { severity: 'skipped', field: null, reason: 'not for sale', rows: 1 },
          { severity: 'held', field: 'text', reason: 'several records of txt', rows: 1 },
        ],
        examples: [
          {
            ...{ sourceKey: 'a', position: 2, row: { Nr: 'a', VK: '1,50', text: null }, issues: [] },
            records: [{ value: { sku: 'A', amount: '1.5' } }],
          },
          { sourceKey: 'b', records: [{ value: null }], issues: [{ field: 'unit', severity: 'held' }] },
          { sourceKey: 'c', records: [], skipped: 'not for sale' },
          { sourceKey: 'e', records: [{ value: null }], issues: [{ field: 'text' }] },
        ],
      },
    ]);
    expect(trial.mappings[0]?.unfilledFields).toContain('minQuantity');
  });

  it('refuses a sample of a reader that there is not', async () => {
    await expect(trySamples(source, new Map([['arts', opens()]]), asOf)).rejects.toThrow(
      'There is no reader arts',
    );
  });

  it('has a page that says the same in words, with everything of the source escaped', async () => {
    const trial = await trySamples(
      source,
      new Map([['art', opens('Nr;VK;ME;Status', 'a;1,50;<b>;', 'b;1,50;ST;')]]),
      asOf,
    );
    const page = renderTrial(trial, 'de');
    expect(page).toContain('<html lang="de">');
    expect(page).toContain('&lt;b&gt;');
    expect(page).not.toContain('<b>');
    expect(page).toContain('Zurückgehaltene Zeilen');
  });

  const row = fc.record({
    Nr: fc.constantFrom('a', 'b', 'c'),
    VK: fc.constantFrom('1', '2', 'x'),
    ME: fc.constantFrom('ST', 'KG', '?'),
    Status: fc.constantFrom('', 'X'),
    Liste: fc.constantFrom('', 'L'),
  });
  const withList = checkSource(
    document
      .replace('[[text, Liste]]', '[Liste]')
      .replace(/ {4}with.*\n/, '')
      .replace(/ {2}txt:[^]*?(?=flows)/, ''),
  );
  const tried = (rows: readonly Record<string, string>[]): Trial => {
    const tally = new TrialTally(withList, 'art');
    for (const values of rows) tally.row(rowOf(values), {});
    return { source: 'nord', readers: [tally.reader()], mappings: tally.mappings };
  };

  it('in parts is the same as in one', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 12 }), fc.array(row, { maxLength: 12 }), (one, other) => {
        const sorted = ({ mappings, ...rest }: Trial) => ({
          ...rest,
          mappings: mappings.map(({ causes, ...mapping }) => ({
            ...mapping,
            causes: causes.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
          })),
        });
        expect(sorted(mergeTrials(tried(one), tried(other)))).toEqual(sorted(tried([...one, ...other])));
      }),
    );
  });

  it('shows a bounded number of rows and characters', () => {
    const rows = Array.from({ length: 500 }, (_, index) => ({
      Nr: 'a',
      Lager: 'x'.repeat(1_000),
      VK: '1',
      ME: `U${index}`,
      Status: '',
    }));
    const [mapping] = tried(rows).mappings;
    expect(mapping?.examples.length).toBe(100);
    expect(mapping?.causes.length).toBeLessThanOrEqual(201);
    expect(mapping?.causes.reduce((sum, cause) => sum + cause.rows, 0)).toBe(500);
    expect(mapping?.examples[0]?.row['Lager']).toBe(`${'x'.repeat(200)}… (1000 characters)`);
    expect(
      JSON.stringify(cutValue({ list: Array.from({ length: 10_000 }, () => ['a', 'b']) })).length,
    ).toBeLessThan(1_000);
  });
});

describe('a comparison of two versions', () => {
  const before = checkSource(document);
  const after = checkSource(
    document
      .replace('units: { ST: C62 }', 'units: { KG: KGM, KAR: XCT }')
      .replace('skip: { Status: X', 'skip: { Status: Y')
      .replace('decimal "1.234,56"', 'decimal "1.234,56", times 100'),
  );
  const compared = (...rows: Record<string, string>[]) => {
    const tally = new ComparisonTally('prices');
    for (const values of rows) {
      const one = rowOf(values);
      tally.row({ before: one, after: one }, { before: before.feedings, after: after.feedings }, {});
    }
    return tally.result;
  };

  it('tells what is changed, added, gone, held and released', () => {
    const sellable = checkSource(document.replace('units: { ST: C62 }', 'units: { ST: C62, KG: KGM }'));
    const tally = new ComparisonTally('prices');
    const rows = [
      { Nr: 'same', VK: '0,00', ME: 'ST', Status: '' },
      { Nr: 'gone', VK: '1', ME: 'ST', Status: 'Y' },
      { Nr: 'added', VK: '1', ME: 'KG', Status: 'X' },
      { Nr: 'held', VK: '1', ME: 'ST', Status: '' },
      { Nr: 'released', VK: '1', ME: 'KAR', Status: '' },
      { Nr: 'changed', VK: '1', ME: 'KG', Status: '' },
      { Nr: 'both', VK: '1', ME: '?', Status: '' },
    ];
    for (const values of rows) {
      const one = rowOf(values);
      tally.row({ before: one, after: one }, { before: sellable.feedings, after: after.feedings }, {});
    }
    expect(tally.result).toMatchObject({
      ...{ rows: 7, same: 0, changed: 1, added: 1, gone: 1, released: 1 },
      ...{ held: 1, heldByBoth: 2, fields: { amount: 1 } },
    });
    const kinds = tally.result.examples.map(({ kind, sourceKey }) => [kind, sourceKey]);
    expect(kinds.toSorted()).toEqual([
      ['added', 'added'],
      ['changed', 'changed'],
      ['gone', 'gone'],
      ['held', 'held'],
      ['released', 'released'],
    ]);
    expect(tally.result.examples.find(({ kind }) => kind === 'changed')).toMatchObject({
      ...{ fields: ['amount'], before: { amount: '1' }, after: { amount: '100' } },
    });
    expect(tally.result.examples.find(({ kind }) => kind === 'held')?.reasons).toEqual([
      'unit: unknown code "ST"',
    ]);
  });

  it('in parts is the same as in one', () => {
    const row = fc.record({
      Nr: fc.constantFrom('a', 'b', 'c'),
      VK: fc.constantFrom('1', '2', 'x'),
      ME: fc.constantFrom('ST', 'KG', 'KAR', '?'),
      Status: fc.constantFrom('', 'X', 'Y'),
    });
    const whole = (flow: ReturnType<typeof compared>) => {
      return { source: 'nord', version: 1, rows: flow.rows, readOtherwise: [], flows: [flow] };
    };
    fc.assert(
      fc.property(fc.array(row, { maxLength: 8 }), fc.array(row, { maxLength: 8 }), (one, other) => {
        const [merged] = mergeComparisons(whole(compared(...one)), whole(compared(...other))).flows;
        const { examples, ...counts } = compared(...one, ...other);
        expect({ ...merged, examples: undefined }).toEqual({ ...counts, examples: undefined });
        expect(new Set(merged?.examples)).toEqual(new Set(examples));
      }),
    );
  });
});

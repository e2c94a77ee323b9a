import fc from 'fast-check';
import type { RawTree } from '@throughline/connector';
import { mergeComparisons, mergeTrials } from '@throughline/source-verification';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ExplanationsService } from '../../../apps/erp-adapter/src/trials/explanations.service.ts';
import { type PartEnd, TrialsService } from '../../../apps/erp-adapter/src/trials/trials.service.ts';
import { LandingDesk } from './landing-desk.ts';

const document = `source: nord
transport: manual
zone: Europe/Berlin
currency: EUR
basis: physical
readers:
  art:
    format: { csv: ";" }
    key: [ArtNr]
    says: everything
    with: { group: { reader: wg, on: [{ this: WG, is: Nr }], many: false } }
  wg:
    format: { csv: ";" }
    key: [Nr]
    says: everything
    with: { texts: { reader: txt, on: [{ this: Nr, is: Nr }] } }
  txt:
    format: { csv: ";" }
    key: [Nr, Sp]
    says: everything
  lager:
    format: { csv: ";" }
    key: [Art, Ort]
    says: everything
flows: { items: items@1, prices: prices@1, stock: stock@1 }
---
mapping: items@1
of: art
record:
  code: [ArtNr, code]
  family: [[group, Nr], code]
  familyName: [[group, texts, "*", Text], join " / "]
  abbreviation: [Kurz]
  unit: [ME, table units]
  kind: { constant: goods }
  status: { constant: active }
  taxCategory: { constant: standard }
  texts: { each: { of: [group, texts] }, record: { language: [Sp, lower], name: [Text], description: { constant: "" } } }
tables: { units: { ST: C62 } }
---
mapping: prices@1
of: art
skip: { VK: ["-"], as: no price }
each: [{ tier: 1, vk: VK }, { tier: 10, vk: VK10, optional: true }]
record:
  sku: [ArtNr, code]
  amount: [vk, decimal "1.234,56"]
  unit: [ME, table units]
  minQuantity: [tier]
  validFrom: { constant: "2026-01-01T00:00Z" }
tables: { units: { ST: C62 } }
---
mapping: stock@1
of: lager
record:
  sku: [Art, code]
  location: [Ort, code]
  quantity: [Menge, integer]
`;

const articles: readonly RawTree[] = [
  { ArtNr: '1', WG: 'a', Kurz: 'S', ME: 'ST', VK: '1,50', VK10: '1,25', Alt: 'x' },
  { ArtNr: '2', WG: 'b', Kurz: '', ME: 'KG', VK: '2,00', VK10: '' },
  { ArtNr: '3', WG: 'a', Kurz: '', ME: 'ST', VK: '-', VK10: '' },
];

describe('a document before it is applied', () => {
  let desk: LandingDesk;
  let trials: TrialsService;
  let explanations: ExplanationsService;
  beforeAll(async () => {
    desk = await LandingDesk.open('trials');
    const clock = { now: () => new Date(Date.UTC(2026, 11, 1)) };
    trials = new TrialsService(desk.dataSource, desk.sources, clock as never);
    explanations = new ExplanationsService(desk.dataSource, desk.sources);
  });
  afterAll(() => desk.close());
  beforeEach(async () => {
    await desk.clear();
    await desk.apply(document);
  });
  const land = async () => {
    await desk.say('wg', [{ Nr: 'a' }, { Nr: 'b' }]);
    await desk.say('txt', [
      { Nr: 'a', Sp: 'DE', Text: 'Reifen' },
      { Nr: 'b', Sp: 'DE', Text: 'Glocken' },
    ]);
    await desk.say('art', articles);
    await desk.say('lager', [{ Art: '1', Ort: 'B', Menge: '7' }]);
  };
  const everything = { days: null, after: null };
  const state = () =>
    desk.dataSource.query(
      `select (select count(*) from landed_records) as records, (select count(*) from landed_changes) as changes,
         (select count(*) from landed_rows) as rows, (select count(*) from landed_documents) as documents,
         (select count(*) from source_versions) as versions, (select count(*) from quarantine) as quarantine`,
    );

  it('is tried on what has landed, row by row, and leaves no trace', async () => {
    await land();
    await desk.capture();
    const before = await state();
    const tried = document.replace(
      'units: { ST: C62 } }\n---\nmapping: prices',
      'units: { ST: XCT } }\n---\nmapping: prices',
    );
    const { trial, next } = await trials.tryPart({ ...everything, document: tried, reader: 'art' });
    expect([await state(), next]).toEqual([before, null]);
    expect(trial.readers).toEqual([
      {
        ...{ reader: 'art', rows: 3, withoutKey: 0, unreadable: 0, faults: [], whole: true },
        ...{ readOtherwise: false, unusedColumns: ['Alt'] },
      },
    ]);
    expect(trial.mappings).toMatchObject([
      {
        ...{ mapping: 'items@1', rows: 3, records: 2, held: 1, skipped: 0 },
        causes: [{ severity: 'held', field: 'unit', reason: 'unknown code "KG"', rows: 1 }],
        examples: [
          {
            row: { ArtNr: '1', group: { Nr: 'a', texts: [{ Text: 'Reifen' }] } },
            records: [{ key: 'nord|1', value: { unit: 'XCT', familyName: 'Reifen' } }],
          },
          { row: { ArtNr: '2' }, records: [{ value: null }] },
          { row: { ArtNr: '3' } },
        ],
      },
      { mapping: 'prices@1', rows: 3, records: 2, held: 1, skipped: 1 },
    ]);
  });

  it('is tried on what came in some days alone', async () => {
    await desk.say('art', articles.slice(0, 2), { asOf: new Date(Date.UTC(2026, 9, 1)) });
    await desk.say('art', articles, { asOf: new Date(Date.UTC(2026, 10, 29)) });
    const { trial } = await trials.tryPart({ document, reader: 'art', days: 14, after: null });
    expect(trial.readers[0]?.rows).toBe(1);
  });

  it('is refused where nothing can have landed, or no mapping is of the reader', async () => {
    const other = document.replace('source: nord', 'source: sued');
    await expect(trials.tryPart({ ...everything, document: other, reader: null })).rejects.toMatchObject({
      body: { status: 404, detail: expect.stringContaining('Nothing has landed of a source sued') },
    });
    await expect(trials.tryPart({ ...everything, document, reader: 'txt' })).rejects.toMatchObject({
      body: { status: 404, detail: 'No mapping is of a reader txt' },
    });
  });

  it('lays in by joins that the version that holds has not got', async () => {
    await land();
    const joined = document
      .replace('  txt:', '  kz:\n    format: { csv: ";" }\n    key: [Nr]\n    says: everything\n  txt:')
      .replace('many: false } }', 'many: false }, other: { reader: lager, on: [{ this: ArtNr, is: Art }] } }')
      .replace('  kz:\n    format: { csv: ";" }\n    key: [Nr]\n    says: everything\n', '')
      .replace('abbreviation: [Kurz]', 'abbreviation: [[other, 1, Menge]]');
    const { trial } = await trials.tryPart({ ...everything, document: joined, reader: 'art' });
    expect(trial.mappings[0]?.examples[0]?.records[0]?.value).toMatchObject({ abbreviation: '7' });
  });

  it('is compared with the version that holds: what is changed, added, gone, held and released', async () => {
    await land();
    const other = document
      .replace('abbreviation: [Kurz]', 'abbreviation: [Kurz, lower]')
      .replace('skip: { VK: ["-"], as: no price }\n', '')
      .replaceAll('units: { ST: C62 }', 'units: { ST: C62, KG: KGM }')
      .replace(', stock: stock@1', '')
      .replace(/---\nmapping: stock@1[^]*$/, '')
      .replace(/ {2}lager:[^]*?(?=flows)/, '');
    const { comparison, next } = await trials.comparePart({ ...everything, document: other });
    expect(next).toBeNull();
    expect(comparison).toMatchObject({ source: 'nord', version: 1, rows: 4, readOtherwise: ['lager'] });
    const of = Object.fromEntries(comparison.flows.map(({ flow, examples: _, ...counts }) => [flow, counts]));
    const none = { same: 0, changed: 0, added: 0, gone: 0, held: 0, released: 0, heldByBoth: 0, fields: {} };
    expect(of).toEqual({
      items: {
        rows: 3,
        ...none,
        same: 1,
        changed: 1,
        released: 1,
        fields: { abbreviation: 1 },
      },
      prices: { rows: 3, ...none, same: 2, held: 1, released: 1 },
      stock: { rows: 1, ...none, gone: 1 },
    });
    const changed = comparison.flows[0]?.examples.find(({ kind }) => kind === 'changed');
    expect(changed).toMatchObject({
      ...{ sourceKey: '1', key: 'nord|1', fields: ['abbreviation'] },
      ...{ before: { abbreviation: 'S' }, after: { abbreviation: 's' } },
    });
  });

  it('is tried and compared in parts that come to the same as one', async () => {
    await land();
    await desk.dataSource.query(
      `insert into landed_records (source, reader, source_key, hash, "values", position, refs, as_of)
       select 'nord', 'art', 'n' || n, '', jsonb_build_object('ArtNr', 'n' || n, 'WG', 'a', 'Kurz', '', 'VK', '1,00',
         'VK10', '', 'ME', case when n % 3 = 0 then 'KG' else 'ST' end), n, array['wg' || chr(31) || 'a'], now()
       from generate_series(1, 12342) n`,
    );
    const released = document.replace(
      'units: { ST: C62 } }\n---\nmapping: prices',
      'units: { ST: C62, KG: KGM } }\n---\nmapping: prices',
    );
    let after: PartEnd | null = null;
    const parts = [];
    do {
      const part = await trials.tryPart({ document, reader: null, days: null, after });
      parts.push(part.trial);
      after = part.next;
    } while (after !== null);
    expect(parts).toHaveLength(2);
    const trial = parts.reduce(mergeTrials);
    expect(trial.readers.map(({ reader, rows }) => [reader, rows])).toEqual([
      ['art', 12_345],
      ['lager', 1],
    ]);
    expect(trial.mappings[0]).toMatchObject({ rows: 12_345, records: 8_230, held: 4_115 });
    const compared = [];
    do {
      const part = await trials.comparePart({ document: released, days: null, after });
      compared.push(part.comparison);
      after = part.next;
    } while (after !== null);
    expect(compared.reduce(mergeComparisons).flows[0]).toMatchObject({
      rows: 12_345,
      same: 8_230,
      released: 4_115,
    });
  });

  describe('when it is applied, and a record is asked about', () => {
    it('is explained by its rows, what was looked up, each step, and the version', async () => {
      await land();
      await desk.capture();
      expect(await explanations.explain('nord', 'items', '1')).toMatchObject({
        ...{
          key: 'nord|1',
          version: 1,
          mapping: 'items@1',
          reader: 'art',
          sourceKey: '1',
          made: 'as-published',
        },
        published: { version: 1, deleted: false },
        row: { values: { ArtNr: '1', WG: 'a' }, position: 2 },
        lookedUp: [
          { as: 'group', reader: 'wg', values: { Nr: 'a' } },
          { as: 'group.texts', reader: 'txt', values: { Text: 'Reifen' } },
        ],
        record: { code: '1', familyName: 'Reifen' },
        ...{ skipped: null, document: null, issues: [] },
      });
      const { fields } = await explanations.explain('nord', 'items', '1');
      expect(fields.find(({ field }) => field === 'unit')).toMatchObject({
        ...{ column: 'ME', ordinal: 1 },
        steps: [
          { step: 'read', value: 'ST' },
          { step: 'table units', value: 'C62' },
        ],
      });
    });

    it('says why one is held back or left out', async () => {
      await land();
      await desk.capture();
      expect(await explanations.explain('nord', 'items', '2')).toMatchObject({
        ...{ made: 'unpublished', record: null, published: null },
        issues: [{ field: 'unit', column: 'ME', reason: 'unknown code "KG"', severity: 'held' }],
        quarantined: [{ key: 'nord|2', field: 'unit', severity: 'held' }],
      });
      expect(await explanations.explain('nord', 'prices', '3')).toMatchObject({
        ...{ made: 'unpublished', record: null, skipped: 'no price' },
      });
      await expect(explanations.explain('nord', 'items', '9')).rejects.toMatchObject({
        body: { status: 404 },
      });
    });

    it('finds the version and the row that made what is published still', async () => {
      await land();
      await desk.capture();
      await desk.apply(document.replace('abbreviation: [Kurz]', 'abbreviation: [Kurz, lower]'));
      await desk.say('art', [{ ...articles[0], Kurz: 'NEW' }]);
      const explained = await explanations.explain('nord', 'items', '1');
      expect(explained).toMatchObject({
        ...{ made: 'as-published', version: 1, document: { name: 'art.csv' } },
        record: { abbreviation: 'S' },
      });
      await desk.capture();
      expect(await explanations.explain('nord', 'items', '1')).toMatchObject({
        ...{ made: 'as-published', version: 2, document: null, record: { abbreviation: 'new' } },
      });
    });

    const letter = fc.constantFrom('a', 'b');
    const article = fc.record({
      ArtNr: fc.constantFrom('1', '2', ' 1 '),
      WG: letter,
      Kurz: fc.constantFrom('', 'S'),
      ME: fc.constantFrom('ST', 'KG'),
      VK: fc.constantFrom('1,50', '-', 'x'),
      VK10: fc.constantFrom('', '1,25'),
    });
    const statement = fc.oneof(
      fc.tuple(fc.constant('art'), fc.uniqueArray(article, { maxLength: 3, selector: ({ ArtNr }) => ArtNr })),
      fc.tuple(fc.constant('wg'), fc.uniqueArray(fc.record({ Nr: letter }), { selector: ({ Nr }) => Nr })),
      fc.tuple(
        fc.constant('txt'),
        fc.uniqueArray(
          fc.record({ Nr: letter, Sp: fc.constantFrom('DE', 'EN'), Text: fc.constantFrom('x', 'y') }),
          {
            selector: ({ Nr, Sp }) => `${Nr} ${Sp}`,
          },
        ),
      ),
      fc.tuple(
        fc.constant('lager'),
        fc.uniqueArray(
          fc.record({ Art: fc.constantFrom('1', '2'), Ort: letter, Menge: fc.constantFrom('1', '2', 'x') }),
          {
            selector: ({ Art, Ort }) => `${Art} ${Ort}`,
          },
        ),
      ),
    );

    it('is made again from them, byte for byte as it was published', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(statement, fc.constantFrom('everything' as const, 'changes' as const)), {
            minLength: 1,
            maxLength: 8,
          }),
          async (statements) => {
            await desk.clear();
            await desk.apply(document);
            for (const [[reader, rows], says] of statements) {
              await desk.say(reader, rows, { says });
              await desk.capture();
            }
            const topics = { 'erp.items': 'items', 'erp.prices': 'prices', 'erp.stock': 'stock' } as const;
            for (const [name, bytes] of desk.published) {
              const [topic, key] = [name.slice(0, name.indexOf(' ')), name.slice(name.indexOf(' ') + 1)];
              const flow = topics[topic as keyof typeof topics];
              const { made, record } = await explanations.explain('nord', flow, key);
              expect([made, desk.bytesOf(flow, record ?? {})]).toEqual(['as-published', bytes]);
            }
          },
        ),
        { numRuns: 30 },
      );
    });
  });
});

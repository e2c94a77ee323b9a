import fc from 'fast-check';
import type { RawTree } from '@throughline/connector';
import { createDataSource, migrate } from '@throughline/persistence';
import { checkSource } from '@throughline/source-documents';
import { type TestDatabase, createDatabase } from '@throughline/testing';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { feedingsOf } from '../../../apps/erp-adapter/src/connectors/configured/configured-connector.ts';
import { entities } from '../../../apps/erp-adapter/src/erp-adapter.entities.ts';
import { applyChunk, receiveDocument } from '../../../apps/erp-adapter/src/intake/document-intake.tables.ts';
import { landedReaders } from '../../../apps/erp-adapter/src/intake/intake.ts';
import type { RecordStream } from '../../../apps/erp-adapter/src/intake/received-document.ts';
import { landedChanges } from '../../../apps/erp-adapter/src/landing/landed-changes.tables.ts';
import { relink } from '../../../apps/erp-adapter/src/landing/landed-links.tables.ts';
import { landedFlow } from '../../../apps/erp-adapter/src/landing/landed-readers.tables.ts';
import { withLandedSnapshot } from '../../../apps/erp-adapter/src/landing/landed-snapshot.ts';
import { migrations } from '../../../apps/erp-adapter/src/migrations/index.ts';

/** Items have a group, a group has texts, and a text has a language. */
const document = (groupBy = 'WG') => `source: nord
transport: manual
zone: Europe/Berlin
currency: EUR
readers:
  art:
    format: { csv: ";" }
    key: [ArtNr]
    says: everything
    with: { group: { reader: wg, on: [{ this: ${groupBy}, is: Nr }], many: false } }
  wg:
    format: { csv: ";" }
    key: [Nr]
    says: everything
    with: { texts: { reader: txt, on: [{ this: Nr, is: Nr }] } }
  txt:
    format: { csv: ";" }
    key: [Nr, Sp]
    says: everything
    with: { language: { reader: lang, on: [{ this: Sp, is: Sp }], many: false } }
  lang:
    format: { csv: ";" }
    key: [Sp]
    says: everything
flows: { items: items@1 }
---
mapping: items@1
of: art
record:
  code: [ArtNr, code]
  family: [[group, Nr], code]
  familyName: [[group, texts, "*", Text], join " / "]
  abbreviation: [[group, texts, "*", language, Iso], join " "]
  unit: { constant: C62 }
  kind: { constant: goods }
  status: { constant: active }
  taxCategory: { constant: standard }
  texts: { each: { of: [group, texts] }, record: { language: [[language, Iso]], name: [Text], description: { constant: "" } } }
`;

type Rows = Readonly<Record<string, readonly RawTree[]>>;
const of = (text: string) => {
  const checked = checkSource(text);
  return {
    readers: landedReaders(checked),
    flow: landedFlow(feedingsOf(checked).get('items') ?? []),
    compiled: checked.feedings[0]?.compiled,
  };
};
const unfenced = { hold: async () => undefined };

async function* streamOf(rows: readonly RawTree[]): RecordStream {
  yield rows.map((values, index) => ({ values, position: index + 2 }));
  return { whole: true, endProven: true, columns: [], faults: [], faultCount: 0 };
}

/** What everything comes to, mapped from scratch. */
function fromScratch(rows: Rows, groupBy: string): Record<string, unknown> {
  const byKey = (list: readonly RawTree[] = [], ...names: string[]) =>
    list.toSorted((a, b) => {
      const [one, other] = [a, b].map((row) => names.map((name) => row[name]).join('\u001F'));
      return Buffer.compare(Buffer.from(one ?? ''), Buffer.from(other ?? ''));
    });
  const texts = byKey(rows['txt'], 'Nr', 'Sp').map((row): RawTree => {
    return { ...row, language: rows['lang']?.find(({ Sp }) => Sp === row['Sp']) ?? null };
  });
  const groups = (rows['wg'] ?? []).map((row): RawTree => {
    return { ...row, texts: texts.filter(({ Nr }) => Nr === row['Nr']) };
  });
  const { compiled } = of(document(groupBy));
  return Object.fromEntries(
    byKey(rows['art'], 'ArtNr').flatMap((row) => {
      const values = { ...row, group: groups.find(({ Nr }) => Nr === row[groupBy]) ?? null };
      const outcome = compiled?.map({ values, position: 0 });
      return outcome && 'records' in outcome
        ? outcome.records.map(({ value }) => [row['ArtNr'], value] as const)
        : [];
    }),
  );
}

describe('records of readers that are joined over several levels', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let published: Record<string, unknown>;
  let day: number;
  beforeAll(async () => {
    database = await createDatabase('joins');
    dataSource = createDataSource({ url: database.url, name: 'joins', entities, migrations });
    await dataSource.initialize();
    await migrate(dataSource, database.url);
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });
  const empty = async () => {
    await dataSource.query(
      'truncate landed_documents, landed_rows, landed_records, landed_changes, reader_states restart identity',
    );
    published = {};
    day = 1;
  };
  beforeEach(empty);

  const { readers } = of(document());
  const say = async (name: string, rows: readonly RawTree[], known = readers) => {
    const reader = known.get(name);
    if (reader === undefined) throw new RangeError(name);
    const about = {
      ...{ source: 'nord', reader: name, name: `${name}.csv`, contentHash: 'x', bytes: 1 },
      ...{ says: 'everything' as const, asOf: new Date(Date.UTC(2026, 0, (day += 1))) },
      ...{ sequence: null, receivedBy: null },
    };
    let next = await receiveDocument(dataSource, reader, about, streamOf(rows));
    next = { ...next, state: 'accepted' };
    while (next.state === 'accepted') next = await applyChunk(dataSource, reader, next, unfenced);
  };
  /** Publishes what is noted as changed, as capture does. */
  const capture = async (text = document()) => {
    const { flow } = of(text);
    const log = landedChanges('nord', dataSource, '');
    return withLandedSnapshot(dataSource, async (snapshot) => {
      const changes = await log.changes(snapshot, 10_000);
      const keys = [...new Set(changes.flatMap(({ sourceKey }) => sourceKey ?? []))];
      for (const key of keys) delete published[key];
      for (const { sourceKey, value } of await flow.read(snapshot, keys)) published[sourceKey] = value;
      await log.acknowledge(changes.map(({ id }) => id));
      return keys.toSorted();
    });
  };

  const rows: Rows = {
    art: [
      { ArtNr: '1', WG: 'a' },
      { ArtNr: '2', WG: 'b' },
      { ArtNr: '3', WG: 'a' },
    ],
    wg: [{ Nr: 'a' }, { Nr: 'b' }],
    txt: [
      { Nr: 'a', Sp: 'D', Text: 'Reifen' },
      { Nr: 'b', Sp: 'E', Text: 'bells' },
    ],
    lang: [
      { Sp: 'D', Iso: 'de' },
      { Sp: 'E', Iso: 'en' },
    ],
  };

  it('are mapped again when what is laid in at any level changes, and no others are', async () => {
    for (const [name, list] of Object.entries(rows)) await say(name, list);
    await capture();
    expect(published['1']).toMatchObject({ familyName: 'Reifen', abbreviation: 'de' });
    await say('lang', [
      { Sp: 'D', Iso: 'de-AT' },
      { Sp: 'E', Iso: 'en' },
    ]);
    expect(await capture()).toEqual(['1', '3']);
    expect(published['3']).toMatchObject({ abbreviation: 'de-AT' });
    await say('txt', [...(rows['txt'] ?? []), { Nr: 'b', Sp: 'D', Text: 'Glocken' }]);
    expect(await capture()).toEqual(['2']);
    expect(published['2']).toMatchObject({ familyName: 'Glocken / bells' });
  });

  it('hang together by the columns of another version once that holds', async () => {
    const articles = [{ ArtNr: '1', WG: 'a', WG2: 'b' }];
    for (const [name, list] of Object.entries({ ...rows, art: articles })) await say(name, list);
    for (const reader of readers.values())
      await relink(dataSource, reader, unfenced, new AbortController().signal);
    await capture();
    const renewed = document('WG2');
    for (const reader of of(renewed).readers.values())
      await relink(dataSource, reader, unfenced, new AbortController().signal);
    expect(await capture(renewed)).toEqual(['1']);
    expect(published).toEqual(fromScratch({ ...rows, art: articles }, 'WG2'));
    expect(published['1']).toMatchObject({ familyName: 'bells' });
  });

  const group = fc.constantFrom('a', 'b', 'c');
  const word = fc.constantFrom('x', 'y', 'z');
  const language = fc.constantFrom('D', 'E');
  const said = fc.oneof(
    fc.tuple(
      fc.constant('art'),
      fc.uniqueArray(fc.record({ ArtNr: fc.constantFrom('1', '2', '3', '4'), WG: group }), {
        selector: ({ ArtNr }) => ArtNr,
        maxLength: 4,
      }),
    ),
    fc.tuple(
      fc.constant('wg'),
      fc.uniqueArray(fc.record({ Nr: group, X: word }), { selector: ({ Nr }) => Nr }),
    ),
    fc.tuple(
      fc.constant('txt'),
      fc.uniqueArray(fc.record({ Nr: group, Sp: language, Text: word }), {
        selector: ({ Nr, Sp }) => `${Nr} ${Sp}`,
      }),
    ),
    fc.tuple(
      fc.constant('lang'),
      fc.uniqueArray(fc.record({ Sp: language, Iso: fc.constantFrom('de', 'en', 'fr') }), {
        selector: ({ Sp }) => Sp,
      }),
    ),
  );

  it('come to what mapping everything from scratch gives, whatever changed in whatever order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(said, fc.boolean()), { minLength: 1, maxLength: 12 }),
        async (statements) => {
          await empty();
          const known: Record<string, readonly RawTree[]> = {};
          for (const [[name, list], isCaptured] of statements) {
            await say(name, list);
            known[name] = list;
            if (isCaptured) await capture();
          }
          await capture();
          expect(published).toEqual(fromScratch(known, 'WG'));
        },
      ),
      { numRuns: 40 },
    );
  });
});

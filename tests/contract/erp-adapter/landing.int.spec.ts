import fc from 'fast-check';
import type { RawTree } from '@throughline/connector';
import { createDataSource, migrate, transaction } from '@throughline/persistence';
import { type TestDatabase, createDatabase } from '@throughline/testing';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entities } from '../../../apps/erp-adapter/src/erp-adapter.entities.ts';
import { applyChunk, receiveDocument } from '../../../apps/erp-adapter/src/intake/document-intake.tables.ts';
import type { RecordStream } from '../../../apps/erp-adapter/src/intake/received-document.ts';
import { eraseLanded } from '../../../apps/erp-adapter/src/landing/landed-erasures.tables.ts';
import { landedChanges } from '../../../apps/erp-adapter/src/landing/landed-changes.tables.ts';
import {
  type LandedDocument,
  findDocument,
  isSuperseded,
  saveDocument,
} from '../../../apps/erp-adapter/src/landing/landed-documents.tables.ts';
import type { LandedReader } from '../../../apps/erp-adapter/src/landing/landed-record.ts';
import { landedFlow } from '../../../apps/erp-adapter/src/landing/landed-readers.tables.ts';
import { withLandedSnapshot } from '../../../apps/erp-adapter/src/landing/landed-snapshot.ts';
import { migrations } from '../../../apps/erp-adapter/src/migrations/index.ts';

const plain = { source: 'nord', joinedBy: null, referredBy: [], refers: [] };
const articles: LandedReader = {
  ...plain,
  reader: 'art',
  key: ['ArtNr'],
  feeds: [{ flow: 'items', prefix: '' }],
  refers: [{ reader: 'txt', columns: ['ArtNr'] }],
};
const texts: LandedReader = {
  ...plain,
  reader: 'txt',
  key: ['ArtNr', 'Lang'],
  feeds: [],
  joinedBy: ['ArtNr'],
  referredBy: [{ reader: 'art', feeds: articles.feeds, referredBy: [] }],
};

const unfenced = { hold: async () => undefined };
const day = (n: number) => new Date(Date.UTC(2026, 10, n));

async function* streamOf(rows: readonly RawTree[], batch = 3): RecordStream {
  for (let from = 0; from < rows.length; from += batch)
    yield rows.slice(from, from + batch).map((values, index) => ({ values, position: from + index + 2 }));
  return { whole: true, endProven: true, columns: [], faults: [], faultCount: 0 };
}

describe('landing', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  beforeAll(async () => {
    database = await createDatabase('landing');
    dataSource = createDataSource({ url: database.url, name: 'landing', entities, migrations });
    await dataSource.initialize();
    await migrate(dataSource, database.url);
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });
  const empty = () =>
    dataSource.query(
      'truncate landed_documents, landed_rows, landed_records, landed_changes restart identity',
    );

  const receive = (
    reader: LandedReader,
    says: 'everything' | 'changes',
    asOf: Date,
    rows: readonly RawTree[],
  ) =>
    receiveDocument(
      dataSource,
      reader,
      {
        ...{ source: 'nord', reader: reader.reader, says, asOf, name: `${reader.reader}.csv`, bytes: 1 },
        ...{ contentHash: 'x', sequence: null, receivedBy: null },
      },
      streamOf(rows),
    );
  const apply = async (reader: LandedReader, document: LandedDocument) => {
    let next = await transaction(dataSource, async (tx) => {
      const state = (await isSuperseded(tx, document)) ? ('refused' as const) : ('accepted' as const);
      await saveDocument(tx, { ...document, state });
      return { ...document, state };
    });
    while (next.state === 'accepted')
      next = (await applyChunk(dataSource, reader, next, unfenced)) as typeof next;
    return next;
  };
  const flow = landedFlow([
    {
      source: 'nord',
      reader: 'art',
      prefix: '',
      joins: [{ as: 'texts', reader: 'txt', many: true, joins: [] }],
      map: ({ sourceKey, values }) => [
        { sourceKey, key: `nord|${sourceKey}`, value: values, fingerprint: '', issues: [], raw: values },
      ],
    },
  ]);
  const seen = () =>
    withLandedSnapshot(dataSource, async (snapshot) => {
      const keys = await flow.sourceKeys(snapshot, '', 100);
      const records = await flow.read(snapshot, keys);
      return Object.fromEntries(records.map(({ sourceKey, value }) => [sourceKey, value]));
    });
  const changes = landedChanges('nord', {} as DataSource, '');
  const taken = async () => {
    const found = await withLandedSnapshot(dataSource, (snapshot) => changes.changes(snapshot, 1_000));
    await dataSource.query('truncate landed_changes');
    return new Set(found.map(({ flow: of, sourceKey }) => `${of} ${sourceKey}`));
  };

  it('lets nothing of a document count before it is accepted, and says what would change', async () => {
    await empty();
    await apply(
      articles,
      await receive(articles, 'everything', day(1), [
        { ArtNr: '1' },
        { ArtNr: '2', P: '5' },
        { ArtNr: '4', P: '5' },
      ]),
    );
    await taken();
    const next = await receive(articles, 'everything', day(2), [
      { ArtNr: '2', P: '6' },
      { ArtNr: '3' },
      { P: '1' },
      { ArtNr: '4', P: '5' },
    ]);
    expect(next.verdict).toMatchObject({ added: 1, changed: 1, gone: 1, known: 3, faultCount: 1 });
    expect(next.verdict?.faults).toEqual([{ position: 4, field: null, reason: 'has no key (ArtNr)' }]);
    expect([Object.keys(await seen()), [...(await taken())]]).toEqual([['1', '2', '4'], []]);
    await apply(articles, next);
    expect(await seen()).toEqual({
      2: { ArtNr: '2', P: '6', texts: [] },
      3: { ArtNr: '3', texts: [] },
      4: { ArtNr: '4', P: '5', texts: [] },
    });
    expect(await taken()).toEqual(new Set(['items 1', 'items 2', 'items 3']));
  });

  it('lays records of another reader in, and has what refers to them read again when they change', async () => {
    await empty();
    await apply(articles, await receive(articles, 'everything', day(1), [{ ArtNr: '1' }, { ArtNr: '2' }]));
    const de = { ArtNr: '1', Lang: 'DE', Text: 'Schlauch' };
    await apply(
      texts,
      await receive(texts, 'everything', day(1), [de, { ArtNr: '9', Lang: 'DE', Text: '?' }]),
    );
    await taken();
    const en = { ArtNr: '1', Lang: 'EN', Text: 'tube' };
    await apply(texts, await receive(texts, 'changes', day(2), [en]));
    expect(await seen()).toEqual({ 1: { ArtNr: '1', texts: [de, en] }, 2: { ArtNr: '2', texts: [] } });
    expect(await taken()).toEqual(new Set(['items 1']));
  });

  it('forgets what was received of a customer who was erased, and keeps nothing more of it', async () => {
    await empty();
    const customers: LandedReader = {
      ...{ ...plain, reader: 'kunden', key: ['Nr'], feeds: [{ flow: 'customers', prefix: '' }] },
    };
    const row = { Nr: '10001', Name: 'Erika Beispiel' };
    await apply(
      customers,
      await receive(customers, 'everything', day(1), [row, { Nr: '10002', Name: 'Max' }]),
    );
    await dataSource.query(
      `insert into repairs (source, reader, source_key, path, replaced, value, reason, author)
       select 'nord', 'kunden', nr, '{Name}', 'Erika', 'Erica', 'typing error', 'anna'
       from unnest(array['10001', '10002']) nr`,
    );
    await transaction(dataSource, async (tx) => {
      await tx.query(`insert into erased_customers (source, number) values ('nord', '10001')`);
      await eraseLanded(tx, [customers], '10001');
    });
    await apply(
      customers,
      await receive(customers, 'everything', day(2), [row, { Nr: '10002', Name: 'Max' }]),
    );
    const kept = await dataSource.query<{ text: string }[]>(
      `select "values"::text as text from landed_rows union all select "values"::text from landed_records`,
    );
    expect(kept.filter(({ text }) => text?.includes('Erika'))).toEqual([]);
    expect(kept.filter(({ text }) => text?.includes('Max'))).toHaveLength(3);
    const repaired = await dataSource.query<{ nr: string }[]>(
      'delete from repairs returning source_key as nr',
    );
    expect(repaired).toMatchObject([[{ nr: '10002' }], 1]);
    await dataSource.query('delete from erased_customers');
  });

  const row = fc.record({
    ArtNr: fc.constantFrom('1', '2', '3', '4', '5', 'ä"\\,{}'),
    P: fc.constantFrom('1', '2'),
  });
  const someDocument = fc.record({
    says: fc.constantFrom('everything' as const, 'changes' as const),
    rows: fc.uniqueArray(row, { maxLength: 6, selector: ({ ArtNr }) => ArtNr }),
  });

  it('comes to what the youngest statement says of each key, in whatever order documents arrive', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc
          .array(someDocument, { maxLength: 6 })
          .chain((documents) =>
            fc.tuple(
              fc.constant(documents),
              fc.shuffledSubarray([...documents.keys()], { minLength: documents.length }),
            ),
          ),
        async ([documents, order]) => {
          await empty();
          const told = new Map<string, unknown>();
          for (const index of order) {
            const { says, rows } = documents[index] ?? { says: 'changes' as const, rows: [] };
            const { id } = await receive(articles, says, day(index + 1), rows);
            const before = await seen();
            const found = await transaction(dataSource, (tx) => findDocument(tx, id));
            await apply(articles, found as LandedDocument);
            const after = await seen();
            const changed = await taken();
            for (const key of new Set([...Object.keys(before), ...Object.keys(after)]))
              expect(changed.has(`items ${key}`)).toBe(
                JSON.stringify(before[key]) !== JSON.stringify(after[key]),
              );
          }
          for (const { says, rows } of documents) {
            if (says === 'everything') told.clear();
            for (const one of rows) told.set(one.ArtNr, { ...one, texts: [] });
          }
          expect(await seen()).toEqual(Object.fromEntries(told));
        },
      ),
      { numRuns: 60 },
    );
  });
});

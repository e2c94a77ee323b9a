import { createDataSource, transaction } from '@throughline/persistence';
import type { DataSource } from '@throughline/persistence';
import { createDatabase } from '@throughline/testing';
import type { TestDatabase } from '@throughline/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { upsertNewest } from './upsert-newest.ts';

const table = {
  table: 'things',
  key: ['sku', 'location'],
  columns: {
    sku: 'text',
    location: 'text',
    amount: 'numeric',
    tags: 'text[]',
    detail: 'jsonb',
    seen: 'timestamptz',
  },
} as const;

describe('upsertNewest', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  beforeAll(async () => {
    database = await createDatabase('newest');
    dataSource = createDataSource({ url: database.url, name: 'newest' });
    await dataSource.initialize();
    await dataSource.query(`CREATE TABLE things (
      sku text, location text, amount numeric(24,7), tags text[] NOT NULL DEFAULT '{}', detail jsonb, seen timestamptz,
      version bigint NOT NULL, deleted boolean NOT NULL DEFAULT false, PRIMARY KEY (sku, location))`);
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });
  const project = (rows: Parameters<typeof upsertNewest>[2]) =>
    transaction(dataSource, (tx) => upsertNewest(tx, table, rows));
  const thing = (sku: string, version: number, more: object = {}) => ({
    sku,
    location: 'BER',
    amount: '1.5',
    tags: [],
    detail: null,
    seen: null,
    version,
    deleted: false,
    ...more,
  });

  it('writes every kind of column as it was given', async () => {
    const row = thing('kinds', 1, {
      amount: '12.0000001',
      tags: ['a,b', 'c"d', 'e\\f', '', 'null'],
      detail: { a: [1, { b: null }], text: "it's" },
      seen: new Date('2026-06-01T08:00:00.123Z'),
    });
    await project([row]);
    const [found] = await dataSource.query<object[]>(`SELECT * FROM things WHERE sku = 'kinds'`);
    expect(found).toEqual(row);
  });

  it('says which rows were newer, and blanks what a tombstone deletes', async () => {
    const written = await project([thing('gone', 2), thing('gone', 1), thing('stays', 1)]);
    expect(written.map(({ version }) => version).sort()).toEqual([1, 2]);
    expect(await project([thing('gone', 2), thing('stays', 1)])).toEqual([]);
    expect(await project([thing('gone', 3, { deleted: true })])).toMatchObject([
      { version: 3, deleted: true },
    ]);
    const [found] = await dataSource.query<object[]>(`SELECT * FROM things WHERE sku = 'gone'`);
    expect(found).toMatchObject({ amount: null, tags: [], version: 3, deleted: true });
    expect(await project([thing('gone', 2)])).toEqual([]);
  });

  it('holds the newest version of each key, however the records are ordered, divided and repeated', async () => {
    const record = fc.record({
      sku: fc.constantFrom('a', 'b', 'c'),
      version: fc.integer({ min: 1, max: 9 }),
      deleted: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(record, { maxLength: 6 }), { maxLength: 6 }), async (batches) => {
        await dataSource.query('TRUNCATE things');
        // A version stands for one state: the first that names it decides.
        const truth = new Map<string, boolean>();
        const newest = new Map<string, number>();
        for (const batch of batches) {
          const rows = batch.map(({ sku, version, deleted }) => {
            const id = `${sku} ${version}`;
            if (!truth.has(id)) truth.set(id, deleted);
            newest.set(sku, Math.max(newest.get(sku) ?? 0, version));
            return thing(sku, version, { amount: String(version), deleted: truth.get(id) });
          });
          await project(rows);
        }
        const found = await dataSource.query<object[]>(
          'SELECT sku, version, deleted, amount FROM things ORDER BY sku',
        );
        expect(found).toEqual(
          [...newest].sort().map(([sku, version]) => {
            const deleted = truth.get(`${sku} ${version}`);
            return { sku, version, deleted, amount: deleted ? null : String(version) };
          }),
        );
      }),
      { numRuns: 60 },
    );
  });
});

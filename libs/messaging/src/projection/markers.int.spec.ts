import { createDataSource, migrate, transaction } from '@throughline/persistence';
import type { DataSource } from '@throughline/persistence';
import { createDatabase } from '@throughline/testing';
import type { TestDatabase } from '@throughline/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { kernelMigrations } from '../migrations/kernel-migrations.ts';
import { removeMarkers } from './markers.ts';
import { upsertNewest } from './upsert-newest.ts';

const table = {
  table: 'odd "prices',
  key: ['price_version', 'sku'],
  columns: { sku: 'text', price_version: 'text', amount: 'numeric' },
} as const;

describe('removeMarkers', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  beforeAll(async () => {
    database = await createDatabase('markers');
    dataSource = createDataSource({ url: database.url, name: 'markers', migrations: kernelMigrations });
    await dataSource.initialize();
    await migrate(dataSource, database.url);
    await dataSource.query(`CREATE TABLE "odd ""prices" (
      sku text, price_version text, amount numeric,
      version bigint NOT NULL, deleted boolean NOT NULL DEFAULT false, PRIMARY KEY (price_version, sku))`);
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });
  beforeEach(() => dataSource.query(`TRUNCATE "odd ""prices", kernel.markers`));

  const say = (...rows: { sku: string; version: number; deleted?: boolean }[]) =>
    transaction(dataSource, (tx) =>
      upsertNewest(
        tx,
        table,
        rows.map(({ sku, version, deleted = false }) => ({
          ...{ sku, price_version: `v|${sku}`, amount: '1', version, deleted },
        })),
      ),
    );
  const pass = (days: number) =>
    dataSource.query('UPDATE kernel.markers SET since = since - $1::integer', [days]);
  const run = () => removeMarkers(dataSource, [table.table], 30);
  const left = async () =>
    (await dataSource.query<{ sku: string }[]>(`SELECT sku FROM "odd ""prices" ORDER BY sku`)).map(
      ({ sku }) => sku,
    );

  it('removes deleted rows that have been seen for so many days, and no others', async () => {
    await say({ sku: 'A', version: 1 }, { sku: 'B', version: 2, deleted: true });
    await run();
    await pass(29);
    await say({ sku: 'C', version: 1, deleted: true });
    await run();
    expect(await left()).toEqual(['A', 'B', 'C']);
    await pass(1);
    await run();
    expect(await left()).toEqual(['A', 'C']);
    await pass(29);
    await run();
    expect(await left()).toEqual(['A']);
    expect(await dataSource.query('SELECT FROM kernel.markers')).toEqual([]);
  });

  it('leaves a row that came back, and counts anew from when it was deleted again', async () => {
    await say({ sku: 'A', version: 1, deleted: true }, { sku: 'B', version: 1, deleted: true });
    await run();
    await say({ sku: 'A', version: 2 }, { sku: 'B', version: 2 });
    await say({ sku: 'B', version: 3, deleted: true });
    await pass(30);
    await run();
    expect(await left()).toEqual(['A', 'B']);
    await pass(30);
    await run();
    expect(await left()).toEqual(['A']);
  });
});

import { kernelMigrations } from '@throughline/messaging';
import { type DataSource, createDataSource, migrate, transaction } from '@throughline/persistence';
import { type TestDatabase, copyMisfits, createDatabase } from '@throughline/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrations as own } from './migrations/index.ts';
import { erpLocations, erpStock, nextVersions } from './stock.tables.ts';

const migrations = [...kernelMigrations, ...own];

describe('copies of topics', () => {
  it('have the tables that they declare', async () => {
    expect(await copyMisfits([erpLocations, erpStock], migrations)).toEqual([]);
  });
});

describe('the stock of a catalogue that is loaded for the first time', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  beforeAll(async () => {
    database = await createDatabase('stock');
    dataSource = createDataSource({ url: database.url, name: 'stock', poolSize: 1, migrations });
    await dataSource.initialize();
    await migrate(dataSource, database.url);
    await dataSource.query('alter table erp_stock set (autovacuum_enabled = false)');
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  const keys = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, n) => ({ source: 'demo', sku: `L-${from + n}`, location: 'B1' }));

  it('is found without reading the other SKUs of the location, although there are no statistics yet', async () => {
    const batch = 500;
    for (let from = 0; from < 10 * batch; from += batch)
      await transaction(dataSource, async (tx) => {
        const stated = keys(from, from + batch);
        await tx.query(
          `insert into erp_stock (source, sku, location, version) select 'demo', unnest($1::text[]), 'B1', 1`,
          [stated.map(({ sku }) => sku)],
        );
        expect((await nextVersions(tx, stated)).size).toBe(batch);
        await tx.query('select pg_stat_force_next_flush()');
      });
    const [read] = await dataSource.query<{ rows: number }[]>(
      `select sum(idx_tup_read)::integer as rows from pg_stat_user_indexes where relname = 'erp_stock'`,
    );
    expect(read?.rows).toBeLessThan(3 * 10 * batch);
  });
});

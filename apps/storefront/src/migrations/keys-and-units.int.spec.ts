import { kernelMigrations } from '@throughline/messaging';
import { type DataSource, createDataSource, migrate } from '@throughline/persistence';
import { createDatabase } from '@throughline/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { KeysAndUnits1764510000000 } from './1764510000000-keys-and-units.ts';
import { migrations } from './index.ts';

const index = migrations.indexOf(KeysAndUnits1764510000000);
let database: Awaited<ReturnType<typeof createDatabase>>;
const open: DataSource[] = [];

/** The database after the kernel's migrations and some of the shop's. */
async function migrated(own: typeof migrations): Promise<DataSource> {
  const settings = { url: database.url, name: 'migrations', poolSize: 1 };
  const dataSource = createDataSource({ ...settings, migrations: [...kernelMigrations, ...own] as never });
  open.push(dataSource);
  await dataSource.initialize();
  await migrate(dataSource, database.url);
  return dataSource;
}

beforeAll(async () => {
  database = await createDatabase('migrations');
});
afterAll(async () => {
  for (const dataSource of open) await dataSource.destroy();
  await database?.drop();
});

const addPrice = `insert into pricing_prices (sku, price_version, list, version) values ($1, 'P1', 'WEB', 1)`;

it('copies that get other keys are read again from the beginning, and prices stay', async () => {
  const before = await migrated(migrations.slice(0, index));
  await before.query(addPrice, ['A']);
  await before.query(`insert into inventory_locations (sku, location, version) values ('A', 'B1', 1)`);
  await before.query(
    `insert into erp_taxes (source, country, category, valid_from, version)
     values ('demo', 'DE', 'standard', '2021-01-01', 1)`,
  );
  const topics = ['inventory.locations', 'erp.taxes', 'pricing.prices'];
  await before.query(
    `insert into kernel.consumer_positions (group_id, topic, partition, next_offset)
     select g, t, 0, 9 from unnest($1::text[]) t, unnest(array['storefront.projection', 'other']) g`,
    [topics],
  );

  const after = await migrated(migrations);
  expect(
    await after.query(
      `select (select count(*) from inventory_locations) + (select count(*) from erp_taxes) as rows`,
    ),
  ).toEqual([{ rows: 0 }]);
  expect(
    await after.query(`select group_id, topic from kernel.consumer_positions order by group_id, topic`),
  ).toEqual([
    ...topics.toSorted().map((topic) => ({ group_id: 'other', topic })),
    { group_id: 'storefront.projection', topic: 'pricing.prices' },
  ]);
  // As the version before writes it, which knows nothing of the new columns.
  await after.query(addPrice, ['B']);
  const stated = { source: '', per_quantity: 1, max_quantity: null };
  expect(await after.query('select source, per_quantity, max_quantity from pricing_prices')).toEqual([
    stated,
    stated,
  ]);
});

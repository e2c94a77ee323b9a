import { kernelMigrations } from '@throughline/messaging';
import { type DataSource, createDataSource, migrate } from '@throughline/persistence';
import { type TestDatabase, createDatabase, until } from '@throughline/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Neighbourhood } from './fixtures/neighbourhood.ts';
import { LocationsBySource1764410100000 } from './migrations/1764410100000-locations-by-source.ts';
import { migrations } from './migrations/index.ts';

const before = [...kernelMigrations, ...migrations.slice(0, 2)];
const all = [...kernelMigrations, ...migrations];
const noon = new Date('2026-11-02T12:00:00Z');

let database: TestDatabase;
let dataSource: DataSource;

async function migrated(steps: typeof all, { url }: { url: string } = database): Promise<DataSource> {
  const source = createDataSource({ url, name: 'upgrade', poolSize: 1, migrations: steps });
  await source.initialize();
  await migrate(source, url);
  return source;
}

describe('a database of the version before', () => {
  beforeEach(async () => {
    database = await createDatabase('upgrade');
    dataSource = await migrated(before);
    for (const statement of [
      `insert into erp_locations (source, code, serves_web, version) values ('demo', 'B1', true, 7)`,
      `insert into erp_locations (source, code, deleted, version) values ('demo', 'S1', true, 0)`,
      `insert into erp_stock (source, sku, location, quantity, published, version) values ('demo', 'A', 'B1', 5, 4, 9)`,
      `insert into skus (sku, version, supply, claimed, policy_version) values ('A', 3, 5, 2, 6)`,
      `insert into order_claims (order_no, version) values ('W-1', 1)`,
      `insert into reservations values ('W-1', 1, 'A', 2, 0, 0, 1), ('W-1', 2, 'B', 1, 0, 0, 0)`,
      `insert into shipped_units values ('W-1', 'S-1', 1, 'B1', 1, '${noon.toISOString()}')`,
      `insert into shipped_units values ('W-9', 'S-2', 1, 'B1', 1, '${noon.toISOString()}')`,
      `insert into kernel.consumer_positions (group_id, topic, partition, next_offset)
     select g, t, p, 11 from unnest(array['inventory.stock', 'inventory.orders']) as g,
       unnest(array['erp.locations', 'catalog.products', 'erp.stock']) as t, generate_series(0, 1) as p`,
    ])
      await dataSource.query(statement);
  });
  afterEach(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  async function upgrade(): Promise<void> {
    await dataSource.destroy();
    dataSource = await migrated(all);
  }
  const rows = (sql: string) => dataSource.query<object[]>(sql);

  it('reads locations and products once more, takes each for new, and goes on with everything else', async () => {
    await upgrade();
    const positions = await rows(
      `select group_id as "group", topic, count(*)::integer as partitions from kernel.consumer_positions
     where next_offset = 11 group by group_id, topic order by group_id, topic`,
    );
    expect(positions).toEqual([
      { group: 'inventory.orders', topic: 'catalog.products', partitions: 2 },
      { group: 'inventory.orders', topic: 'erp.locations', partitions: 2 },
      { group: 'inventory.orders', topic: 'erp.stock', partitions: 2 },
      { group: 'inventory.stock', topic: 'erp.stock', partitions: 2 },
    ]);
    expect(
      await rows('select code, version, deleted, serves_web as web from erp_locations order by code'),
    ).toEqual([
      { code: 'B1', version: -1, deleted: false, web: true },
      { code: 'S1', version: -1, deleted: true, web: false },
    ]);
    expect(await rows('select sku, version, supply, claimed, policy_version as policy from skus')).toEqual([
      { sku: 'A', version: 3, supply: 5, claimed: 2, policy: 0 },
    ]);
    expect(await rows('select quantity, published, version from erp_stock')).toEqual([
      { quantity: 5, published: 4, version: 9 },
    ]);
  });

  it('keeps claims and shipments, by their SKU, and has room for others of the same line', async () => {
    await upgrade();
    await rows(`insert into reservations (order_no, line, sku, per_unit, reserved, back_ordered, released, settled)
    values ('W-1', 1, 'C', 3, 6, 0, 0, 0)`);
    expect(
      await rows(
        'select line, sku, per_unit as "perUnit", reserved, open from reservations order by line, sku',
      ),
    ).toEqual([
      { line: 1, sku: 'A', perUnit: 1, reserved: 2, open: 1 },
      { line: 1, sku: 'C', perUnit: 3, reserved: 6, open: 6 },
      { line: 2, sku: 'B', perUnit: 1, reserved: 1, open: 1 },
    ]);
    await expect(
      rows(`insert into reservations (order_no, line, sku, reserved, back_ordered, released, settled)
      values ('W-1', 1, 'A', 1, 0, 0, 0)`),
    ).rejects.toThrow('reservations_pkey');
    await rows(`insert into shipped_units (order_no, shipment, line, sku, location, quantity, shipped_at)
    values ('W-1', 'S-1', 1, 'C', 'B1', 3, now())`);
    expect(await rows('select order_no as "order", sku, quantity from shipped_units order by 1, 2')).toEqual([
      { order: 'W-1', sku: 'A', quantity: 1 },
      { order: 'W-1', sku: 'C', quantity: 3 },
      { order: 'W-9', sku: '', quantity: 1 },
    ]);
  });

  it('can be undone while no kit has been sold', async () => {
    await upgrade();
    const isDone = async () =>
      (await rows(`select from migrations where name = 'Kits1764410000000'`)).length > 0;
    while (await isDone()) await dataSource.undoLastMigration();
    expect(await rows('select order_no as "order", line, sku from reservations order by line')).toEqual([
      { order: 'W-1', line: 1, sku: 'A' },
      { order: 'W-1', line: 2, sku: 'B' },
    ]);
    await upgrade();
    expect(await rows(`select sku from shipped_units where order_no = 'W-1'`)).toEqual([{ sku: 'A' }]);
  });
});

it('has the stock of every location published anew, once', async () => {
  const neighbourhood = await Neighbourhood.start(1);
  try {
    await neighbourhood.located('B1', true);
    await neighbourhood.located('S1', false);
    await neighbourhood.stated('A', 5);
    await neighbourhood.stated('A', 2, { location: 'S1' });
    const versions = (location: string) =>
      neighbourhood.seen('inventory.locations', `A|demo|${location}`).map(({ sequence }) => sequence);
    await until(() => versions('B1').length > 0 && versions('S1').length > 0);
    await neighbourhood.allRead();
    const last = Math.max(...versions('B1'));
    const url = neighbourhood.databaseUrl;
    await neighbourhood.whileDown(async () => {
      const source = await migrated(all, { url });
      const runner = source.createQueryRunner();
      await new LocationsBySource1764410100000().up(runner);
      await runner.release();
      await source.destroy();
    });
    await until(() => Math.max(...versions('B1')) > last);
    await neighbourhood.allRead();
    await neighbourhood.stated('A', 6);
    await until(() => versions('B1').length > 2 && versions('S1').length > 1);
    expect(versions('B1')).toEqual([1, 2, 3]);
    expect(versions('S1')).toEqual([1, 2]);
  } finally {
    await neighbourhood.installation.stop();
  }
});

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Copies whose topics have other keys than before: they are read again from the beginning. */
const rekeyed = ['inventory.locations', 'erp.taxes'];

/** Prices are for several of a unit, taxes also by region and class of customers, and locations told apart by source. */
export class KeysAndUnits1764510000000 implements MigrationInterface {
  readonly name = 'KeysAndUnits1764510000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table pricing_prices add column source text default '', add column per_quantity bigint default 1,
        add column max_quantity bigint;
      truncate inventory_locations, erp_taxes;
      alter table inventory_locations add column source text not null,
        drop constraint inventory_locations_pkey, add primary key (sku, source, location);
      alter table erp_taxes add column region text not null, add column tax_class text not null,
        add column region_name text,
        drop constraint erp_taxes_pkey, add primary key (source, country, region, tax_class, category, valid_from)`);
    await readAgain(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table pricing_prices drop column source, drop column per_quantity, drop column max_quantity;
      truncate inventory_locations, erp_taxes;
      alter table inventory_locations drop column source, add primary key (sku, location);
      alter table erp_taxes drop column region, drop column tax_class, drop column region_name,
        add primary key (source, country, category, valid_from)`);
    await readAgain(runner);
  }
}

/** What was parked has keys that nobody can read any more. A database of the tables alone has no kernel. */
async function readAgain(runner: QueryRunner): Promise<void> {
  if (!(await runner.hasTable('kernel.consumer_positions'))) return;
  for (const table of ['consumer_positions', 'parked_records'])
    await runner.query(
      `delete from kernel.${table} where group_id = 'storefront.projection' and topic = any($1)`,
      [rekeyed],
    );
}

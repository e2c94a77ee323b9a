import type { MigrationInterface, QueryRunner } from 'typeorm';

const price = `
  sku text not null,
  version text not null,
  list text not null,
  kind text not null,
  currency text not null,
  amount numeric(24, 7) not null,
  tax_included boolean not null,
  unit text not null,
  min_quantity bigint not null,
  valid_from timestamptz not null,
  valid_to timestamptz,
  price_group text,
  account text`;

export class CreatePricing1763710100000 implements MigrationInterface {
  readonly name = 'CreatePricing1763710100000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table erp_price_versions (
        sku text not null,
        version text not null,
        erp_sequence bigint not null,
        primary key (sku, version)
      )`);
    await runner.query(`
      create table price_versions (
        ${price},
        sequence bigint not null,
        published boolean not null,
        primary key (sku, version)
      )`);
    await runner.query('create index price_versions_ending on price_versions (valid_to) where published');
    await runner.query(`
      create table price_history (
        id bigint generated always as identity primary key,
        ${price},
        recorded_from timestamptz,
        recorded_to timestamptz
      )`);
    await runner.query('create index price_history_sku on price_history (sku, version)');
    await runner.query(
      'create unique index price_history_current on price_history (sku, version) where recorded_to is null',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table price_history');
    await runner.query('drop table price_versions');
    await runner.query('drop table erp_price_versions');
  }
}

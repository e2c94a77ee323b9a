import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Several versions of one price, what staff have revoked, and how each back office finds a price. Who writes without
 * these columns still writes what is right.
 */
export class OneAmount1764800000000 implements MigrationInterface {
  readonly name = 'OneAmount1764800000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table price_versions add column revoked_at timestamptz');
    await runner.query(`
      create index price_versions_base on price_versions (sku, regexp_replace(version, '~[0-9]+$', ''))`);
    await runner.query(`
      create table erp_sources (
        source text primary key,
        price_strategy text,
        version bigint not null,
        deleted boolean not null default false
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table erp_sources');
    await runner.query('drop index price_versions_base');
    await runner.query('alter table price_versions drop column revoked_at');
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What staff have revoked, how each back office finds a price, and what proves that the shop has shown a version. */
export class ShownVersions1764800000000 implements MigrationInterface {
  readonly name = 'ShownVersions1764800000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table pricing_prices add column revoked_at timestamptz');
    await runner.query(`
      create table erp_sources (
        source text primary key,
        price_strategy text,
        version bigint not null,
        deleted boolean not null default false
      )`);
    await runner.query(`
      create table shop_secrets (
        name text primary key,
        secret bytea not null
      );
      comment on table shop_secrets is 'What the replicas of the shop share and nobody else may know'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table shop_secrets');
    await runner.query('drop table erp_sources');
    await runner.query('alter table pricing_prices drop column revoked_at');
  }
}

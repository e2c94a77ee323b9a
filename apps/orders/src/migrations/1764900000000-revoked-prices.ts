import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What staff have revoked, and how each back office finds a price. */
export class RevokedPrices1764900000000 implements MigrationInterface {
  readonly name = 'RevokedPrices1764900000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table pricing_prices add column revoked_at timestamptz');
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
    await runner.query('alter table pricing_prices drop column revoked_at');
  }
}

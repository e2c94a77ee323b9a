import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What contract 0.2.0 says of products, prices and accounts. Columns that are null were written before; they are filled
 * as records are published anew, or by a rebuild. A record waits once for each order that it concerns.
 */
export class UnitsKitsBindings1764700000000 implements MigrationInterface {
  readonly name = 'UnitsKitsBindings1764700000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table catalog_products add column facts jsonb');
    await runner.query(`
      alter table pricing_prices
        add column source text,
        add column per_quantity bigint not null default 1,
        add column max_quantity bigint`);
    await runner.query(`
      alter table customers_accounts
        add column bindings jsonb,
        add column region text,
        add column blocked_for jsonb`);
    await runner.query(
      'create index customers_accounts_bindings on customers_accounts using gin (bindings jsonb_path_ops)',
    );
    await runner.query(`
      alter table waiting_facts
        drop constraint waiting_facts_pkey,
        add primary key (topic, key, sequence, order_no)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      delete from waiting_facts w using waiting_facts o
      where (w.topic, w.key, w.sequence) = (o.topic, o.key, o.sequence) and w.order_no > o.order_no`);
    await runner.query(`
      alter table waiting_facts
        drop constraint waiting_facts_pkey,
        add primary key (topic, key, sequence)`);
    await runner.query('drop index customers_accounts_bindings');
    await runner.query(
      'alter table customers_accounts drop column bindings, drop column region, drop column blocked_for',
    );
    await runner.query(
      'alter table pricing_prices drop column source, drop column per_quantity, drop column max_quantity',
    );
    await runner.query('alter table catalog_products drop column facts');
  }
}

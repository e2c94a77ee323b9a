import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateOrders1763710300000 implements MigrationInterface {
  readonly name = 'CreateOrders1763710300000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table orders (
        order_no text primary key,
        version bigint not null,
        state text not null,
        integration text not null,
        origin text not null,
        account text not null,
        currency text not null,
        gross numeric(24, 7) not null,
        placed_at timestamptz not null,
        decided boolean not null,
        erp_born boolean not null,
        body jsonb not null,
        checking jsonb,
        wait_until timestamptz,
        documents jsonb not null,
        unbound_source text,
        unbound_customer text
      ) with (fillfactor = 80)`);
    await runner.query('create index orders_placed on orders (placed_at desc, order_no desc)');
    await runner.query('create index orders_account on orders (account, placed_at desc, order_no desc)');
    await runner.query('create index orders_undecided on orders (placed_at) where not decided');
    await runner.query('create index orders_checking on orders (wait_until) where checking is not null');
    await runner.query(`
      create index orders_unexported on orders (placed_at)
      where state in ('confirmed', 'back-ordered') and not erp_born`);
    await runner.query(`
      create index orders_unbound on orders (unbound_source, unbound_customer) where unbound_customer is not null`);
    await runner.query(`
      create table waiting_facts (
        topic text not null,
        key text not null,
        sequence bigint not null,
        order_no text not null,
        type text not null,
        value jsonb not null,
        time timestamptz not null,
        traceparent text,
        primary key (topic, key, sequence)
      )`);
    await runner.query('create index waiting_facts_order on waiting_facts (order_no)');
    await runner.query(`
      create table catalog_products (
        sku text primary key,
        version bigint not null,
        deleted boolean not null default false
      )`);
    await runner.query(`
      create table pricing_prices (
        sku text not null,
        price_version text not null,
        list text not null default '',
        kind text not null default '',
        currency text not null default '',
        amount numeric(24, 7) not null default 0,
        tax_included boolean not null default false,
        unit text not null default '',
        min_quantity bigint not null default 1,
        valid_from timestamptz,
        valid_to timestamptz,
        price_group text,
        account text,
        version bigint not null,
        deleted boolean not null default false,
        primary key (sku, price_version)
      )`);
    await runner.query(`
      create table customers_accounts (
        account text primary key,
        erp_source text,
        erp_number text,
        price_group text,
        country text,
        blocked boolean not null default true,
        version bigint not null,
        deleted boolean not null default false
      )`);
    await runner.query('create index customers_accounts_erp on customers_accounts (erp_source, erp_number)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'drop table customers_accounts, pricing_prices, catalog_products, waiting_facts, orders',
    );
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateInventory1763710200000 implements MigrationInterface {
  readonly name = 'CreateInventory1763710200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table skus (
        sku text primary key,
        version bigint not null default 0,
        supply bigint not null default 0,
        claimed bigint not null default 0,
        at_zero text not null default 'show',
        back_order_limit bigint not null default 0,
        policy_version bigint not null default 0,
        incoming jsonb not null default '[]',
        estimated boolean not null default false,
        as_of timestamptz
      ) with (fillfactor = 70)`);
    await runner.query(`
      create table erp_locations (
        source text not null,
        code text not null,
        name text not null default '',
        kind text not null default 'warehouse',
        city text,
        country text,
        serves_web boolean not null default false,
        version bigint not null,
        deleted boolean not null default false,
        primary key (source, code)
      )`);
    await runner.query(`
      create table erp_stock (
        source text not null,
        sku text not null,
        location text not null,
        quantity bigint not null default 0,
        basis text not null default 'physical',
        allocated_elsewhere bigint not null default 0,
        safety_stock bigint not null default 0,
        as_of timestamptz,
        watermarked boolean not null default true,
        incoming jsonb not null default '[]',
        published bigint not null default 0,
        version bigint not null,
        deleted boolean not null default false,
        primary key (sku, source, location)
      )`);
    await runner.query('create index erp_stock_location on erp_stock (source, location)');
    await runner.query(
      'create index erp_stock_blind on erp_stock (sku) where not watermarked and not deleted',
    );
    await runner.query(`
      create table order_claims (
        order_no text primary key,
        version bigint not null,
        acknowledged_at timestamptz,
        completed_at timestamptz
      )`);
    await runner.query(`
      create table reservations (
        order_no text not null,
        line integer not null,
        sku text not null,
        reserved bigint not null,
        back_ordered bigint not null,
        released bigint not null,
        settled bigint not null,
        open bigint generated always as (reserved - released - settled) stored,
        primary key (order_no, line),
        check (released >= 0 and settled >= 0 and released + settled <= reserved)
      ) with (fillfactor = 80)`);
    await runner.query(
      'create index reservations_open on reservations (sku, order_no) where reserved > released + settled',
    );
    await runner.query(`
      create table ledger_entries (
        id bigint generated always as identity primary key,
        order_no text not null,
        line integer not null,
        sku text not null,
        kind text not null check (kind in ('reserve', 'release', 'settle')),
        quantity bigint not null,
        location text,
        estimated boolean not null,
        at timestamptz not null
      )`);
    await runner.query('create index ledger_entries_order on ledger_entries (order_no, line)');
    await runner.query(`
      create table erp_watermarks (
        order_no text not null,
        line integer not null,
        sku text not null,
        source text not null,
        location text not null,
        quantity bigint not null,
        primary key (order_no, line, sku, source, location)
      )`);
    await runner.query(`
      create table shipped_units (
        order_no text not null,
        shipment text not null,
        line integer not null,
        location text not null,
        quantity bigint not null,
        shipped_at timestamptz not null,
        primary key (order_no, shipment, line)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    const tables =
      'shipped_units, erp_watermarks, ledger_entries, reservations, order_claims, erp_stock, erp_locations, skus';
    await runner.query(`drop table ${tables}`);
  }
}

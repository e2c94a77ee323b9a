import type { MigrationInterface, QueryRunner } from 'typeorm';

const version = 'version bigint not null, deleted boolean not null default false';

/** Copies of what other services publish; written by the projection's handlers alone. */
const projection = `
  create table catalog_products (
    sku text primary key, source text, model text, status text, family text, family_name text, category text,
    unit text, tax_category text, color text, size text, texts jsonb, name text, at_zero text,
    back_order_limit bigint, substitute text, shelf integer, search_text text,
    search tsvector generated always as (to_tsvector('simple', coalesce(search_text, ''))) stored,
    ${version}
  );
  create index catalog_products_by_name on catalog_products (shelf, name, model) where not deleted;
  create index catalog_products_by_family on catalog_products (family, shelf, name, model) where not deleted;
  create index catalog_products_by_model on catalog_products (model);
  create index catalog_products_search on catalog_products using gin (search);
  create index catalog_products_similar on catalog_products using gin (name gin_trgm_ops);

  create table inventory_availability (
    sku text primary key, available_to_sell bigint, at_zero text, back_orderable bigint, next_incoming jsonb,
    estimated boolean, as_of timestamptz, ${version}
  );
  create table inventory_locations (
    sku text not null, location text not null, name text, kind text, city text, country text, available bigint,
    as_of timestamptz, serves_web boolean, ${version}, primary key (sku, location)
  );
  create table pricing_prices (
    sku text not null, price_version text not null, list text, kind text, currency text, amount numeric(24, 7),
    tax_included boolean, unit text, min_quantity bigint, valid_from timestamptz, valid_to timestamptz,
    price_group text, account text, ${version}, primary key (sku, price_version)
  );
  create table erp_taxes (
    source text not null, country text not null, category text not null, valid_from date not null, valid_to date,
    name text, rate numeric(24, 7), ${version}, primary key (source, country, category, valid_from)
  );
  create table integration_flows (
    source text not null, flow text not null, mode text, state text, heard_at timestamptz,
    last_change_at timestamptz, quarantined bigint, ${version}, primary key (source, flow)
  );
  create table customers_accounts (
    account text primary key, kind text, currency text, blocked boolean, ${version}
  );
  create table orders_orders (
    order_number text primary key, origin text, state text, placed_at timestamptz, body jsonb, ${version}
  );`;

/** What only the shop knows. */
const own = `
  create table carts (
    id text primary key, updated_at timestamptz not null
  );
  create index carts_by_age on carts (updated_at);
  create table cart_lines (
    cart text not null references carts on delete cascade, sku text not null,
    quantity integer not null check (quantity between 1 and 9999), seen jsonb not null,
    added_at timestamptz not null, primary key (cart, sku)
  );
  create table placed_orders (
    order_number text primary key, idempotency_key text not null unique, body_hash text not null,
    token text not null, email_hash text not null, request jsonb not null, version bigint not null,
    cancellation_requested_at timestamptz, answer jsonb, placed_at timestamptz not null
  );`;

export class CreateStorefront1763720000000 implements MigrationInterface {
  readonly name = 'CreateStorefront1763720000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create extension if not exists pg_trgm');
    await runner.query(projection);
    await runner.query(own);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table catalog_products, inventory_availability, inventory_locations, pricing_prices,
      erp_taxes, integration_flows, customers_accounts, orders_orders, carts, cart_lines, placed_orders`);
  }
}

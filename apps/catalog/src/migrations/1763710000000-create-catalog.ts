import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateCatalog1763710000000 implements MigrationInterface {
  readonly name = 'CreateCatalog1763710000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table erp_items (
        source text not null,
        code text not null,
        item jsonb,
        family text generated always as (item ->> 'family') stored,
        version bigint not null,
        deleted boolean not null default false,
        primary key (source, code)
      )`);
    await runner.query(`
      create table products (
        sku text primary key,
        source text not null,
        status text not null check (status in ('waiting', 'active', 'discontinued', 'withdrawn')),
        at_zero text not null,
        back_order_limit bigint not null,
        substitute text,
        texts jsonb not null,
        version bigint not null
      )`);
    await runner.query('create index products_status on products (status, sku)');
    await runner.query('create index erp_items_family on erp_items (family)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table products');
    await runner.query('drop table erp_items');
  }
}

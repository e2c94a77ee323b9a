import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What tells whether a product can be sold, and which go on sale once they can be. */
export class Readiness1764520000000 implements MigrationInterface {
  readonly name = 'Readiness1764520000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table pricing_prices (
        sku text not null, price_version text not null, kind text, valid_from timestamptz, valid_to timestamptz,
        price_group text, account text, version bigint not null, deleted boolean not null default false,
        primary key (sku, price_version)
      );
      create table erp_taxes (
        source text not null, country text not null, region text not null, tax_class text not null,
        category text not null, valid_from date not null, valid_to date,
        version bigint not null, deleted boolean not null default false,
        primary key (source, country, region, tax_class, category, valid_from)
      );
      create index erp_taxes_category on erp_taxes (category);
      alter table products add column when_ready boolean not null default false;
      create index products_when_ready on products (sku) where when_ready`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'drop table pricing_prices; drop table erp_taxes; alter table products drop column when_ready',
    );
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Customer numbers by source, regions of addresses, and what kits are put together of. A replica of the version before
 * goes on with `erp_source` and `erp_number`, which are kept beside `bindings`, and leaves the rest as it is.
 */
export class SoldUnits1764500000000 implements MigrationInterface {
  readonly name = 'SoldUnits1764500000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table customers_accounts add column bindings jsonb;
      update customers_accounts
      set bindings = jsonb_build_array(jsonb_build_object('source', erp_source, 'number', erp_number))
      where erp_source is not null and erp_number is not null;
      comment on column customers_accounts.erp_source is 'Of the version before bindings; to be dropped in a later release';
      comment on column customers_accounts.erp_number is 'Of the version before bindings; to be dropped in a later release';

      alter table orders_recipients add column region text;

      alter table export_lines add column components text[] not null default '{}';
      comment on column export_lines.components is 'SKUs that a kit is put together of';
      create index export_lines_kits on export_lines using gin (components) where not settled and components <> '{}'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table export_lines drop column components;
      alter table orders_recipients drop column region;
      alter table customers_accounts drop column bindings`);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Tells what is claimed and shipped apart by line and SKU, because a line of a kit claims each of its components, and
 * keeps the recipes of kits. Products are read once more: the catalog may have told of kits before we knew any.
 */
export class Kits1764410000000 implements MigrationInterface {
  readonly name = 'Kits1764410000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table kit_components (
        kit text not null,
        component text not null,
        quantity bigint not null,
        primary key (kit, component)
      )`);
    await runner.query('create index kit_components_component on kit_components (component, kit)');
    await runner.query('alter table reservations add column per_unit bigint not null default 1');
    await runner.query('create unique index reservations_claim on reservations (order_no, line, sku)');
    await runner.query(`
      alter table reservations drop constraint reservations_pkey,
        add constraint reservations_pkey primary key using index reservations_claim`);
    await runner.query(`alter table shipped_units add column sku text not null default ''`);
    await runner.query(`
      update shipped_units u set sku = r.sku
      from reservations r where r.order_no = u.order_no and r.line = u.line`);
    await runner.query(
      'create unique index shipped_units_claim on shipped_units (order_no, shipment, line, sku)',
    );
    await runner.query(`
      alter table shipped_units drop constraint shipped_units_pkey,
        add constraint shipped_units_pkey primary key using index shipped_units_claim`);
    await runner.query('drop index ledger_entries_order');
    await runner.query('create index ledger_entries_order on ledger_entries (order_no, line, sku)');
    await runner.query('update skus set policy_version = 0 where policy_version <> 0');
    await runner.query(
      `delete from kernel.consumer_positions where group_id = 'inventory.stock' and topic = 'catalog.products'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index ledger_entries_order');
    await runner.query('create index ledger_entries_order on ledger_entries (order_no, line)');
    await runner.query(`
      alter table shipped_units drop constraint shipped_units_pkey, drop column sku,
        add primary key (order_no, shipment, line)`);
    await runner.query(`
      alter table reservations drop constraint reservations_pkey, drop column per_unit,
        add primary key (order_no, line)`);
    await runner.query('drop table kit_components');
  }
}

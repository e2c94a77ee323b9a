import type { MigrationInterface, QueryRunner } from 'typeorm';

/** By what buyers are known again, and orders that are like one of a moment ago. */
export class Buyers1764820000000 implements MigrationInterface {
  readonly name = 'Buyers1764820000000';

  async up(runner: QueryRunner): Promise<void> {
    // One row: 244 random bits, which nobody but the shop has.
    await runner.query(`
      create table shop_key (
        id integer primary key default 1 check (id = 1),
        key bytea not null default decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex')
      )`);
    await runner.query('insert into shop_key default values');
    await runner.query('alter table placed_orders add column likeness text');
    await runner.query(`
      create index placed_orders_likeness on placed_orders (likeness, placed_at) where likeness is not null`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table placed_orders drop column likeness');
    await runner.query('drop table shop_key');
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** By what buyers are known again, orders that are like one of a moment ago, and what callers have left. */
export class Buyers1764820000000 implements MigrationInterface {
  readonly name = 'Buyers1764820000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table placed_orders add column likeness text');
    await runner.query(`
      create index placed_orders_likeness on placed_orders (likeness, placed_at) where likeness is not null`);
    // May be lost: whoever is served again a little early takes nothing from anybody.
    await runner.query(`
      create unlogged table request_budgets (
        key text primary key, tokens float8 not null, spent float8 not null, capacity float8 not null,
        per_second float8 not null, at timestamptz not null
      ) with (fillfactor = 50)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table placed_orders drop column likeness');
    await runner.query('drop table request_budgets');
  }
}

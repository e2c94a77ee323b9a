import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whose orders are, which of them wait for a person, and until when what is promised is held. */
export class BuyerLimits1764820000000 implements MigrationInterface {
  readonly name = 'BuyerLimits1764820000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table orders
        add column buyers text[] not null default '{}',
        add column review_since timestamptz,
        add column held_until timestamptz`);
    await runner.query(`
      create index orders_open_by_buyer on orders using gin (buyers)
      where state not in ('rejected', 'cancelled', 'completed', 'returned')`);
    await runner.query(
      'create index orders_in_review on orders (placed_at desc, order_no desc) where review_since is not null',
    );
    await runner.query('create index orders_held on orders (held_until) where held_until is not null');
    await runner.query('alter table customers_accounts add column kind text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table customers_accounts drop column kind');
    await runner.query(
      'alter table orders drop column buyers, drop column review_since, drop column held_until',
    );
  }
}

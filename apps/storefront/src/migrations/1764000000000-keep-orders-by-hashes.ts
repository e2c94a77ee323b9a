import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Idempotency keys are secrets of those who order. An order that is taken over after a restore has no body. */
export class KeepOrdersByHashes1764000000000 implements MigrationInterface {
  readonly name = 'KeepOrdersByHashes1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table placed_orders rename column idempotency_key to key_hash');
    await runner.query(
      `update placed_orders set key_hash = encode(sha256(convert_to(key_hash, 'UTF8')), 'hex')`,
    );
    await runner.query('alter table placed_orders alter column body_hash drop not null');
  }

  /** The keys themselves are gone: none of those known is recognised after this. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`update placed_orders set body_hash = '' where body_hash is null`);
    await runner.query('alter table placed_orders alter column body_hash set not null');
    await runner.query('alter table placed_orders rename column key_hash to idempotency_key');
  }
}

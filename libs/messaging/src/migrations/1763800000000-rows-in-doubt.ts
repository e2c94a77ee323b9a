import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a relay that ended without saying so may send late, so that it is not taken for unknown. */
export class RowsInDoubt1763800000000 implements MigrationInterface {
  name = 'RowsInDoubt1763800000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE kernel.relay ADD COLUMN in_doubt uuid[] NOT NULL DEFAULT '{}';
      COMMENT ON COLUMN kernel.relay.in_doubt IS
        'Oldest rows of the outbox when a holder had ended without saying so: it may have sent them, or send them late'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE kernel.relay DROP COLUMN in_doubt');
  }
}

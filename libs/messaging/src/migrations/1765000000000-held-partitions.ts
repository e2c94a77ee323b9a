import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Rows that wait for their partition are found by it, however many they are. */
export class HeldPartitions1765000000000 implements MigrationInterface {
  name = 'HeldPartitions1765000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE kernel.outbox ADD COLUMN held_partition integer;
      COMMENT ON COLUMN kernel.outbox.held_partition IS
        'Of a row that is held because its whole partition takes nothing; sent from there, in order, once it does';
      CREATE INDEX outbox_held_partition ON kernel.outbox (topic, held_partition, id) WHERE held_partition IS NOT NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE kernel.outbox DROP COLUMN held_partition');
  }
}

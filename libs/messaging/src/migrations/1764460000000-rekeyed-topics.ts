import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Contract 0.2 has other keys on these topics, so the deploy step makes them anew. Offsets of the old ones mean nothing
 * there, and what waits to be sent, or was parked, has keys that nobody reads.
 */
export class RekeyedTopics1764460000000 implements MigrationInterface {
  name = 'RekeyedTopics1764460000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of ['published', 'outbox', 'sent', 'consumer_positions', 'parked_records'])
      await runner.query(`DELETE FROM kernel.${table} WHERE topic IN ('erp.taxes', 'inventory.locations')`);
  }

  async down(): Promise<void> {
    // What was deleted was of no use to the version before either, once the topics are made anew.
  }
}

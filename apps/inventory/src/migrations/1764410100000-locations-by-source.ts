import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * `inventory.locations` has the source in its key. Locations are read once more and taken for new, so that the stock of
 * each is published under its new key. Their rows stay meanwhile: without them nothing could be sold.
 */
export class LocationsBySource1764410100000 implements MigrationInterface {
  readonly name = 'LocationsBySource1764410100000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('update erp_locations set version = -1');
    await runner.query(
      `delete from kernel.consumer_positions where group_id = 'inventory.stock' and topic = 'erp.locations'`,
    );
  }

  /** What is published stays published. */
  async down(): Promise<void> {}
}

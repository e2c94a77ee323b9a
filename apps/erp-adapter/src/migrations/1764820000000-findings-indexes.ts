import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What somebody has to look at is few among all that was ever handed over or read, and is counted at every scrape. */
export class FindingsIndexes1764820000000 implements MigrationInterface {
  readonly name = 'FindingsIndexes1764820000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create index quarantine_held on quarantine (source, flow, key) include (first_seen) where severity = 'held'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index quarantine_held');
  }
}

import { withoutStatistics } from '@throughline/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tombstones of personal data that are to be said once more, so that the log forgets what was before them. */
export class Erasures1764580000000 implements MigrationInterface {
  readonly name = 'Erasures1764580000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE kernel.erasures (
        topic text NOT NULL,
        key text NOT NULL,
        partition_key text NOT NULL,
        type text NOT NULL,
        sequence bigint NOT NULL,
        time timestamptz NOT NULL,
        said_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (topic, key)
      );
      CREATE INDEX erasures_said_at ON kernel.erasures (said_at);
      COMMENT ON TABLE kernel.erasures IS
        'Tombstones of topics with personal data that were said once, and are said again when compaction is due';
      UPDATE kernel.parked_records SET value = NULL WHERE status <> 'parked' AND value IS NOT NULL`);
    for (const table of ['outbox', 'sent'])
      await runner.query(withoutStatistics(`kernel.${table}`, { payload: 'bytea' }));
    await runner.query(withoutStatistics('kernel.parked_records', { value: 'bytea', error: 'text' }));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE kernel.erasures');
  }
}

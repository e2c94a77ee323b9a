import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What has been sent lately, so that a log that lost it can be given it again. */
export class SentRecords1763900000000 implements MigrationInterface {
  name = 'SentRecords1763900000000';

  async up(runner: QueryRunner): Promise<void> {
    // Emptied as a whole, one half at a time: nothing to index, nothing to vacuum.
    await runner.query(`
      CREATE TABLE kernel.sent (
        period bigint NOT NULL,
        partition integer NOT NULL,
        "offset" bigint NOT NULL,
        id bigint NOT NULL,
        topic text NOT NULL,
        key text NOT NULL,
        partition_key text NOT NULL,
        type text NOT NULL,
        sequence bigint NOT NULL,
        time timestamptz NOT NULL,
        payload bytea,
        event_id uuid NOT NULL,
        traceparent text,
        created_at timestamptz NOT NULL
      ) PARTITION BY LIST ((period % 2));
      CREATE TABLE kernel.sent_even PARTITION OF kernel.sent FOR VALUES IN (0) WITH (autovacuum_enabled = false);
      CREATE TABLE kernel.sent_odd PARTITION OF kernel.sent FOR VALUES IN (1) WITH (autovacuum_enabled = false);
      COMMENT ON TABLE kernel.sent IS 'Rows of the outbox that were acknowledged in this period or the one before';
      COMMENT ON COLUMN kernel.sent.period IS 'How many times as long as records are kept had passed since 1970'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE kernel.sent');
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tables of the kernel, in a schema of their own beside the service's. */
export class KernelTables1700000000000 implements MigrationInterface {
  name = 'KernelTables1700000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SCHEMA IF NOT EXISTS kernel;

      CREATE TABLE kernel.outbox (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        topic text NOT NULL,
        key text NOT NULL,
        partition_key text NOT NULL,
        type text NOT NULL,
        sequence bigint NOT NULL,
        time timestamptz NOT NULL,
        payload bytea,
        event_id uuid NOT NULL DEFAULT gen_random_uuid(),
        traceparent text,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp()
      ) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000,
              autovacuum_vacuum_cost_delay = 0, autovacuum_vacuum_insert_threshold = -1);
      COMMENT ON COLUMN kernel.outbox.payload IS 'Confluent wire format; null is a tombstone';

      CREATE TABLE kernel.relay (
        only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
        clean boolean NOT NULL DEFAULT true,
        holder text
      );
      COMMENT ON COLUMN kernel.relay.clean IS 'False while a relay holds the lock, and after it died';
      INSERT INTO kernel.relay DEFAULT VALUES;

      CREATE TABLE kernel.published (
        topic text NOT NULL,
        partition integer NOT NULL,
        next_offset bigint NOT NULL,
        PRIMARY KEY (topic, partition)
      );
      COMMENT ON TABLE kernel.published IS 'Log end after the last acknowledged send of our own topics';

      CREATE TABLE kernel.sequence_shifts (
        topic text PRIMARY KEY,
        shift bigint NOT NULL CHECK (shift > 0)
      );
      COMMENT ON TABLE kernel.sequence_shifts IS 'Added to every version published, after a restore of this database';

      CREATE TABLE kernel.consumer_positions (
        group_id text NOT NULL,
        topic text NOT NULL,
        partition integer NOT NULL,
        next_offset bigint NOT NULL,
        moved_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (group_id, topic, partition)
      ) WITH (fillfactor = 50);

      CREATE TABLE kernel.handled_versions (
        group_id text NOT NULL,
        topic text NOT NULL,
        key text NOT NULL,
        sequence bigint NOT NULL,
        PRIMARY KEY (group_id, topic, key)
      );

      CREATE TABLE kernel.parked_records (
        group_id text NOT NULL,
        topic text NOT NULL,
        partition integer NOT NULL,
        "offset" bigint NOT NULL,
        key text NOT NULL,
        type text NOT NULL,
        sequence bigint,
        headers jsonb NOT NULL,
        value bytea,
        error text NOT NULL,
        behind boolean NOT NULL,
        attempts integer NOT NULL DEFAULT 1,
        status text NOT NULL DEFAULT 'parked' CHECK (status IN ('parked', 'applied', 'skipped', 'superseded')),
        reason text,
        parked_at timestamptz NOT NULL DEFAULT now(),
        ended_at timestamptz,
        PRIMARY KEY (group_id, topic, partition, "offset")
      );
      CREATE INDEX parked_records_waiting ON kernel.parked_records (group_id, topic, key) WHERE status = 'parked';

      CREATE TABLE kernel.known_schemas (
        id integer NOT NULL,
        subject text NOT NULL,
        schema jsonb NOT NULL,
        PRIMARY KEY (id, subject)
      );

      CREATE TABLE kernel.kafka_cluster (
        only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
        cluster_id text NOT NULL,
        namespace text NOT NULL
      );

      CREATE TABLE kernel.rebuilds (
        group_id text PRIMARY KEY,
        run uuid NOT NULL,
        mode text NOT NULL CHECK (mode IN ('swap', 'verify')),
        status text NOT NULL CHECK (status IN ('running', 'done', 'failed')),
        started_at timestamptz NOT NULL DEFAULT now(),
        ended_at timestamptz,
        outcome jsonb
      );`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA kernel CASCADE');
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the probe that publishes owns. */
export class SourceTables1800000000000 implements MigrationInterface {
  name = 'SourceTables1800000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE goods (sku text PRIMARY KEY, units integer, version bigint NOT NULL);
      CREATE TABLE books ("order" text PRIMARY KEY, sequence bigint NOT NULL)`);
  }

  async down(): Promise<void> {}
}

/** What the probe that reads makes of it; `attempts` and `times` count how often an effect was committed. */
export class SinkTables1800000000001 implements MigrationInterface {
  name = 'SinkTables1800000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE shelf (
        sku text PRIMARY KEY, units integer, written_at timestamptz DEFAULT clock_timestamp(),
        version bigint NOT NULL, deleted boolean NOT NULL DEFAULT false);
      CREATE TABLE receipts (
        partition integer, "offset" bigint, key text NOT NULL, sequence bigint NOT NULL, times integer NOT NULL,
        PRIMARY KEY (partition, "offset"));
      CREATE TABLE flows (
        flow text PRIMARY KEY, units bigint, version bigint NOT NULL, deleted boolean NOT NULL DEFAULT false);
      CREATE TABLE facts (
        n bigint GENERATED ALWAYS AS IDENTITY, "order" text, sequence bigint, partition integer, "offset" bigint,
        attempts integer NOT NULL, PRIMARY KEY ("order", sequence));
      CREATE TABLE echoes (
        n bigint GENERATED ALWAYS AS IDENTITY, "order" text, sequence bigint, partition integer, "offset" bigint,
        attempts integer NOT NULL, PRIMARY KEY ("order", sequence));
      CREATE TABLE poison (key text, sequence bigint, PRIMARY KEY (key, sequence))`);
  }

  async down(): Promise<void> {}
}

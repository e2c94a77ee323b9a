import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What else of a trace travels with a record. */
export class PropagationFields1764560000000 implements MigrationInterface {
  name = 'PropagationFields1764560000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE kernel.outbox ADD COLUMN propagation_fields jsonb;
      ALTER TABLE kernel.sent ADD COLUMN propagation_fields jsonb;
      COMMENT ON COLUMN kernel.outbox.propagation_fields IS 'Headers beside traceparent: tracestate and baggage';
      COMMENT ON COLUMN kernel.sent.propagation_fields IS 'As in kernel.outbox'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE kernel.sent DROP COLUMN propagation_fields;
      ALTER TABLE kernel.outbox DROP COLUMN propagation_fields`);
  }
}

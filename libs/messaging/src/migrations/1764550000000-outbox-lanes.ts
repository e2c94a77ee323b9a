import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * An urgent lane through the outbox, rows that are held because they cannot be sent, and log ends that are inserted and
 * not updated: while somebody holds a snapshot, each version of an updated row has to be passed over.
 */
export class OutboxLanes1764550000000 implements MigrationInterface {
  name = 'OutboxLanes1764550000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE kernel.outbox
        ADD COLUMN urgent boolean NOT NULL GENERATED ALWAYS AS (topic IN (
          'orders.requests', 'orders.recipients', 'orders.orders', 'orders.events', 'inventory.reservations',
          'erp.exports', 'integration.flows')) STORED,
        ADD COLUMN held boolean NOT NULL DEFAULT false,
        ADD COLUMN held_since timestamptz,
        ADD COLUMN held_because text;
      COMMENT ON COLUMN kernel.outbox.urgent IS 'Sent before all others: somebody waits for it';
      COMMENT ON COLUMN kernel.outbox.held IS 'Left out until it is tried again: it, or what is before it, cannot be sent';
      CREATE INDEX outbox_urgent ON kernel.outbox (id) WHERE urgent;
      CREATE INDEX outbox_other ON kernel.outbox (id) WHERE NOT urgent;
      CREATE INDEX outbox_held ON kernel.outbox (held_since) WHERE held_since IS NOT NULL;

      CREATE TABLE kernel.log_ends (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        topic text NOT NULL,
        partition integer NOT NULL,
        next_offset bigint NOT NULL
      );
      COMMENT ON TABLE kernel.log_ends IS
        'Log end after an acknowledged send of our own topics; the highest of a partition holds, also over kernel.published';

      ALTER TABLE kernel.relay ADD COLUMN requeues bigint NOT NULL DEFAULT 0;
      COMMENT ON COLUMN kernel.relay.requeues IS 'How often rows have come back into the outbox with ids of their own'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE kernel.relay DROP COLUMN requeues;
      INSERT INTO kernel.published SELECT topic, partition, max(next_offset) FROM kernel.log_ends GROUP BY 1, 2
        ON CONFLICT (topic, partition) DO UPDATE
          SET next_offset = greatest(kernel.published.next_offset, excluded.next_offset);
      DROP TABLE kernel.log_ends;
      ALTER TABLE kernel.outbox DROP COLUMN urgent, DROP COLUMN held, DROP COLUMN held_since, DROP COLUMN held_because`);
  }
}

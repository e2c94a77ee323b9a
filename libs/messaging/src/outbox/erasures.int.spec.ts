import type { Recipient } from '@throughline/events';
import { createDataSource, migrate, transaction } from '@throughline/persistence';
import type { DataSource } from '@throughline/persistence';
import { createDatabase, until } from '@throughline/testing';
import type { TestDatabase } from '@throughline/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { kernelMigrations } from '../migrations/kernel-migrations.ts';
import type { Registry } from '../records/registry.ts';
import { SchemaStore } from '../records/schema-store.ts';
import { Outbox } from './outbox.ts';

const recipient: Recipient = {
  ...{ order: 'W1', email: 'a@example.com', name: 'Ada', company: null, street: 'Weg 1', street2: null },
  ...{ postalCode: '1', city: 'Ort', country: 'DE', region: null, phone: null },
};

describe('a tombstone of personal data', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let outbox: Outbox;
  let notified = 0;
  beforeAll(async () => {
    database = await createDatabase('erasures');
    dataSource = createDataSource({ url: database.url, name: 'erasures', migrations: kernelMigrations });
    await dataSource.initialize();
    await migrate(dataSource, database.url);
    const registry = { lookUp: () => Promise.resolve(1) } as unknown as Registry;
    outbox = new Outbox(new SchemaStore(dataSource, registry), () => notified++);
  });
  afterAll(async () => {
    await dataSource?.destroy();
    await database?.drop();
  });
  beforeEach(async () => {
    notified = 0;
    await dataSource.query('TRUNCATE kernel.outbox, kernel.sent, kernel.erasures, kernel.sequence_shifts');
  });

  const say = (key: string, sequence: number, isThere: boolean) =>
    transaction(dataSource, (tx) =>
      outbox.add(tx, 'orders.recipients', [
        {
          ...{ type: 'Recipient', key, sequence, time: new Date(sequence * 1_000) },
          value: isThere ? { ...recipient, order: key } : null,
        },
      ]),
    );
  const rows = (table: string) =>
    dataSource.query<{ topic: string; key: string; sequence: number; payload?: Buffer | null; time: Date }[]>(
      `SELECT * FROM kernel.${table} ORDER BY key, sequence`,
    );
  /** As the relay does it. */
  const sent = () =>
    dataSource.query(
      `WITH sent AS (DELETE FROM kernel.outbox RETURNING *)
       INSERT INTO kernel.sent (period, partition, "offset", id, topic, key, partition_key, type, sequence, time, payload,
         event_id, created_at)
       SELECT 1, 0, id, id, topic, key, partition_key, type, sequence, time, payload, event_id, created_at FROM sent`,
    );
  const again = (before: Date) => transaction(dataSource, (tx) => outbox.sayErasuresAgain(tx, before));
  const later = new Date(Date.now() + 3_600_000);

  it('takes what was said of the person from the archive of what was sent, and nobody else', async () => {
    await say('W1', 1, true);
    await say('W2', 1, true);
    await sent();
    await say('W1', 2, false);
    expect(await rows('sent')).toMatchObject([{ key: 'W2' }]);
    expect(await rows('outbox')).toMatchObject([{ key: 'W1', sequence: 2, payload: null }]);
  });

  it('is said once more, with its version and instant, when it is old enough', async () => {
    await dataSource.query(`INSERT INTO kernel.sequence_shifts VALUES ('orders.recipients', 100)`);
    await say('W1', 2, false);
    const [first] = await rows('outbox');
    expect(first).toMatchObject({ sequence: 102 });
    await sent();
    expect(await again(new Date(Date.now() - 3_600_000))).toBe(false);
    expect(await rows('outbox')).toEqual([]);
    notified = 0;
    await again(later);
    expect(notified).toBe(1);
    const [said, ...others] = await rows('outbox');
    expect(others).toEqual([]);
    expect(said).toMatchObject({ key: 'W1', sequence: 102, time: first?.time, payload: null });
    await sent();
    await again(later);
    expect(await rows('outbox')).toEqual([]);
  });

  it('is not said behind what came after it, whichever was decided first', async () => {
    await say('W1', 2, false);
    await sent();
    await say('W1', 3, true);
    await sent();
    await again(later);
    expect(await rows('outbox')).toEqual([]);

    await say('W1', 4, false);
    await sent();
    const held = Promise.withResolvers<void>();
    const locked = Promise.withResolvers<void>();
    const saying = transaction(dataSource, async (tx) => {
      await outbox.sayErasuresAgain(tx, later);
      locked.resolve();
      await held.promise;
    });
    await locked.promise;
    const back = say('W1', 5, true);
    await untilWaiting();
    held.resolve();
    await Promise.all([saying, back]);
    const ids = await dataSource.query<{ sequence: number }[]>(
      'SELECT sequence FROM kernel.outbox ORDER BY id',
    );
    expect(ids).toEqual([{ sequence: 4 }, { sequence: 5 }]);
  });

  it('is one of topics with personal data alone', async () => {
    await transaction(dataSource, (tx) =>
      outbox.add(tx, 'erp.items', [
        { type: 'ErpItem', key: 'demo|A', sequence: 2, time: new Date(), value: null },
      ]),
    );
    expect(await rows('outbox')).toHaveLength(1);
    expect(await rows('erasures')).toEqual([]);
  });

  /** Until somebody waits for a lock that another one holds. */
  async function untilWaiting(): Promise<void> {
    await until(async () => {
      const waiting = await dataSource.query<object[]>(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      return waiting.length > 0;
    });
  }
});

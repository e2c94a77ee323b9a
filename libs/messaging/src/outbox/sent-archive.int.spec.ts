import { connect, createDataSource, migrate, transaction } from '@throughline/persistence';
import type { Connection, DataSource } from '@throughline/persistence';
import { createDatabase } from '@throughline/testing';
import type { TestDatabase } from '@throughline/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { kernelMigrations } from '../migrations/kernel-migrations.ts';
import { SentArchive, requeue } from './sent-archive.ts';

const hour = 3_600_000;

describe('the sent archive', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let session: Connection;
  beforeAll(async () => {
    database = await createDatabase('sent');
    dataSource = createDataSource({ url: database.url, name: 'sent', migrations: kernelMigrations });
    await dataSource.initialize();
    await migrate(dataSource, database.url);
    session = await connect({ url: database.url, name: 'sent relay' });
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await session.query('TRUNCATE kernel.outbox, kernel.sent, kernel.log_ends');
  });
  afterAll(async () => {
    await session?.close();
    await dataSource?.destroy();
    await database?.drop();
  });

  /** Adds one row per key to the outbox. */
  const add = (...keys: string[]) =>
    session.query<{ id: number }>(
      `INSERT INTO kernel.outbox (topic, key, partition_key, type, sequence, time, payload)
       SELECT 'inventory.availability', key, key, 'Availability', n, now(), convert_to(key, 'UTF8')
       FROM unnest($1::text[]) WITH ORDINALITY AS u (key, n) ORDER BY n RETURNING id`,
      [keys],
    );
  /** Adds rows and settles them at consecutive offsets of partition 0, from `offset` on. */
  const send = async (archive: SentArchive, offset: number, ...keys: string[]) => {
    const rows = await add(...keys);
    const topic = 'inventory.availability';
    await archive.acknowledge(
      session,
      rows.map(({ id }, index) => ({ id, topic, partition: 0, offset: offset + index })),
    );
  };
  const keysOf = async (table: 'outbox' | 'sent') =>
    (await session.query<{ key: string }>(`SELECT key FROM kernel.${table} ORDER BY id`)).map(
      ({ key }) => key,
    );
  const at = (milliseconds: number) => vi.spyOn(Date, 'now').mockReturnValue(milliseconds);

  it('keeps records for one to two periods, whatever is sent meanwhile', async () => {
    const archive = new SentArchive(hour);
    at(10.9 * hour);
    await send(archive, 0, 'a');
    at(11.1 * hour);
    await send(archive, 1, 'b');
    expect(await keysOf('sent')).toEqual(['a', 'b']);
    at(12.1 * hour);
    await send(archive, 2, 'c');
    expect(await keysOf('sent')).toEqual(['b', 'c']);
    at(40.5 * hour);
    await send(archive, 3, 'd');
    expect(await keysOf('sent')).toEqual(['d']);
    // Another process of the service begins without having seen any of it.
    await send(new SentArchive(hour), 4, 'e');
    expect(await keysOf('sent')).toEqual(['d', 'e']);
  });

  it('keeps none for longer while nothing is sent', async () => {
    const archive = new SentArchive(hour);
    at(10.9 * hour);
    await send(archive, 0, 'a');
    at(11.9 * hour);
    await archive.removeExpired(session);
    expect(await keysOf('sent')).toEqual(['a']);
    at(12.1 * hour);
    await archive.removeExpired(session);
    expect(await keysOf('sent')).toEqual([]);
  });

  it('does not make the relay wait while somebody reads it', async () => {
    const archive = new SentArchive(hour);
    at(10.5 * hour);
    await send(archive, 0, 'a');
    await transaction(dataSource, async (tx) => {
      await tx.query('SELECT FROM kernel.sent');
      at(12.5 * hour);
      await send(archive, 1, 'b');
    });
    expect(await keysOf('sent')).toEqual(['a', 'b']);
  });

  it('keeps what was sent since, when it could not be emptied in time', async () => {
    const archive = new SentArchive(hour);
    at(10.5 * hour);
    await send(archive, 0, 'a');
    await transaction(dataSource, async (tx) => {
      await tx.query('SELECT FROM kernel.sent');
      at(12.9 * hour);
      await send(archive, 1, 'b');
    });
    at(13.1 * hour);
    await send(archive, 2, 'c');
    expect(await keysOf('sent')).toEqual(['a', 'b', 'c']);
    at(14.1 * hour);
    await send(archive, 3, 'd');
    expect(await keysOf('sent')).toEqual(['c', 'd']);
  });

  it('keeps nothing where that is configured, and no row that a newer one was sent instead of', async () => {
    await send(new SentArchive(0), 0, 'a');
    expect(await keysOf('sent')).toEqual([]);
    const [first, second] = await add('b', 'b');
    const topic = 'inventory.availability';
    await new SentArchive(hour).acknowledge(session, [
      { id: first?.id ?? 0, topic },
      { id: second?.id ?? 0, topic, partition: 0, offset: 1 },
    ]);
    expect(await session.query('SELECT sequence FROM kernel.sent')).toEqual([{ sequence: 2 }]);
    expect(await keysOf('outbox')).toEqual([]);
    expect(await session.query('SELECT max(next_offset) AS next_offset FROM kernel.log_ends')).toEqual([
      { next_offset: 2 },
    ]);
  });

  it('requeues records from the log end on, unchanged and before what waits in the outbox', async () => {
    const archive = new SentArchive(hour);
    const rows = () => session.query(`SELECT * FROM kernel.outbox WHERE key = 'c'`);
    const [, , row] = await add('a', 'b', 'c');
    const before = await rows();
    const topic = 'inventory.availability';
    const first = (row?.id ?? 0) - 2;
    await archive.acknowledge(
      session,
      [0, 1, 2].map((offset) => ({ id: first + offset, topic, partition: 0, offset })),
    );
    await add('d');
    const lost = [{ topic, partition: 0, high: 1, sentTo: 3 }];
    expect(await transaction(dataSource, (tx) => requeue(tx, lost))).toBe(2);
    expect(await keysOf('outbox')).toEqual(['b', 'c', 'd']);
    expect(await rows()).toEqual(before);
    expect(await keysOf('sent')).toEqual(['a']);
  });
});

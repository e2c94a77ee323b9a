import { connect, createDataSource, migrate } from '@throughline/persistence';
import type { Connection, DataSource } from '@throughline/persistence';
import { type TestDatabase, createDatabase } from '@throughline/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { partitionOf } from '../kafka/partitioner.ts';
import { kernelMigrations } from '../migrations/kernel-migrations.ts';
import { HeldRows } from './held-rows.ts';
import { OutboxReader, rowsPerLane } from './outbox-reader.ts';
import type { OutboxRow } from './outbox-rows.ts';

const topic = 'inventory.availability';
const shut = { topic, partition: partitionOf('A', 6) } as const;
const isShut = (key: string) => partitionOf(key, 6) === shut.partition;
const keys = Array.from({ length: 200 }, (_, index) => `K${index}`);
const [first = '', second = ''] = keys.filter(isShut);
const [other = ''] = keys.filter((key) => !isShut(key));

describe('rows that wait for a partition', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let session: Connection;
  beforeAll(async () => {
    database = await createDatabase('held');
    dataSource = createDataSource({ url: database.url, name: 'held', migrations: kernelMigrations });
    await dataSource.initialize();
    await migrate(dataSource, database.url);
    session = await connect({ url: database.url, name: 'relay' });
    await session.query('SET enable_seqscan = off');
  });
  beforeEach(() => session.query('TRUNCATE kernel.outbox'));
  afterAll(async () => {
    await session.close();
    await dataSource.destroy();
    await database.drop();
  });

  const add = async (...added: string[]): Promise<number[]> => {
    const rows = await session.query<{ id: number }>(
      `INSERT INTO kernel.outbox (topic, key, partition_key, type, sequence, time)
       SELECT $1, key, key, 'Availability', n, now() FROM unnest($2::text[]) WITH ORDINALITY AS u (key, n)
       ORDER BY n RETURNING id`,
      [topic, added],
    );
    return rows.map(({ id }) => id);
  };
  const idsOf = (rows: readonly OutboxRow[]) => rows.map(({ id }) => id);
  const settle = (ids: readonly number[]) =>
    session.query('DELETE FROM kernel.outbox WHERE id = ANY($1::bigint[])', [ids]);
  /** A relay's reader, and what it holds. */
  const relay = () => {
    const [reader, held] = [new OutboxReader(session), new HeldRows(session)];
    return { held, next: async () => held.free((await reader.next([])).rows), reader };
  };
  const bad = (row: OutboxRow) => [{ row, error: new RangeError('too large'), whole: false }];

  it('are sent from where they are, before what has come since, and all others go on', async () => {
    const { held, next } = relay();
    held.shut(shut, 'no leader');
    const [one, two, three] = await add(first, other, second);
    expect(idsOf(await next())).toEqual([two]);
    await settle([two ?? 0]);
    const [four] = await add(first);
    expect(await next()).toEqual([]);
    expect(idsOf(await held.oldest(shut))).toEqual([one, three, four]);
    await settle([one, three].map((id) => id ?? 0));
    const [five, six] = await add(first, other);
    expect(idsOf(await next())).toEqual([six]);
    expect(idsOf(await held.oldest(shut))).toEqual([four, five]);
    await settle([four, five, six].map((id) => id ?? 0));
    expect(await held.oldest(shut)).toEqual([]);
    const [seven] = await add(first);
    expect(idsOf(await next())).toEqual([seven]);
  });

  it('are found by a relay that takes over, which sends none of their partition before them', async () => {
    const before = relay();
    before.held.shut(shut, 'no leader');
    const [one] = await add(first);
    await before.next();
    const { held, next } = relay();
    await held.takeOver();
    expect(held.duePartitions()).toMatchObject([shut]);
    const [two] = await add(first);
    expect(await next()).toEqual([]);
    expect(idsOf(await held.oldest(shut))).toEqual([one, two]);
  });

  it('are held by their key, in order, when the broker will not have one of them', async () => {
    const { held, next, reader } = relay();
    held.shut(shut, 'no leader');
    const [one, two, three] = await add(first, second, first);
    await next();
    const [row] = await held.oldest(shut);
    await held.hold(bad(row as OutboxRow));
    expect(idsOf(await held.oldest(shut))).toEqual([two]);
    await settle([two ?? 0]);
    expect(await held.oldest(shut)).toEqual([]);
    const [four] = await add(first);
    expect(await next()).toEqual([]);
    await held.releaseKeys();
    reader.again();
    expect(idsOf(await next())).toEqual([one, three, four]);
  });

  it('are tried after a second, then after twice as long each time up to ten, and at once while they are taken', () => {
    const now = vi.spyOn(performance, 'now');
    let at = 0;
    now.mockImplementation(() => at);
    const { held } = relay();
    const pauses: number[] = [];
    for (let tries = 0; tries < 6; tries++) {
      held.shut(shut, 'no leader');
      const since = at;
      while (!held.areDue) at += 100;
      pauses.push(at - since);
    }
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
    expect(held.areSomeShut).toBe(true);
    held.opens(shut);
    expect([held.areDue, held.areSomeShut]).toEqual([true, false]);
    held.shut(shut, 'no leader');
    at += 1_000;
    expect([held.areDue, held.areSomeShut]).toEqual([true, true]);
    now.mockRestore();
  });

  it('wait with all of their topic when that is divided otherwise than the catalogue says', async () => {
    const { held, next } = relay();
    held.holdLeaderless([{ topic, partition: 7, of: 8 }]);
    await add(first, other);
    expect(await next()).toEqual([]);
    expect(await session.query('SELECT DISTINCT held_because AS because FROM kernel.outbox')).toEqual([
      { because: `${topic}/7 has no leader` },
    ]);
  });

  it('are passed by without a look at them, be they a hundred thousand, and are sent by pages', async () => {
    const now = vi.spyOn(performance, 'now');
    let at = 0;
    now.mockImplementation(() => (at += 10_000));
    const waiting = 100_000;
    await session.query(
      `INSERT INTO kernel.outbox (topic, key, partition_key, type, sequence, time)
       SELECT $1, $2, $2, 'Availability', n, now() FROM generate_series(1, $3::integer) AS n`,
      [topic, first, waiting],
    );
    const { held, next } = relay();
    held.shut(shut, 'no leader');
    const looked = async (): Promise<number> => {
      await session.query('SELECT pg_stat_force_next_flush()');
      const [row] = await session.query<{ n: number }>(
        `SELECT sum(idx_tup_read)::bigint AS n FROM pg_stat_user_indexes WHERE relname = 'outbox'`,
      );
      return row?.n ?? 0;
    };
    const cost = async (of: () => Promise<unknown>): Promise<number> => {
      const before = await looked();
      await of();
      return (await looked()) - before;
    };
    for (let round = 0; round <= waiting / rowsPerLane.other; round++) await next();
    const [row] = await session.query('SELECT count(*) AS n FROM kernel.outbox WHERE held');
    expect(row).toEqual({ n: waiting });
    await next();
    const costs: number[] = [];
    for (let round = 0; round < 5; round++) {
      const [id] = await add(other);
      costs.push(
        await cost(async () => {
          expect(idsOf(await next())).toEqual([id]);
        }),
      );
      await settle([id ?? 0]);
    }
    expect(Math.max(...costs)).toBeLessThan(100);
    expect(await cost(() => held.oldest(shut))).toBeLessThanOrEqual(rowsPerLane.other + 10);
    expect(await held.oldest(shut)).toHaveLength(rowsPerLane.other);
    now.mockRestore();
  });
});

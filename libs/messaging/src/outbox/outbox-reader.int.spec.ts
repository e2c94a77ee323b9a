import { connect, createDataSource, migrate } from '@throughline/persistence';
import type { Connection, DataSource } from '@throughline/persistence';
import { type TestDatabase, createDatabase } from '@throughline/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { kernelMigrations } from '../migrations/kernel-migrations.ts';
import { HeldRows } from './held-rows.ts';
import { OutboxReader, rowsPerLane } from './outbox-reader.ts';
import { requeue } from './sent-archive.ts';
import { transaction } from '@throughline/persistence';

const urgentTopic = 'orders.events';
const bulkTopic = 'inventory.availability';

describe('the reader of the outbox', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let session: Connection;
  let writers: Connection[];
  beforeAll(async () => {
    database = await createDatabase('outbox');
    dataSource = createDataSource({ url: database.url, name: 'outbox', migrations: kernelMigrations });
    await dataSource.initialize();
    await migrate(dataSource, database.url);
    session = await connect({ url: database.url, name: 'relay' });
    writers = await Promise.all(['a', 'b', 'c'].map((name) => connect({ url: database.url, name })));
  });
  beforeEach(() => session.query('TRUNCATE kernel.outbox, kernel.sent'));
  afterAll(async () => {
    await Promise.all([session, ...writers].map((one) => one.close()));
    await dataSource.destroy();
    await database.drop();
  });

  const add = async (to: Connection, topic: string, ...keys: string[]): Promise<number[]> => {
    const rows = await to.query<{ id: number }>(
      `INSERT INTO kernel.outbox (topic, key, partition_key, type, sequence, time)
       SELECT $1, key, key, 'Availability', n, now() FROM unnest($2::text[]) WITH ORDINALITY AS u (key, n)
       ORDER BY n RETURNING id`,
      [topic, keys],
    );
    return rows.map(({ id }) => id);
  };
  const settle = (ids: readonly number[]) =>
    session.query('DELETE FROM kernel.outbox WHERE id = ANY($1::bigint[])', [ids]);
  const many = (count: number) => Array.from({ length: count }, (_, index) => `K${index}`);
  const idsOf = ({ rows }: { rows: readonly { id: number }[] }) => rows.map(({ id }) => id);

  it('gives what is urgent before all others, and each in the order of ids', async () => {
    const bulk = await add(session, bulkTopic, ...many(30));
    const urgent = await add(session, urgentTopic, ...many(5));
    const reader = new OutboxReader(session);
    const read = await reader.next([]);
    expect([idsOf(read), read.more]).toEqual([[...urgent, ...bulk], false]);
  });

  it('gives no more than a round of it, and the next ones while those are in flight', async () => {
    const bulk = await add(session, bulkTopic, ...many(rowsPerLane.other + 10));
    const reader = new OutboxReader(session);
    const first = await reader.next([]);
    expect([idsOf(first), first.more]).toEqual([bulk.slice(0, rowsPerLane.other), true]);
    const urgent = await add(session, urgentTopic, 'O');
    const second = await reader.next(idsOf(first));
    expect([idsOf(second), second.more]).toEqual([[...urgent, ...bulk.slice(rowsPerLane.other)], false]);
  });

  it('gives as many as are wanted that are not urgent, also none, and comes back to them', async () => {
    const bulk = await add(session, bulkTopic, ...many(5));
    const urgent = await add(session, urgentTopic, ...many(3));
    const reader = new OutboxReader(session);
    const without = await reader.next([], 0);
    expect([idsOf(without), without.more, without.urgent]).toEqual([urgent, true, 3]);
    await settle(urgent);
    expect([idsOf(await reader.next([], 0)), idsOf(await reader.next([], 2))]).toEqual([
      [],
      bulk.slice(0, 2),
    ]);
    const rest = await reader.next(bulk.slice(0, 2));
    expect([idsOf(rest), rest.more, rest.urgent]).toEqual([bulk.slice(2), false, 0]);
  });

  it('gives at most 900 kB, and a larger row alone', async () => {
    const reader = new OutboxReader(session);
    await session.query(
      `INSERT INTO kernel.outbox (topic, key, partition_key, type, sequence, time, payload)
       SELECT 'orders.events', n, n, 'OrderCompleted', n, now(), convert_to(repeat('x', size), 'UTF8')
       FROM (VALUES (1, 400000), (2, 400000), (3, 400000), (4, 1000000)) AS u (n, size) ORDER BY n`,
    );
    const sizes: number[][] = [];
    for (let read = await reader.next([]); read.rows.length > 0; read = await reader.next([])) {
      sizes.push(read.rows.map(({ payload }) => payload?.length ?? 0));
      expect(read.more).toBe(sizes.length < 3);
      await settle(idsOf(read));
    }
    expect(sizes).toEqual([[400_000, 400_000], [400_000], [1_000_000]]);
  });

  it('leaves out what is held until it begins again, and comes back to it', async () => {
    const reader = new OutboxReader(session);
    const held = new HeldRows(session);
    const [first, second] = await add(session, bulkTopic, 'A', 'B');
    const { rows } = await reader.next([]);
    await held.hold(
      rows.slice(0, 1).map((row) => ({ row, error: new RangeError('too large'), whole: false })),
    );
    expect(idsOf(await reader.next([]))).toEqual([second]);
    await settle([second ?? 0]);
    await add(session, bulkTopic, 'A');
    expect(await held.free((await reader.next([])).rows)).toEqual([]);
    const marked = await session.query('SELECT key, held, held_because FROM kernel.outbox ORDER BY id');
    expect(marked).toEqual([
      { key: 'A', held: true, held_because: 'RangeError: too large' },
      { key: 'A', held: true, held_because: 'RangeError: too large' },
    ]);
    await held.releaseKeys();
    reader.again();
    expect(idsOf(await reader.next([]))[0]).toBe(first);
    expect(await session.query('SELECT FROM kernel.outbox WHERE held_since IS NULL')).toEqual([]);
  });

  it('gives what has come back with its old id before what waits', async () => {
    const reader = new OutboxReader(session);
    const now = vi.spyOn(performance, 'now');
    let at = 0;
    now.mockImplementation(() => (at += 10_000));
    const [sent] = await add(session, bulkTopic, 'A');
    await session.query(
      `WITH gone AS (DELETE FROM kernel.outbox RETURNING *)
       INSERT INTO kernel.sent (period, partition, "offset", id, topic, key, partition_key, type, sequence, time, event_id,
         created_at)
       SELECT 1, 0, 7, id, topic, key, partition_key, type, sequence, time, event_id, created_at FROM gone`,
    );
    for (const _ of [1, 2, 3]) {
      await add(session, bulkTopic, 'B');
      await settle(idsOf(await reader.next([])));
    }
    const [waiting] = await add(session, bulkTopic, 'A');
    await transaction(dataSource, (tx) =>
      requeue(tx, [{ topic: bulkTopic, partition: 0, high: 7, sentTo: 8 }]),
    );
    expect(idsOf(await reader.next([]))).toEqual([sent, waiting]);
    now.mockRestore();
  });

  /** What happens beside the reader, by one of three writers that each have one transaction at a time. */
  type Step =
    | { kind: 'add'; writer: number; urgent: boolean; keys: string[] }
    | { kind: 'end'; writer: number; commit: boolean }
    | { kind: 'round'; settle: boolean; other: number };
  const step: fc.Arbitrary<Step> = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('add' as const),
        writer: fc.nat(2),
        urgent: fc.boolean(),
        keys: fc.array(fc.constantFrom('A', 'B', 'C'), { minLength: 1, maxLength: 3 }),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ kind: fc.constant('end' as const), writer: fc.nat(2), commit: fc.boolean() }),
    },
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant('round' as const),
        settle: fc.boolean(),
        other: fc.constantFrom(0, 1, 2, rowsPerLane.other),
      }),
    },
  );

  it('gives every row that is committed, however late, none twice, and those of a key in the order of commits', async () => {
    const now = vi.spyOn(performance, 'now');
    let at = 0;
    now.mockImplementation(() => (at += 400));
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60, size: 'max' }), async (steps) => {
        const reader = new OutboxReader(session);
        const open = new Map<number, { id: number; key: string }[]>();
        const owner = new Map<string, number>();
        const committed: { id: number; key: string }[] = [];
        const given: number[] = [];
        let inFlight: number[] = [];
        const round = async (isSettled: boolean, other?: number) => {
          const ids = idsOf(await reader.next(inFlight, other));
          given.push(...ids);
          await settle(inFlight);
          inFlight = ids;
          if (!isSettled) return;
          await settle(inFlight);
          inFlight = [];
        };
        const end = async (writer: number, commit: boolean) => {
          const rows = open.get(writer);
          if (!rows) return;
          await writers[writer]?.query(commit ? 'COMMIT' : 'ROLLBACK');
          if (commit) committed.push(...rows);
          open.delete(writer);
          for (const [key, who] of owner) if (who === writer) owner.delete(key);
        };
        for (const one of steps) {
          if (one.kind === 'round') await round(one.settle, one.other);
          else if (one.kind === 'end') await end(one.writer, one.commit);
          else {
            const to = writers[one.writer];
            const topic = one.urgent ? urgentTopic : bulkTopic;
            // A writer holds the lock of its aggregate until it ends.
            const keys = one.keys.filter((key) =>
              [undefined, one.writer].includes(owner.get(`${topic} ${key}`)),
            );
            if (!to || keys.length === 0) continue;
            if (!open.has(one.writer)) await to.query('BEGIN');
            const rows = open.get(one.writer) ?? [];
            open.set(one.writer, rows);
            const ids = await add(to, topic, ...keys);
            for (const [index, key] of keys.entries()) {
              owner.set(`${topic} ${key}`, one.writer);
              rows.push({ id: ids[index] ?? 0, key: `${topic} ${key}` });
            }
          }
        }
        for (const writer of open.keys()) await end(writer, true);
        do await round(true);
        while (inFlight.length > 0);
        await round(true);
        expect(given.toSorted((a, b) => a - b)).toEqual(
          committed.map(({ id }) => id).toSorted((a, b) => a - b),
        );
        for (const key of new Set(committed.map((row) => row.key))) {
          const its = committed.filter((row) => row.key === key).map(({ id }) => id);
          expect(given.filter((id) => its.includes(id))).toEqual(its);
        }
      }),
      { numRuns: 60 },
    );
    now.mockRestore();
  });

  it('passes over no more of what is gone while somebody holds a snapshot', async () => {
    const [holder] = writers;
    await holder?.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
    await holder?.query('SELECT FROM kernel.outbox');
    const now = vi.spyOn(performance, 'now');
    let at = 0;
    now.mockImplementation(() => (at += 10_000));
    const reader = new OutboxReader(session);
    const passed = async (): Promise<number> => {
      await session.query('SELECT pg_stat_force_next_flush()');
      const [row] = await session.query<{ n: number }>(
        `SELECT sum(idx_tup_read)::bigint AS n FROM pg_stat_user_indexes
         WHERE indexrelname IN ('outbox_other', 'outbox_urgent', 'outbox_pkey')`,
      );
      return row?.n ?? 0;
    };
    const costs: number[] = [];
    for (let round = 0; round < 12; round++) {
      await add(session, bulkTopic, ...many(500));
      const before = await passed();
      const ids = idsOf(await reader.next([]));
      costs.push((await passed()) - before);
      expect(ids).toHaveLength(500);
      await settle(ids);
    }
    await holder?.query('ROLLBACK');
    now.mockRestore();
    expect(Math.max(...costs.slice(6))).toBeLessThanOrEqual(2 * Math.max(...costs.slice(0, 3)));
  });
});

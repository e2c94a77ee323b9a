import { connect, transaction } from '@throughline/persistence';
import { until } from '@throughline/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startProbe } from '../fixtures/probe.ts';
import type { Probe } from '../fixtures/probe.ts';
import { partitionOf } from '../kafka/partitioner.ts';
import { sourceOf } from '../records/headers.ts';

const completed = { order: 'ORDER', at: new Date() };

describe('the relay', () => {
  let probe: Probe;
  beforeAll(async () => {
    probe = await startProbe();
  });
  afterAll(async () => {
    await probe.stop();
    await probe.database.drop();
  });
  const holder = async (): Promise<string | null> => {
    const [row] = await probe.dataSource.query<{ holder: string | null }[]>(
      'SELECT holder FROM kernel.relay',
    );
    return row?.holder ?? null;
  };
  const empty = () =>
    until(async () => (await probe.dataSource.query('SELECT FROM kernel.outbox LIMIT 1')).length === 0);
  const versions = async (key: string) =>
    (await probe.log('inventory.availability')).filter((r) => r.key === key).map(({ sequence }) => sequence);

  it('sends a row that commits after rows with higher ids were sent', async () => {
    let commit = (): void => undefined;
    const held = new Promise<void>((resolve) => (commit = resolve));
    const inserted = Promise.withResolvers<void>();
    const late = transaction(probe.dataSource, async (tx) => {
      await tx.query(
        `INSERT INTO kernel.outbox (topic, key, partition_key, type, sequence, time)
         VALUES ('inventory.availability', 'LATE', 'LATE', 'Availability', 1, now())`,
      );
      inserted.resolve();
      await held;
    });
    await inserted.promise;
    await probe.publish({ sku: 'SOON', units: 1, version: 1 });
    await until(async () => (await versions('SOON')).length === 1);
    commit();
    await late;
    await until(async () => (await versions('LATE')).length === 1);
    await empty();
  });

  it('keeps the order of commits within a key, over many rounds', async () => {
    const all = Array.from({ length: 40 }, (_, index) => index + 1);
    for (const sequence of all)
      await transaction(probe.dataSource, (tx) =>
        probe.outbox.add(tx, 'orders.events', [
          { type: 'OrderCompleted', key: 'ORDER', sequence, time: new Date(), value: completed },
        ]),
      );
    await empty();
    const sent = (await probe.log('orders.events')).filter(({ key }) => key === 'ORDER');
    expect(sent.map(({ sequence }) => sequence)).toEqual(all);
  });

  it('sends of a state that changed again before it left only what it is now', async () => {
    await transaction(probe.dataSource, (tx) =>
      probe.outbox.add(
        tx,
        'inventory.availability',
        [1, 2, 5, 4, 3].map((sequence) => {
          return {
            type: 'Availability',
            key: `CURRENT-${sequence % 2}`,
            sequence,
            time: new Date(),
            value: null,
          };
        }),
      ),
    );
    await empty();
    expect([await versions('CURRENT-0'), await versions('CURRENT-1')]).toEqual([[4], [5]]);
  });

  it('sends bulk to its end while urgent rows keep coming, and all of these', async () => {
    const bulk = Array.from({ length: 1_500 }, (_, index) => ({
      sku: `LONG-${index}`,
      units: 1,
      version: 1,
    }));
    await probe.publish(...bulk);
    const waits = async () =>
      (await probe.dataSource.query("SELECT FROM kernel.outbox WHERE key LIKE 'LONG-%' LIMIT 1")).length > 0;
    let sequence = 0;
    do await probe.happened({ order: 'BESIDE', sequence: ++sequence });
    while (await waits());
    await empty();
    const of = (log: { key: string }[], prefix: string) =>
      log.filter(({ key }) => key.startsWith(prefix)).length;
    expect(of(await probe.log('inventory.availability'), 'LONG-')).toBe(1_500);
    expect(of(await probe.log('orders.events'), 'BESIDE')).toBe(sequence);
  });

  it('chooses the partition as other clients do, and sets the headers', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await probe.publish({ sku: 'HEAD', units: 1, version: 7, traceparent });
    await empty();
    const [record] = (await probe.log('inventory.availability')).filter(({ key }) => key === 'HEAD');
    expect(record?.partition).toBe(partitionOf('HEAD', 6));
    expect(record?.headers).toMatchObject({
      ce_type: 'throughline.inventory.Availability',
      ce_source: '/throughline/probe',
      ce_subject: 'HEAD',
      ce_sequence: '7',
      traceparent,
    });
    expect(new Date(record?.headers['ce_time'] ?? '').getTime()).toBeGreaterThan(Date.now() - 60_000);
  });

  it('gives every record a traceparent, bulk too, and the same when it is sent again', async () => {
    const bulk = Array.from({ length: 300 }, (_, index) => ({ sku: `BULK-${index}`, units: 1, version: 1 }));
    await probe.publish(...bulk, { sku: 'BULK-GONE', units: null, version: 1 });
    await empty();
    const traces = async () =>
      (await probe.log('inventory.availability'))
        .filter(({ key }) => key.startsWith('BULK-'))
        .map(({ key, headers }) => [key, headers['traceparent']] as const);
    const first = await traces();
    expect(first).toHaveLength(301);
    for (const [, traceparent] of first) expect(traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
    expect(new Set(first.map(([, traceparent]) => traceparent)).size).toBe(301);
    await probe.dataSource.query(
      `INSERT INTO kernel.outbox (topic, key, partition_key, type, sequence, time, payload, event_id)
       SELECT topic, key, partition_key, type, sequence, time, payload, event_id FROM kernel.sent WHERE key = 'BULK-7'`,
    );
    await until(async () => (await traces()).length === 302);
    const again = (await traces()).filter(([key]) => key === 'BULK-7');
    expect(again[1]).toEqual(again[0]);
  });

  it('writes nothing when the transaction rolls back', async () => {
    const failing = transaction(probe.dataSource, async (tx) => {
      await probe.outbox.add(tx, 'inventory.availability', [
        { type: 'Availability', key: 'NEVER', sequence: 1, time: new Date(), value: null },
      ]);
      throw new RangeError('changed my mind');
    });
    await expect(failing).rejects.toThrow(RangeError);
    await probe.publish({ sku: 'AFTER', units: 1, version: 1 });
    await empty();
    expect(await versions('NEVER')).toEqual([]);
  });

  it('holds a row that the broker will not have, with its key behind it, and names it; all others go on', async () => {
    // More than the broker takes.
    await probe.dataSource.query(
      `INSERT INTO kernel.outbox (topic, key, partition_key, type, sequence, time, payload)
       SELECT 'orders.events', 'BIG', 'BIG', 'OrderCompleted', 1, now(), string_agg(uuid_send(gen_random_uuid()), '')
       FROM generate_series(1, 400_000)`,
    );
    const others = Array.from({ length: 40 }, (_, index) => `SMALL-${index}`);
    await probe.happened(...['BIG', ...others].map((order) => ({ order, sequence: 2 })));
    await until(async () => {
      const sent = (await probe.log('orders.events')).map(({ key }) => key);
      return others.every((order) => sent.includes(order));
    });
    const waiting = await until(async () => {
      const rows = await probe.dataSource.query<object[]>(
        'SELECT key, sequence, held FROM kernel.outbox ORDER BY id',
      );
      return rows.length === 2 && rows;
    });
    expect(waiting).toEqual([
      { key: 'BIG', sequence: 1, held: true },
      { key: 'BIG', sequence: 2, held: true },
    ]);
    const [finding] = await probe.operatorApi.doctor();
    expect(finding).toMatchObject({ problem: 'held' });
    expect(finding?.text).toMatch(/^2 rows of orders\.events cannot be sent since .* of BIG: .*larger/);

    // A person takes it out, and what is behind it goes with the next attempt.
    await probe.dataSource.query('DELETE FROM kernel.outbox WHERE sequence = 1');
    await probe.dataSource.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND application_name = 'probe-0 relay'`,
    );
    await until(async () => (await probe.log('orders.events')).some(({ key }) => key === 'BIG'));
    expect(await probe.operatorApi.doctor()).toEqual([]);
  });

  it('says the newest again behind what another has sent late, also when a request of its own failed meanwhile', async () => {
    await probe.publish(
      { sku: 'LATE-STATE', units: 1, version: 1 },
      { sku: 'LATE-STATE', units: 2, version: 2 },
    );
    await empty();
    const producer = await probe.kafka.producer();
    await producer.send([
      {
        ...{ topic: 'inventory.availability', key: 'LATE-STATE', partitionKey: 'LATE-STATE', value: null },
        headers: { ce_source: sourceOf('probe'), ce_sequence: '1' },
        timestamp: Date.now(),
      },
    ]);
    await producer.close();
    expect(await versions('LATE-STATE')).toEqual([2, 1]);
    // More than the broker takes.
    await probe.dataSource.query(
      `INSERT INTO kernel.outbox (topic, key, partition_key, type, sequence, time, payload)
       SELECT 'orders.events', 'FAILS', 'FAILS', 'OrderCompleted', 1, now(), string_agg(uuid_send(gen_random_uuid()), '')
       FROM generate_series(1, 400_000)`,
    );
    await until(
      async () =>
        (await probe.dataSource.query(`SELECT FROM kernel.outbox WHERE key = 'FAILS' AND held`)).length === 1,
    );
    const neighbour = Array.from({ length: 100 }, (_, index) => `NEIGHBOUR-${index}`).find(
      (key) => partitionOf(key, 6) === partitionOf('LATE-STATE', 6),
    );
    await probe.publish({ sku: neighbour ?? '', units: 1, version: 1 });
    await until(async () => (await versions('LATE-STATE')).at(-1) === 2);
    await probe.dataSource.query(`DELETE FROM kernel.outbox WHERE key = 'FAILS'`);
    await empty();
  });

  it('works in one process at a time; another one takes over, and is notified across processes meanwhile', async () => {
    await until(async () => (await holder()) === 'probe-0');
    const replica = await probe.replica();
    try {
      await replica.publish({ sku: 'TWO', units: 1, version: 1 });
      await until(async () => (await versions('TWO')).length === 1);
      expect(await holder()).toBe('probe-0');
      const session = await connect({ url: probe.database.url, name: 'test' });
      await session.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'probe-0 relay'`,
      );
      await session.close();
      await probe.publish({ sku: 'TWO', units: 2, version: 2 });
      await until(async () => (await versions('TWO')).includes(2));
      await empty();
    } finally {
      await replica.stop();
    }
  });
});

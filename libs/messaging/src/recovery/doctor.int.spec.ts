import { randomUUID } from 'node:crypto';
import { connect } from '@throughline/persistence';
import { until } from '@throughline/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startProbe } from '../fixtures/probe.ts';
import type { Probe } from '../fixtures/probe.ts';
import { partitionOf } from '../kafka/partitioner.ts';
import { eventHeaders } from '../records/headers.ts';

describe('database and log that disagree', () => {
  let probe: Probe;
  beforeAll(async () => {
    probe = await startProbe({}, 'inventory');
    await probe.publish({ sku: 'A', units: 1, version: 1 }, { sku: 'B', units: 1, version: 1 });
    await until(async () => (await rows()).length === 2);
    await until(async () => (await probe.operatorApi.outbox()).rows === 0);
  });
  afterAll(async () => {
    await probe.stop();
    await probe.database.drop();
  });
  const rows = () =>
    probe.dataSource.query<{ sku: string; version: number }[]>(
      'SELECT sku, version FROM availability ORDER BY sku',
    );
  const problems = async () => [...new Set((await probe.operatorApi.doctor()).map(({ problem }) => problem))];
  const consumer = () => probe.consumer.consumers.get('probe.availability');

  /** Has the database believe that its records go up to other offsets than they do, by an expression. */
  const setPublished = async (nextOffset: string): Promise<void> => {
    await probe.dataSource.query(
      `WITH ends AS (DELETE FROM kernel.log_ends RETURNING topic, partition, next_offset), before AS (
         SELECT topic, partition, max(next_offset) AS next_offset
         FROM (SELECT * FROM ends UNION ALL SELECT * FROM kernel.published) AS all_ends GROUP BY 1, 2)
       INSERT INTO kernel.published SELECT topic, partition, ${nextOffset} FROM before
       ON CONFLICT (topic, partition) DO UPDATE SET next_offset = excluded.next_offset`,
    );
  };

  it('are not found where there is nothing', async () => {
    expect(await probe.operatorApi.doctor()).toEqual([]);
  });

  it('show lag, positions and problems by group', async () => {
    const groups = await probe.operatorApi.groups();
    expect(groups.map(({ group, kind, problem }) => ({ group, kind, problem }))).toEqual([
      { group: 'probe.availability', kind: 'projection', problem: null },
      { group: 'probe.orders', kind: 'decision', problem: null },
    ]);
    expect(groups[0]?.positions.reduce((sum, { next }) => sum + next, 0)).toBe(2);
    expect(groups[0]?.positions.every(({ lag }) => lag === 0)).toBe(true);
    expect((await probe.operatorApi.topics()).map(({ topic }) => topic)).toContain('inventory.availability');
  });

  it('are looked at by the newest records of a topic', async () => {
    const tail = await probe.operatorApi.tail('inventory.availability', 5);
    expect(tail.map(({ key }) => key).sort()).toEqual(['A', 'B']);
    expect(tail[0]).toMatchObject({ value: { availableToSell: 1 }, headers: { ce_sequence: '1' } });
  });

  it('when the log is older: the consumer stops without a reset, and continues once the log is adopted', async () => {
    await probe.dataSource.query(
      `UPDATE kernel.consumer_positions SET next_offset = 1000 WHERE topic = 'inventory.availability'`,
    );
    await setPublished('1000');
    await probe.publish({ sku: 'A', units: 2, version: 2 });
    await until(() => consumer()?.problem);
    expect(consumer()?.problem?.message).toMatch(/stands at 1000 .*`throughline doctor`/);
    expect(await rows()).toEqual([
      { sku: 'A', version: 1 },
      { sku: 'B', version: 1 },
    ]);
    expect(await problems()).toEqual(['outside-log', 'log-behind']);
    await probe.operatorApi.adopt();
    await until(async () => (await rows())[0]?.version === 2);
    expect(await problems()).toEqual(['log-behind']);
    const { again, missing } = await probe.operatorApi.sendAgain();
    expect(again).toBe(0);
    expect(missing).toBeGreaterThan(900);
    expect(await problems()).toEqual([]);
    await until(() => consumer()?.problem === undefined);
  });

  it('when the cluster is another one: neither side continues by itself', async () => {
    await probe.dataSource.query(`UPDATE kernel.kafka_cluster SET cluster_id = 'other'`);
    expect(await problems()).toContain('other-cluster');
    await probe.operatorApi.adopt();
    expect(await problems()).toEqual([]);
  });

  it('are not found in what a relay sent that was lost before it could delete', async () => {
    const session = await connect({ url: probe.database.url, name: 'test' });
    const copies = async () =>
      (await probe.log('inventory.availability')).filter(({ key, sequence }) => key === 'A' && sequence === 4)
        .length;
    try {
      await session.query('BEGIN');
      await session.query('LOCK TABLE kernel.sent IN EXCLUSIVE MODE');
      await probe.publish({ sku: 'A', units: 4, version: 4 });
      await until(async () => (await copies()) === 1);
      await session.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND application_name = 'probe-0 relay'`,
      );
      await until(async () => (await copies()) === 2);
      await session.query('COMMIT');
    } finally {
      await session.close();
    }
    await until(async () => (await probe.operatorApi.outbox()).rows === 0);
    // As if the first relay's request had reached the broker last.
    await setPublished(
      `next_offset - (topic = 'inventory.availability' AND partition = ${partitionOf('A', 6)})::integer`,
    );
    expect(await problems()).toEqual([]);
  });

  it('are not found in what somebody else wrote', async () => {
    const producer = await probe.kafka.producer();
    const head = {
      id: randomUUID(),
      type: 'Availability',
      sequence: 1,
      key: 'A',
      traceparent: null,
    } as const;
    const headers = eventHeaders('somebody-else', { ...head, time: new Date().toISOString() });
    const at = { topic: 'inventory.availability', key: 'A', partitionKey: 'A', timestamp: Date.now() };
    await producer.send([{ ...at, value: null, headers }]);
    await producer.close();
    expect(await problems()).toEqual([]);
  });

  it('when the database is older: versions are raised above those of the log', async () => {
    await probe.publish({ sku: 'A', units: 9, version: 9 });
    await until(async () => (await rows())[0]?.version === 9);
    await until(async () => (await probe.operatorApi.outbox()).rows === 0);
    // What a restored backup knows: the record was never sent.
    await probe.dataSource.query('DELETE FROM kernel.sent');
    await setPublished('0');
    const [finding] = await probe.operatorApi.doctor();
    expect(finding).toMatchObject({ problem: 'database-behind' });
    expect(finding?.text).toContain('A version 9');
    await probe.operatorApi.raiseVersions();
    expect(await problems()).toEqual([]);
    await probe.publish({ sku: 'A', units: 3, version: 3 });
    await until(async () => (await rows())[0]?.version === 12);
    await expect(probe.operatorApi.raiseVersions()).rejects.toThrow(/nothing/);
  });

  it('when the database is restored while the service runs: nothing is decided until an operator has chosen how to continue', async () => {
    const decided = async () =>
      (await probe.dataSource.query<{ n: number }[]>('SELECT count(*) AS n FROM order_events'))[0]?.n;
    const deciding = () => probe.consumer.consumers.get('probe.orders');
    await probe.happened({ order: 'W1', sequence: 1 });
    await until(async () => (await decided()) === 1);
    await probe.publish({ sku: 'A', units: 5, version: 20 });
    await until(async () => ((await rows())[0]?.version ?? 0) > 20);
    await until(async () => (await probe.operatorApi.outbox()).rows === 0);
    await probe.dataSource.query('DELETE FROM kernel.sent');
    await probe.dataSource.query('DELETE FROM kernel.handled_versions');
    await probe.dataSource.query('DELETE FROM order_events');
    await setPublished(`CASE topic WHEN 'inventory.availability' THEN 0 ELSE next_offset END`);
    await probe.dataSource.query(
      `UPDATE kernel.consumer_positions SET next_offset = 0 WHERE group_id = 'probe.orders'`,
    );
    await probe.happened({ order: 'W1', sequence: 2 });
    await until(() => deciding()?.problem?.message.includes('does not know'));
    expect(await decided()).toBe(0);
    await probe.operatorApi.raiseVersions();
    await until(async () => (await decided()) === 2);
    expect(await problems()).toEqual([]);
  });
});

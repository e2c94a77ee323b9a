import { connect } from '@throughline/persistence';
import { until } from '@throughline/testing';
import { Kafka } from 'kafkajs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TransientError } from '../errors.ts';
import { type Probe, startProbe } from '../fixtures/probe.ts';

let probe: Probe;
beforeAll(async () => {
  probe = await startProbe();
});
afterAll(async () => {
  await probe.stop();
  await probe.database.drop();
});

async function addPartitions(topic: string, count: number): Promise<void> {
  const { brokers, namespace } = probe.settings.kafka;
  const admin = new Kafka({ brokers: [...brokers], logLevel: 0 }).admin();
  await admin.connect();
  await admin.createPartitions({ topicPartitions: [{ topic: `${namespace}.${topic}`, count }] });
  await admin.disconnect();
}

/** Has the next send find out about the partitions anew. */
async function relayAnew(): Promise<void> {
  const session = await connect({ url: probe.database.url, name: 'test' });
  await session.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND application_name LIKE 'probe-% relay'`,
  );
  await session.close();
}

it('loses nothing of a key whose records go on in a partition that was added', async () => {
  const orders = Array.from({ length: 40 }, (_, index) => `P${index}`);
  const happened = (sequence: number) => probe.happened(...orders.map((order) => ({ order, sequence })));
  const applied = (sequence: number) =>
    probe.dataSource.query<object[]>('SELECT FROM order_events WHERE sequence = $1', [sequence]);
  await happened(1);
  await until(async () => (await applied(1)).length === orders.length);

  // What is unread when partitions are added.
  probe.hooks.before = (records) => {
    if (records.some(({ sequence }) => sequence === 2)) throw new TransientError('busy');
  };
  await happened(2);
  await until(async () => (await probe.operatorApi.outbox()).rows === 0);
  await addPartitions('orders.events', 12);
  await relayAnew();
  await happened(3);
  await until(async () => (await probe.operatorApi.outbox()).rows === 0);
  const [status] = await probe.operatorApi
    .topics()
    .then((all) => all.filter(({ topic }) => topic === 'orders.events'));
  const isUsed = status?.partitions.some(({ partition, end }) => partition >= 6 && end > 0);
  expect([status?.partitions.length, isUsed]).toEqual([12, true]);

  const replica = await probe.replica(probe.hooks);
  try {
    await probe.app.close();
    const group = replica.consumer.consumers.get('probe.orders');
    await until(() => (group?.busySeconds ?? 0) > 2);
    expect(await applied(3)).toEqual([]);
    delete probe.hooks.before;
    await until(async () => (await applied(3)).length === orders.length);
    expect((await applied(2)).length).toBe(orders.length);
    const rows = await replica.dataSource.query<{ order: string; sequences: string }[]>(
      `SELECT "order", string_agg(sequence::text, ',' ORDER BY n) AS sequences FROM order_events GROUP BY 1`,
    );
    expect(new Set(rows.map(({ sequences }) => sequences))).toEqual(new Set(['1,2,3']));
  } finally {
    await replica.stop();
  }
});

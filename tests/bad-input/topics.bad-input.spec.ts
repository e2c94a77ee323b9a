import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type TopicName, topics } from '../../libs/events/src/index.ts';
import { Kafka } from '../../libs/messaging/src/kafka/kafka.ts';
import type { RawRecord } from '../../libs/messaging/src/kafka/types.ts';
import { readLog } from '../../libs/messaging/src/kafka/log-reader.ts';
import type { Producer } from '../../libs/messaging/src/kafka/producer.ts';
import { orderBody, shopOf } from '../system/shop.ts';
import { groupsOf, services, settled } from '../system/staff.ts';
import { attach } from '../system/system.ts';
import { gatherFacts } from './facts.ts';

const system = attach(inject('home'));
const shop = shopOf(system);
const kafka = new Kafka({ brokers: system.endpoints().kafka.split(',') }, 'bad-input');
const names = Object.keys(topics) as TopicName[];
let producer: Producer;
let pids: object;

beforeAll(async () => {
  await gatherFacts(system);
  await settled(system);
  producer = await kafka.producer();
  pids = system.endpoints().pids;
});
afterAll(async () => {
  await producer.close();
  await kafka.close();
});

/** The newest record of a topic, to be damaged; none where nothing was ever sent. */
async function sampleOf(topic: TopicName): Promise<RawRecord | undefined> {
  const ranges = await kafka.ranges([topic]);
  const from = new Map(ranges.map(({ partition, low, high }) => [partition, Math.max(low, high - 5)]));
  let found: RawRecord | undefined;
  await readLog(kafka, topic, from, (_, records) => {
    found = records.findLast(({ value }) => value !== null) ?? found;
  });
  return found;
}

/** Values that are not what their headers say. */
function damages(value: Buffer): (Buffer | null)[] {
  const withId = (id: number) => {
    const copy = Buffer.from(value);
    copy.writeUInt32BE(id >>> 0, 1);
    return copy;
  };
  const flipped = Array.from({ length: 24 }, (_, i) => {
    const copy = Buffer.from(value);
    const at = 5 + ((i * 7) % Math.max(copy.length - 5, 1));
    copy[at] = (copy[at] ?? 0) ^ (1 << (i % 8));
    return copy;
  });
  return [
    ...[Buffer.alloc(0), Buffer.from('{"json":true}'), Buffer.alloc(5), Buffer.alloc(64, 0xff), null],
    ...[0.1, 0.3, 0.5, 0.8, 0.99].map((part) => value.subarray(0, Math.floor(value.length * part))),
    ...[withId(0), withId(1), withId(2), withId(3), withId(0x7fffffff), withId(0xffffffff)],
    ...[Buffer.concat([value, value]), Buffer.concat([value, Buffer.alloc(700_000, 0x7f)])],
    Buffer.concat([value.subarray(0, 5), Buffer.from('feffffff0f'.repeat(8), 'hex')]),
    ...flipped,
  ];
}

describe.each(names)('damaged records on %s', (topic) => {
  it('are parked or passed over, and stop nobody', async () => {
    const sample = await sampleOf(topic);
    const value = sample?.value ?? Buffer.from('0000000001', 'hex');
    const ce_type = sample?.headers['ce_type'] ?? 'No.Such';
    const headers = { ...sample?.headers, ce_type };
    const strange: Record<string, string>[] = [
      {},
      { ce_type },
      { ...headers, ce_type: 'No.Such' },
      { ...headers, ce_sequence: 'x' },
      { ...headers, ce_sequence: '-1' },
      { ...headers, ce_time: 'yesterday' },
      { ...headers, ce_time: '-271821-04-20T00:00:00.000Z' },
      { ...headers, traceparent: '\0'.repeat(55) },
    ];
    const records = [
      ...damages(value).map((damaged) => ({ value: damaged, headers })),
      ...strange.map((other) => ({ value, headers: other })),
    ].map((record, i) => ({ ...record, key: `damaged-${i}` }));
    const keys = ['', '\0', `k\0`, 'k'.repeat(5_000), 'a|b|c|d', '__proto__', '\u{10ffff}'];
    for (const record of [...records, ...keys.map((key) => ({ key, value, headers }))]) {
      const { key } = record;
      await producer.send([{ ...record, topic, partitionKey: key, timestamp: Date.now() }]);
    }
    await settled(system, { timeoutMs: 300_000 });
    for (const service of services)
      for (const { group, problem } of await groupsOf(system, service)) expect(problem, group).toBeNull();
    expect(system.endpoints().pids, 'a process was started again').toEqual(pids);
  });
});

it('orders are still taken and decided', async () => {
  const found = (await shop.figures(...(await shop.products()).flatMap(({ skus }) => skus))).find(
    ({ price, stock }) => price && stock.available > 5,
  );
  const { decided } = await shop.placeAndWait(orderBody([{ sku: found?.sku ?? '', quantity: 1 }]));
  expect(decided).toBe(true);
});

import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { schemas, subject, topics } from '@throughline/events';
import { testStores, uniqueNamespace, until } from '@throughline/testing';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { createClient } from '../kafka/client.ts';
import { Kafka } from '../kafka/kafka.ts';
import { readLog } from '../kafka/log-reader.ts';
import { deleteRekeyedTopics, ensureTopics, topicConfig } from './topics.ts';

const settings = { brokers: [testStores().kafka], namespace: uniqueNamespace() };
const names = ['erp.taxes', 'catalog.products'] as const;
const kafka = new Kafka(settings, 'test');
afterAll(() => kafka.close());

/** A registry that has these schemas and no others. */
async function registryOf(registered: Readonly<Record<string, object>>): Promise<string> {
  const server = createServer((request, response) => {
    const [, name = ''] = /^\/subjects\/([^/]+)\/versions\/latest$/.exec(request.url ?? '') ?? [];
    const schema = registered[decodeURIComponent(name)];
    response
      .writeHead(schema ? 200 : 404)
      .end(JSON.stringify(schema ? { schema: JSON.stringify(schema) } : { error_code: 40401 }));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const without = (schema: { fields: readonly { name: string }[] }, ...fields: string[]) => ({
  ...schema,
  fields: schema.fields.filter(({ name }) => !fields.includes(name)),
});

async function recordsOf(topic: string): Promise<number> {
  const ranges = await kafka.ranges([topic]);
  return ranges.reduce((sum, { low, high }) => sum + high - low, 0);
}

async function fill(): Promise<void> {
  await ensureTopics(settings, { only: names });
  const producer = await kafka.producer();
  for (const topic of names)
    await producer.send([
      { topic, key: 'k', partitionKey: 'k', value: null, headers: {}, timestamp: Date.now() },
    ]);
  await producer.close();
}

describe('topics of persons', () => {
  const day = '86400000';
  const configOf = async (topic: string) => {
    const admin = createClient(settings, 'test').admin();
    await admin.connect();
    onTestFinished(() => admin.disconnect());
    const { resources } = await admin.describeConfigs({
      resources: [{ type: 2, name: `${settings.namespace}.${topic}` }],
      includeSynonyms: false,
    });
    return (name: string) =>
      resources[0]?.configEntries.find(({ configName }) => configName === name)?.configValue;
  };

  it('are compacted within a day, those among them that were there before as well', async () => {
    expect(topicConfig(topics['orders.recipients'])).toMatchObject({ 'max.compaction.lag.ms': day });
    expect(topicConfig(topics['erp.items'])).not.toHaveProperty('max.compaction.lag.ms');
    const old = { 'cleanup.policy': 'compact', 'segment.bytes': '1048576' };
    const of = { partitions: 1, replicas: 1, config: old };
    const before = ['orders.recipients', 'erp.items'];
    await kafka.createTopics(before.map((topic) => ({ topic, ...of })));
    // A broker that is busy knows of them a moment later.
    await until(() => kafka.ranges(before));
    const only = ['orders.recipients', 'customers.accounts', 'erp.items'] as const;
    expect(await ensureTopics(settings, { only })).toEqual(['customers.accounts']);
    const recipients = await configOf('orders.recipients');
    expect(recipients('max.compaction.lag.ms')).toBe(day);
    expect([recipients('cleanup.policy'), recipients('segment.bytes')]).toEqual(['compact', '1048576']);
    expect((await configOf('customers.accounts'))('max.compaction.lag.ms')).toBe(day);
    expect((await configOf('erp.items'))('max.compaction.lag.ms')).not.toBe(day);
    const isSet = () => kafka.configureTopics(only, 'max.compaction.lag.ms', day);
    expect([await isSet(), await isSet()]).toEqual([['erp.items'], []]);
  });

  it('are forgotten by the log, once a tombstone was said again after the lag', async () => {
    const topic = 'forgetful';
    const config = { ...topicConfig(topics['orders.recipients']), 'max.compaction.lag.ms': '1000' };
    await kafka.createTopics([{ topic, partitions: 1, replicas: 1, config }]);
    const producer = await until(() => kafka.producer());
    onTestFinished(() => producer.close());
    const send = (key: string, value: string | null, timestamp: number) =>
      producer.send([
        {
          topic,
          key,
          partitionKey: key,
          value: value === null ? null : Buffer.from(value),
          headers: {},
          timestamp,
        },
      ]);
    const read = async () => {
      const found: (string | null)[] = [];
      await readLog(kafka, topic, new Map([[0, 0]]), (_, records) => {
        found.push(...records.map(({ value }) => value && value.toString()));
      });
      return found;
    };
    const anHourAgo = Date.now() - 3_600_000;
    await until(() => send('W1', 'Ada', anHourAgo));
    await send('W2', 'Eda', anHourAgo);
    await send('W1', null, anHourAgo);
    expect(await read()).toEqual(['Ada', 'Eda', null]);
    await send('W1', null, Date.now());
    // The broker looks for what is to be compacted every 15 seconds.
    await until(async () => !(await read()).includes('Ada'), { timeoutMs: 120_000 });
    expect(await read()).toContain('Eda');
  });
});

describe('the deploy step of a contract with other keys', () => {
  it('makes the state topics concerned anew, and no others', async () => {
    await fill();
    const registry = await registryOf({
      [subject('erp.taxes', 'ErpTax')]: without(schemas.ErpTax, 'region', 'regionName', 'taxClass'),
      [subject('inventory.locations', 'LocationStock')]: without(schemas.LocationStock, 'source'),
      [subject('catalog.products', 'Product')]: without(schemas.Product, 'units', 'components'),
    });
    expect(await deleteRekeyedTopics(settings, registry)).toEqual(['erp.taxes']);
    expect(await ensureTopics(settings, { only: names })).toEqual(['erp.taxes']);
    expect(await Promise.all(names.map(recordsOf))).toEqual([0, 1]);
  });

  it('deletes nothing where the keys are those of today, or nothing is registered', async () => {
    await fill();
    const before = await Promise.all(names.map(recordsOf));
    const registry = await registryOf({ [subject('erp.taxes', 'ErpTax')]: schemas.ErpTax });
    expect(await deleteRekeyedTopics(settings, registry)).toEqual([]);
    expect(await Promise.all(names.map(recordsOf))).toEqual(before);
  });

  it('refuses a log topic with another key', async () => {
    const registry = await registryOf({
      [subject('orders.events', 'OrderPlaced')]: without(schemas.OrderPlaced, 'order'),
    });
    await expect(deleteRekeyedTopics(settings, registry)).rejects.toThrow(
      'orders.events: the key of a log topic cannot change; order is new',
    );
  });
});

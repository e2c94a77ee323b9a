import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { schemas, subject } from '@throughline/events';
import { testStores, uniqueNamespace } from '@throughline/testing';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { Kafka } from '../kafka/kafka.ts';
import { deleteRekeyedTopics, ensureTopics } from './topics.ts';

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

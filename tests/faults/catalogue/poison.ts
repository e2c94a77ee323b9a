import { encode, type RecordName } from '../../../libs/events/src/index.ts';
import { until } from '../../../libs/testing/src/until.ts';
import { sql } from '../../system/sql.ts';
import { ask } from '../../system/staff.ts';
import type { Fault } from '../fault.ts';
import type { Installation } from '../installation.ts';

const topic = 'orders.events';
const patience = { timeoutMs: 90_000, everyMs: 100 };
const readers = [
  ['inventory', 'inventory.orders'],
  ['erp-adapter', 'erp-adapter.exports'],
] as const;
type Reader = (typeof readers)[number];

interface Parked {
  group: string;
  topic: string;
  partition: number;
  offset: number;
  sequence: number;
  behind: boolean;
}

/** Puts a record into the outbox of the orders service, from where it leaves as it is. */
async function send(
  { system }: Installation,
  key: string,
  sequence: number,
  type: RecordName,
  payload: Buffer,
): Promise<void> {
  await sql(
    system,
    'orders',
    `insert into kernel.outbox (topic, key, partition_key, type, sequence, time, payload)
     values ($1, $2, $2, $3, $4, now(), $5)`,
    [topic, key, type, sequence, payload],
  );
}

/** From the registry, because the service itself knows only the schemas of what it has sent. */
async function schemaOf({ system }: Installation, type: RecordName): Promise<number> {
  const subject = encodeURIComponent(`${topic}-throughline.orders.${type}`);
  const { id } = await until(async () => {
    const response = await fetch(`${system.endpoints().registry}/subjects/${subject}/versions/latest`);
    return response.ok ? ((await response.json()) as { id: number }) : undefined;
  }, patience);
  return id;
}

/** A record that nothing is wrong with, about an order that nobody has. */
async function goodOne(installation: Installation, key: string): Promise<Buffer> {
  const value = { order: key, reason: 'out-of-stock', lines: [], at: new Date() };
  return encode('OrderRejected', value, await schemaOf(installation, 'OrderRejected'));
}

async function brokenRule(installation: Installation, key: string): Promise<Buffer> {
  const line = {
    ...{ line: 1, sku: 'CL-9009', name: 'Chain lube', quantity: -1, unitPrice: '1', net: '-1' },
    ...{ priceVersion: 'none', taxIncluded: false, taxCategory: 'standard', taxRate: '19' },
    ...{ unit: 'C62', unitQuantity: -1, perQuantity: 1, components: [] },
  };
  const value = {
    ...{ order: key, channel: 'web', account: 'guests', currency: 'EUR', country: 'DE', language: 'en' },
    ...{ region: null, purchaseOrderNumber: null },
    ...{ lines: [line], shippingMethod: 'standard', shippingNet: '0', shippingTaxRate: '19' },
    ...{ net: '-1', tax: '0', gross: '-1', rounding: 'tax-group', acceptBackOrder: false, at: new Date() },
  };
  return encode('OrderPlaced', value, await schemaOf(installation, 'OrderPlaced'));
}

function parkedOf({ system }: Installation, [service]: Reader, key: string): Promise<Parked[]> {
  return ask<Parked[]>(system, [service, 'integrator'], `/ops/parked?topic=${topic}&key=${key}`);
}

/** Waits until each reader has put the record aside with the one behind it, and orders go on. */
async function waitsAside(
  installation: Installation,
  key: string,
  concerned: readonly Reader[],
): Promise<void> {
  for (const reader of concerned)
    await until(async () => {
      const found = (await parkedOf(installation, reader, key)).map(
        ({ sequence, behind }) => `${sequence} ${behind}`,
      );
      return found.join() === '1 false,2 true';
    }, patience);
  const before = installation.driver.taken.length;
  const later = await until(() => installation.driver.taken.at(before), patience);
  await until(async () => (await installation.driver.view(later))?.decided, patience);
}

/** What staff do: give the first one up with a reason, and have those behind it applied. */
async function clear(installation: Installation, key: string, concerned: readonly Reader[]): Promise<void> {
  for (const reader of concerned) {
    const [service, group] = reader;
    const command = (path: string, body: object) =>
      until(() => ask(installation.system, [service, 'integrator'], path, body).then(() => true), patience);
    await until(async () => {
      const [first] = await parkedOf(installation, reader, key);
      if (!first) return true;
      const { topic: of, partition, offset, behind } = first;
      if (behind) await command('/ops/parked/retry', { group, topic, key });
      else
        await command('/ops/parked/skip', { group, topic: of, partition, offset, reason: 'made by a test' });
      return false;
    }, patience);
  }
}

function poison(
  name: string,
  what: string,
  make: (installation: Installation, key: string) => Promise<Buffer>,
  concerned: readonly Reader[] = readers,
): Fault {
  return {
    name,
    inflict: async (installation) => {
      const key = `poison-${crypto.randomUUID()}`;
      const [bad, good] = [await make(installation, key), await goodOne(installation, key)];
      await send(installation, key, 1, 'OrderPlaced', bad);
      await send(installation, key, 2, 'OrderRejected', good);
      const problems: string[] = [];
      await waitsAside(installation, key, concerned).catch((error: unknown) =>
        problems.push(`${key} does not wait aside: ${String(error)}`),
      );
      await clear(installation, key, concerned);
      return {
        what: `${what} among the events of orders, parked with what is behind it, then skipped`,
        problems,
      };
    },
  };
}

const [inventory] = readers;

export const poisonFaults: Fault[] = [
  poison('poison-no-avro', 'bytes that are no Avro', async () => Buffer.from('this is no Avro')),
  poison('poison-unknown-schema', 'a schema id that nobody knows', async () => {
    const bytes = Buffer.alloc(40);
    bytes.writeUInt32BE(999_999, 1);
    return bytes;
  }),
  poison('poison-broken-rule', 'an order of minus one unit', brokenRule, [inventory]),
];

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Installation, startInstallation, until } from '@throughline/testing';
import { account, orderRequested } from '@throughline/testing/builders';
import supertest from 'supertest';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ErpAdapterModule } from '../../../apps/erp-adapter/src/erp-adapter.module.ts';
import { type BackOffice, openBackOffice } from './back-office.ts';

/** What the first says, and what the second says: nothing is said by both. */
const flowsOf = {
  head: ['locations', 'taxes', 'items', 'prices', 'customers', 'orders', 'invoices'],
  store: ['stock'],
} as const;
const topics = [
  'erp.locations',
  'erp.items',
  'erp.prices',
  'erp.stock',
  'erp.orders',
  'erp.exports',
  'erp.sources',
  'integration.flows',
] as const;

let folder: string;
let head: BackOffice;
let store: BackOffice;
let installation: Installation;
let app: NestFastifyApplication;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'throughline-sources-'));
  [head, store] = await Promise.all([openBackOffice(), openBackOffice()]);
  // Both know the same items, and disagree about all that they say of them.
  await head.addItem('BIKE', { price: '100', onHand: 1 });
  await store.addItem('BIKE', { price: '999', onHand: 40 });
  installation = await startInstallation({ observe: topics });
  app = await start();
});
afterAll(async () => {
  await installation?.stop();
  await Promise.all([head?.close(), store?.close()]);
  rmSync(folder, { recursive: true, force: true });
});

/** The adapter with both sources; the address of the second is a secret in a file. */
function start(): Promise<NestFastifyApplication> {
  const secret = join(folder, 'store-url');
  writeFileSync(secret, `${store.url}\n`);
  const configuration = join(folder, 'sources.json');
  const sources = {
    head: { system: 'demo-erp', url: head.url, flows: flowsOf.head },
    store: { system: 'demo-erp', url: { file: secret }, flows: flowsOf.store },
  };
  writeFileSync(configuration, JSON.stringify({ sources, orders: 'head' }));
  const environment = { ERP_SOURCES_FILE: configuration, RECONCILE_HOURS: '0' };
  return installation.startService('erp-adapter', ErpAdapterModule, { environment });
}

const seen = (topic: (typeof topics)[number]) => installation.seen(topic);
const newest = (topic: (typeof topics)[number], key: string) =>
  seen(topic).findLast((record) => record.key === key);
const published = () => topics.reduce((sum, topic) => sum + seen(topic).length, 0);
const at = new Date('2026-11-20T10:00:00Z');

async function onHand(office: BackOffice, quantity: number): Promise<void> {
  await office.query(`update stkbal set onhand = $1, chgstp = clock_timestamp() where itmcod = 'BIKE'`, [
    quantity,
  ]);
}
const stated = (quantity: number) =>
  until(() => {
    const value = newest('erp.stock', 'store|BIKE|B1')?.value;
    return value !== undefined && value !== null && 'quantity' in value && value.quantity === quantity;
  });
const asks = (method: 'get' | 'post', path: string) =>
  supertest(app.getHttpServer())
    [method](path)
    .set('authorization', `Bearer ${installation.token('integrator')}`);
async function reconciled(source: string, flows?: string[]): Promise<number> {
  const asked = await asks('post', '/reconciliations').send({ source, ...(flows && { flows }) });
  expect(asked.status).toBe(202);
  return until(async () => {
    const { body } = await asks('get', `/reconciliations/${asked.body.id}`);
    return body.state === 'done' && { differing: body.differing as number };
  }).then(({ differing }) => differing);
}
/** Every record of a table that belongs to a source, by that source. */
async function countsBySource(table: string): Promise<Record<string, number>> {
  const rows: { source: string; n: number }[] = await app
    .get(DataSource)
    .query(`select source, count(*)::integer as n from ${table} group by source order by source`);
  return Object.fromEntries(rows.map(({ source, n }) => [source, n]));
}

/** Nothing was ever said for a source of a flow that is not its own; called after everything that is done to either. */
function nothingOfOneForTheOther(): void {
  const wrong = topics
    .filter((topic) => topic.startsWith('erp.') && topic !== 'erp.exports' && topic !== 'erp.sources')
    .flatMap((topic) => {
      const flow = topic.slice('erp.'.length);
      return seen(topic).filter(({ key }) => {
        const [source] = key.split('|') as [keyof typeof flowsOf];
        return !(flowsOf[source] as readonly string[]).includes(flow);
      });
    });
  expect(wrong.map(({ key }) => key)).toEqual([]);
  const tombstones = topics.flatMap((topic) => seen(topic).filter(({ value }) => value === null));
  expect(tombstones.map(({ key }) => key)).toEqual([]);
  expect(
    seen('erp.exports').every(({ value }) => value && 'source' in value && value.source === 'head'),
  ).toBe(true);
}

describe('two back offices as two sources', () => {
  it('each say what they are, and which of them takes orders', async () => {
    const [one, other] = await until(() => {
      const both = ['head', 'store'].map((source) => newest('erp.sources', source)?.value);
      return both.every(Boolean) && both;
    });
    expect(one).toMatchObject({ source: 'head', takesOrders: true });
    expect(other).toMatchObject({ source: 'store', takesOrders: false });
  });

  it('say each its own: items and prices the one, stock the other', async () => {
    await until(() => newest('erp.items', 'head|BIKE'));
    await until(() => seen('erp.prices').some(({ key }) => key.startsWith('head|BIKE|')));
    await stated(40);
    await onHand(store, 39);
    await stated(39);
    nothingOfOneForTheOther();
  });

  it('leave what changes in the other one’s part where it is', async () => {
    const before = seen('erp.stock').length;
    const prices = seen('erp.prices').length;
    await onHand(head, 7);
    await store.query(`update itmpri set pri = 998 where itmcod = 'BIKE'`);
    // Both changes have been dealt with when a later one of the same back office has arrived.
    await head.query(`update itmmas set itmdsc = 'HLMT RED' where itmcod = 'BIKE'`);
    await until(() => (newest('erp.items', 'head|BIKE')?.sequence ?? 0) >= 2);
    await onHand(store, 38);
    await stated(38);
    expect(seen('erp.stock').length).toBe(before + 1);
    expect(seen('erp.prices').length).toBe(prices);
    for (const office of [head, store])
      await until(async () => (await office.asConnector('select from throughline.changes')).length === 0);
    nothingOfOneForTheOther();
  });

  it('hold what breaks a rule under the name of its own source', async () => {
    await head.query(`update itmmas set untcod = 'XX' where itmcod = 'BIKE'`);
    const entries = await until(async () => {
      const { body } = await asks('get', '/quarantine?flow=items');
      return body.entries.length > 0 && (body.entries as { source: string; key: string }[]);
    });
    expect(entries).toMatchObject([{ source: 'head', key: 'head|BIKE' }]);
    expect((await asks('get', '/quarantine?source=store')).body.entries).toEqual([]);
    expect((await asks('get', '/quarantine?source=nowhere')).body.errors).toMatchObject([
      { field: 'source', message: 'is none of head, store' },
    ]);
    await head.query(`update itmmas set untcod = 'ST' where itmcod = 'BIKE'`);
    await until(async () => (await asks('get', '/quarantine')).body.entries.length === 0);
    nothingOfOneForTheOther();
  });

  it('give orders to the first alone, and know nothing of them in the other', async () => {
    const request = orderRequested({
      order: '900001',
      lines: [{ sku: 'BIKE', quantity: 1, unitPrice: '100', taxCategory: 'standard', taxRate: '19' }],
    });
    const { keyHash: _, ...placed } = request;
    await installation.publish('customers.accounts', [
      {
        type: 'Account',
        key: 'guests',
        sequence: 1,
        time: at,
        value: account({
          account: 'guests',
          bindings: [{ source: 'head', number: '10000', priceGroup: null, priceLists: [] }],
        }),
      },
    ]);
    await installation.publish('orders.recipients', [
      {
        type: 'Recipient',
        key: '900001',
        sequence: 1,
        time: at,
        value: {
          order: '900001',
          email: 'a@example.org',
          name: 'A. Example',
          company: null,
          street: 'Street 1',
          street2: null,
          postalCode: '10115',
          city: 'Berlin',
          country: 'DE',
          region: null,
          phone: null,
        },
      },
    ]);
    const lines = [{ line: 1, sku: 'BIKE', reserved: 1, backOrdered: 0, expectedOn: null }];
    await installation.publish('orders.events', [
      { type: 'OrderPlaced', key: '900001', sequence: 1, time: at, value: placed },
      {
        type: 'OrderConfirmed',
        key: '900001',
        sequence: 2,
        time: at,
        value: { order: '900001', lines, backOrdered: false, at },
      },
    ]);
    await until(() => {
      const value = newest('erp.exports', '900001')?.value;
      return value && 'state' in value && value.state === 'verified';
    });
    const made = `select from sohead where cusref = '900001'`;
    expect(await head.query(made)).toHaveLength(1);
    expect(await store.query(made)).toHaveLength(0);
    expect(await countsBySource('exports')).toEqual({ head: 1 });
    // The store is given no orders and cannot tell which of them have left.
    expect(newest('erp.stock', 'store|BIKE|B1')?.value).toMatchObject({ watermark: null });
    nothingOfOneForTheOther();
  });

  it('are reconciled each by itself, and nothing of the other is touched', async () => {
    const before = published();
    expect(await reconciled('store')).toBe(0);
    expect(await reconciled('head', ['items', 'prices'])).toBe(0);
    const refused = await asks('post', '/reconciliations').send({ source: 'store', flows: ['items'] });
    expect(refused.status).toBe(400);
    expect(refused.body.errors).toMatchObject([{ field: 'flows' }]);
    const unnamed = await asks('post', '/reconciliations').send({});
    expect(unnamed.body.errors).toMatchObject([{ field: 'source', message: 'must be one of head, store' }]);
    const said = topics.filter((topic) => topic !== 'integration.flows').map((topic) => seen(topic).length);
    expect(said.reduce((a, b) => a + b, 0)).toBeLessThanOrEqual(before);
    nothingOfOneForTheOther();
  });

  it('find by reconciliation what was changed behind the log of one', async () => {
    await store.query('alter table stkbal disable trigger user');
    await onHand(store, 12);
    await store.query('alter table stkbal enable trigger user');
    const records = await countsBySource('source_records');
    expect(await reconciled('head')).toBe(0);
    expect(newest('erp.stock', 'store|BIKE|B1')?.value).toMatchObject({ quantity: 38 });
    expect(await reconciled('store')).toBe(1);
    await stated(12);
    expect(await countsBySource('source_records')).toEqual(records);
    nothingOfOneForTheOther();
  });

  it('go on by themselves when the other is away, and after a restart of the adapter', async () => {
    await installation.stopService('erp-adapter');
    // Whoever is asked for the second's address hears of one where nobody is.
    const url = store.url;
    Object.assign(store, { url: 'postgresql://nobody@127.0.0.1:1/nothing' });
    app = await start();
    await head.query(`update itmmas set itmdsc = 'HLMT BLU' where itmcod = 'BIKE'`);
    const sequence = newest('erp.items', 'head|BIKE')?.sequence ?? 0;
    await until(() => (newest('erp.items', 'head|BIKE')?.sequence ?? 0) > sequence);
    await installation.stopService('erp-adapter');
    Object.assign(store, { url });
    await onHand(store, 11);
    app = await start();
    await stated(11);
    nothingOfOneForTheOther();
  });
});

import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Installation, startInstallation, until } from '@throughline/testing';
import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OrderPlaced } from '@throughline/events';
import { placedLine } from '../../../apps/erp-adapter/src/exports/fixtures/documents.ts';
import { ErpAdapterModule } from '../../../apps/erp-adapter/src/erp-adapter.module.ts';
import { placed } from './desk.ts';

const topics = [
  'erp.locations',
  'erp.taxes',
  'erp.items',
  'erp.prices',
  'erp.stock',
  'erp.customers',
  'erp.sources',
  'erp.exports',
  'erp.orders',
] as const;
/** What the page shows to whoever follows it. */
const shown = join(import.meta.dirname, '../../../docs/connect/from-csv-files');

const at = new Date('2026-11-30T09:30:00Z');
const order: OrderPlaced = placed('10001', {
  lines: [
    placedLine({ line: 1, sku: '1001', name: 'Road tyre', quantity: 2, unitPrice: '29.9', net: '59.8' }),
  ],
  ...{ shippingNet: '4.9', net: '64.7', tax: '12.29', gross: '76.99', at },
});
const recipient = {
  ...{ order: '10001', email: 'a@example.org', name: 'A. Example', company: null, street: 'Main Street 1' },
  ...{ street2: null, postalCode: '10115', city: 'Berlin', country: 'DE', region: null, phone: null },
};
const guests = {
  ...{
    account: 'guests',
    kind: 'guests',
    name: 'Guests',
    bindings: [{ source: 'nord', number: '10000', priceGroup: null, priceLists: [] }],
  },
  ...{ currency: 'EUR', country: null, region: null, parent: null, billTo: null, taxClass: '' },
  ...{ paymentTerms: null, blockedFor: [] },
};

let folder: string;
let installation: Installation;
let app: NestFastifyApplication;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'throughline-csv-'));
  mkdirSync(join(folder, 'in'));
  installation = await startInstallation({ observe: topics });
  app = await installation.startService('erp-adapter', ErpAdapterModule);
});
afterAll(async () => {
  await installation?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const asks = (method: 'get' | 'post', path: string) =>
  supertest(app.getHttpServer())
    [method](path)
    .set('authorization', `Bearer ${installation.token('integrator')}`);
const keys = (topic: (typeof topics)[number]) =>
  [...new Set(installation.seen(topic).map(({ key }) => key.split('|').slice(0, 3).join('|')))].toSorted();
const valueOf = (topic: (typeof topics)[number], key: string) =>
  installation.seen(topic).findLast((record) => record.key.startsWith(key))?.value;

describe('a folder of CSV files, as the page connects it', () => {
  it('needs no source of the environment', async () => {
    expect((await asks('get', '/sources')).body).toEqual({ sources: [] });
  });

  it('says everything that a shop needs', async () => {
    const document = readFileSync(join(shown, 'nord.yaml'), 'utf8').replace('/srv/nord', folder);
    const applied = await asks('post', '/sources').send({ document, expected: 0 });
    expect([applied.status, applied.body]).toEqual([201, { source: 'nord', version: 1 }]);
    cpSync(join(shown, 'in'), join(folder, 'in'), { recursive: true });
    const wanted = { locations: 1, taxes: 1, items: 4, prices: 3, stock: 3, customers: 1 } as const;
    await until(() =>
      Object.entries(wanted).every(
        ([flow, records]) => keys(`erp.${flow as keyof typeof wanted}`).length === records,
      ),
    );
    await until(() => valueOf('erp.sources', 'nord'));
    expect(keys('erp.locations')).toEqual(['nord|B1']);
    expect(valueOf('erp.taxes', 'nord|DE')).toMatchObject({ category: 'standard', rate: '19' });
    expect(valueOf('erp.items', 'nord|1001')).toMatchObject({ family: 'TYRES', gtin: '4006381333931' });
    expect(valueOf('erp.items', 'nord|1004')).toMatchObject({ status: 'ended' });
    expect(valueOf('erp.prices', 'nord|1003')).toMatchObject({ amount: '1049', currency: 'EUR' });
    expect(valueOf('erp.stock', 'nord|1001|B1')).toMatchObject({ quantity: 12, basis: 'net' });
    expect(valueOf('erp.customers', 'nord|10000')).toMatchObject({ kind: 'guests' });
    expect(valueOf('erp.sources', 'nord')).toMatchObject({ takesOrders: true });
    await until(() => readdirSync(join(folder, 'done')).includes('items_20261130.csv'));
  });

  it('puts an order into a file, and takes what the back office answers', async () => {
    await installation.publish('customers.accounts', [
      { type: 'Account', key: 'guests', sequence: 1, time: at, value: guests },
    ]);
    await installation.publish('orders.recipients', [
      { type: 'Recipient', key: '10001', sequence: 1, time: at, value: recipient },
    ]);
    const lines = [{ line: 1, sku: '1001', reserved: 2, backOrdered: 0, expectedOn: null }];
    const confirmed = { order: '10001', lines, backOrdered: false, at };
    await installation.publish('orders.events', [
      { type: 'OrderPlaced', key: '10001', sequence: 1, time: at, value: order },
      { type: 'OrderConfirmed', key: '10001', sequence: 2, time: at, value: confirmed },
    ]);
    const file = join(folder, 'out', 'order_10001.csv');
    await until(() => existsSync(file));
    const page = readFileSync(join(shown, '..', 'from-csv-files.md'), 'utf8');
    expect(page).toContain(readFileSync(file, 'utf8').replaceAll('\r\n', '\n'));
    cpSync(join(shown, 'orders'), join(folder, 'in'), { recursive: true });
    const verified = await until(() => {
      const value = valueOf('erp.exports', '10001');
      return value && 'state' in value && value.state === 'verified' && value;
    });
    expect(verified).toMatchObject({ source: 'nord', erpNumber: 'A-778', differences: [] });
    expect(valueOf('erp.orders', 'nord|A-778')).toMatchObject({
      ...{ channelOrder: '10001', status: 'part-shipped', gross: '76.99' },
      ...{ lines: [{ sku: '1001', ordered: 2, shipped: 1 }], charges: [{ code: 'freight', net: '4.9' }] },
    });
  });

  it('has a file refused that is not whole, with its reason beside it', async () => {
    cpSync(join(shown, 'refused'), join(folder, 'in'), { recursive: true });
    const reason = 'prices_20261201.csv.reason.txt';
    await until(() => readdirSync(join(folder, 'refused')).includes(reason));
    expect(readFileSync(join(folder, 'refused', reason), 'utf8')).toBe('It is not whole\n');
    expect(valueOf('erp.prices', 'nord|1001')).toMatchObject({ amount: '29.9' });
  });
});

import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type {
  ErpInvoice,
  ErpOrder,
  OrderRequested,
  Price,
  TopicName,
  TopicRecords,
} from '@throughline/events';
import { keyOf } from '@throughline/events';
import { type Installation, startInstallation, until } from '@throughline/testing';
import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OrdersModule } from './orders.module.ts';
import { erpOrder, invoice, price, request, shipment } from './sample.ts';

let installation: Installation;
let app: NestFastifyApplication;

beforeAll(async () => {
  installation = await startInstallation({ observe: ['orders.events', 'orders.orders'] });
  app = await installation.startService('orders', OrdersModule, {
    environment: { ORDER_CHECK_SECONDS: '0.05', ORDER_WAIT_SECONDS: '3' },
  });
  await say('catalog.products', 'Product', {
    sku: 'HL-U509-R',
    source: 'demo',
    model: 'HL-U509',
    status: 'active',
    family: 'HELM',
    familyName: 'Helmets',
    category: null,
    unit: 'C62',
    taxCategory: 'standard',
    color: 'red',
    size: null,
    texts: [],
    atZero: 'show',
    backOrderLimit: 0,
    substitute: null,
  });
  await account('guests', '10000');
  await priced();
});
afterAll(() => installation.stop());

const recordedAt = new Date('2026-11-02T08:15:00.123Z');
const journey = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const elsewhere = '00-11111111111111111111111111111111-2222222222222222-01';
let sequences = 0;

async function say<T extends TopicName>(
  topic: T,
  type: TopicRecords[T]['type'],
  value: TopicRecords[T]['value'],
  { sequence = ++sequences, traceparent }: { sequence?: number; traceparent?: string } = {},
): Promise<void> {
  const record = { type, key: keyOf(topic, value), sequence, time: recordedAt, traceparent, value };
  await installation.publish(topic, [record as never]);
}
const account = (number: string, erpNumber: string, blocked = false) =>
  say('customers.accounts', 'Account', {
    account: number,
    kind: 'guests',
    name: 'Guests',
    erpSource: 'demo',
    erpNumber,
    currency: 'EUR',
    country: 'DE',
    priceGroup: null,
    blocked,
  });
const priced = (some: Partial<Price> = {}) => say('pricing.prices', 'Price', price(some));
const asked = (order: string, some: Partial<OrderRequested> = {}) =>
  say('orders.requests', 'OrderRequested', request({ order, ...some }), { traceparent: journey });
const reserved = (order: string) =>
  say('inventory.reservations', 'StockReserved', {
    order,
    lines: [{ line: 1, sku: 'HL-U509-R', reserved: 2, backOrdered: 0, expectedOn: null }],
    at: recordedAt,
  });
const stated = (order: string, number: string, some: Partial<ErpOrder> = {}) =>
  say('erp.orders', 'ErpOrder', erpOrder({ channelOrder: order, number, ...some }), {
    traceparent: elsewhere,
  });
const billed = (order: string | null, number: string, some: Partial<ErpInvoice> = {}) =>
  say('erp.invoices', 'ErpInvoice', invoice(number, 2, { channelOrder: order, ...some }));
const exported = (order: string, state: string, sequence?: number) =>
  say(
    'erp.exports',
    'OrderExport',
    { order, source: 'demo', state, reason: null, erpNumber: '410001', differences: [], at: recordedAt },
    sequence === undefined ? {} : { sequence },
  );

const events = (order: string) => installation.seen('orders.events').filter(({ key }) => key === order);
const types = (order: string) => events(order).map(({ type }) => type);
const newest = (order: string) => installation.seen('orders.orders').findLast(({ key }) => key === order);
const inState = (order: string, state: string) =>
  until(() => {
    const record = newest(order);
    return record?.value?.state === state && record.value;
  });
const happened = (order: string, type: string) => until(() => types(order).includes(type as never));
const http = () => supertest(app.getHttpServer());
const bearer = (...roles: Parameters<Installation['token']>) => `Bearer ${installation.token(...roles)}`;
const get = (path: string, ...roles: Parameters<Installation['token']>) =>
  http()
    .get(path)
    .set('authorization', bearer(...roles));
const cancel = (order: string, ...roles: Parameters<Installation['token']>) =>
  http()
    .post(`/orders/${order}/cancellation`)
    .set('authorization', bearer(...roles))
    .send({ reason: 'asked by telephone' });

describe('an order on its way', () => {
  it('is placed, confirmed, handed over, shipped, invoiced and completed, in one trace', async () => {
    await asked('W-1');
    await happened('W-1', 'OrderPlaced');
    expect(newest('W-1')?.value).toMatchObject({ state: 'placed', gross: '76.61' });
    await reserved('W-1');
    await inState('W-1', 'confirmed');
    await exported('W-1', 'sent');
    await exported('W-1', 'acknowledged');
    await exported('W-1', 'verified');
    await inState('W-1', 'in-fulfilment');
    await stated('W-1', '410001', { shipments: [shipment('D1', 1)] });
    await inState('W-1', 'partly-shipped');
    await stated('W-1', '410001', { shipments: [shipment('D1', 1), shipment('D2', 1)] });
    await inState('W-1', 'shipped');
    await billed('W-1', 'R1');
    const done = await inState('W-1', 'completed');
    expect(done).toMatchObject({
      integration: 'verified',
      erpNumber: '410001',
      lines: [{ ordered: 2, reserved: 2, shipped: 2, invoiced: 2, cancelled: 0 }],
      traceparent: expect.stringContaining(journey.slice(0, 35)),
    });
    await happened('W-1', 'OrderCompleted');
    expect(types('W-1')).toEqual([
      'OrderPlaced',
      'OrderConfirmed',
      'OrderHandedOver',
      'OrderHandedOver',
      'OrderHandedOver',
      'OrderShipped',
      'OrderShipped',
      'OrderInvoiced',
      'OrderCompleted',
    ]);
    const sequences = events('W-1').map(({ sequence }) => sequence);
    expect(sequences).toEqual(sequences.toSorted((a, b) => a - b));
    expect(new Set(events('W-1').map(({ traceparent }) => traceparent?.slice(0, 35)))).toEqual(
      new Set([journey.slice(0, 35)]),
    );
  });

  it('is rejected when inventory refuses it', async () => {
    await asked('W-2');
    await happened('W-2', 'OrderPlaced');
    await say('inventory.reservations', 'StockRefused', {
      order: 'W-2',
      lines: [{ line: 1, sku: 'HL-U509-R', requested: 2, available: 1 }],
      at: recordedAt,
    });
    expect(await inState('W-2', 'rejected')).toMatchObject({
      rejection: { reason: 'out-of-stock', lines: [{ available: 1 }] },
    });
  });

  it('waits for a price it names, and is placed when that arrives', async () => {
    const [line] = request().lines;
    await asked('W-3', { lines: [{ ...line!, priceVersion: 'P3' }] });
    const waiting = await until(async () => {
      const { body } = await get('/orders?state=undecided', 'order-desk').expect(200);
      return body.orders.some(({ order }: { order: string }) => order === 'W-3') && body;
    });
    expect(waiting.undecided.count).toBeGreaterThanOrEqual(1);
    expect(waiting.undecided.value).toMatchObject([{ currency: 'EUR' }]);
    expect(types('W-3')).toEqual([]);
    await priced({ version: 'P3' });
    await happened('W-3', 'OrderPlaced');
  });

  it('is rejected with the price that holds when what it names never comes', async () => {
    const [line] = request().lines;
    await asked('W-4', { lines: [{ ...line!, priceVersion: 'P4' }] });
    expect(await inState('W-4', 'rejected')).toMatchObject({
      rejection: { reason: 'price-changed', lines: [{ price: '29.74' }] },
    });
    expect(types('W-4')).toEqual(['OrderRejected']);
  });

  it('takes over what the back office said before the order was known', async () => {
    await stated('W-5', '410005', { shipments: [shipment('D5', 2)] });
    await billed('W-5', 'R5');
    await exported('W-5', 'verified');
    await asked('W-5');
    await reserved('W-5');
    const order = await until(() => {
      const value = newest('W-5')?.value;
      return value?.state === 'completed' && value.integration === 'verified' && value;
    });
    expect(order).toMatchObject({ shipments: [{ number: 'D5' }], invoices: [{ number: 'R5' }] });
  });

  it('is not set back by an older state of its hand-over that comes again', async () => {
    await asked('W-6');
    await exported('W-6', 'verified', 90_002);
    await inState('W-6', 'in-fulfilment');
    await exported('W-6', 'sent', 90_001);
    await stated('W-6', '410006', { shipments: [shipment('D6', 1)] });
    expect(await inState('W-6', 'partly-shipped')).toMatchObject({ integration: 'verified' });
  });

  it('is cancelled by its shopper, and a promise that comes later changes nothing', async () => {
    await asked('W-7');
    await happened('W-7', 'OrderPlaced');
    await say('orders.requests', 'CancellationRequested', {
      order: 'W-7',
      by: 'shopper',
      reason: '',
      at: recordedAt,
    });
    await inState('W-7', 'cancelled');
    await reserved('W-7');
    await exported('W-7', 'sent');
    await until(() => newest('W-7')?.value?.integration === 'sent');
    expect(types('W-7')).toEqual(['OrderPlaced', 'OrderCancelled', 'OrderHandedOver']);
  });

  it('that began in the back office stands beside ours, and is booked when its account is known', async () => {
    await billed(null, 'R8', { order: '420000' });
    await say(
      'erp.orders',
      'ErpOrder',
      erpOrder({ channelOrder: null, number: '420000', origin: 'telephone', customer: '20001' }),
      { traceparent: elsewhere },
    );
    await until(() => newest('demo:420000')?.value?.invoices.length === 1);
    expect(newest('demo:420000')?.value).toMatchObject({ origin: 'telephone', account: 'demo:20001' });
    await account('A7', '20001');
    await until(() => newest('demo:420000')?.value?.account === 'A7');
    expect(types('demo:420000')).toEqual([]);
    await cancel('demo:420000', 'order-desk').expect(422);
  });

  it('is refused when its account is blocked', async () => {
    await account('B1', '20002', true);
    await asked('W-9', { account: 'B1' });
    expect(await inState('W-9', 'rejected')).toMatchObject({ rejection: { reason: 'account-blocked' } });
  });
});

describe('the order desk', () => {
  const problem = /^application\/problem\+json/;

  it('cancels what has not been shipped, once', async () => {
    await asked('W-20');
    await reserved('W-20');
    await inState('W-20', 'confirmed');
    await stated('W-20', '410020', { shipments: [shipment('D20', 1)] });
    await inState('W-20', 'partly-shipped');
    const { body } = await cancel('W-20', 'order-desk').expect(200);
    expect(body).toMatchObject({ state: 'shipped', lines: [{ shipped: 1, cancelled: 1 }] });
    await happened('W-20', 'OrderCancelled');
    expect(events('W-20').at(-1)).toMatchObject({
      value: { by: 'staff', reason: 'asked by telephone', whole: false },
    });
    const again = await cancel('W-20', 'order-desk').expect(422).expect('content-type', problem);
    expect(again.body.type).toBe('urn:throughline:problem:nothing-to-cancel');
  });

  it('finds orders page by page, newest first', async () => {
    for (const minutes of [1, 2, 3])
      await asked(`L-${String(minutes)}`, {
        account: 'guests',
        channel: 'market',
        at: new Date(recordedAt.getTime() + minutes * 60_000),
      });
    await until(() => newest('L-3'));
    await until(() => newest('L-1'));
    await until(() => newest('L-2'));
    const list = async (query: string) =>
      (await get(`/orders?origin=market&${query}`, 'auditor').expect(200)).body;
    const first = await list('limit=2');
    expect(first.orders.map(({ order }: { order: string }) => order)).toEqual(['L-3', 'L-2']);
    const second = await list(`limit=2&after=${encodeURIComponent(first.next)}`);
    expect(second.orders.map(({ order }: { order: string }) => order)).toEqual(['L-1']);
    expect(second.next).toBeNull();
    const shown = await get('/orders/L-1', 'finance').expect(200);
    expect(shown.body).toMatchObject({ order: 'L-1', origin: 'market', gross: '76.61' });
  });

  it('asks for a token', async () => {
    await http().get('/orders').expect(401).expect('content-type', problem);
    await http().post('/orders/W-20/cancellation').send({}).expect(401);
  });

  it('lets nobody else cancel', async () => {
    await cancel('W-20', 'auditor').expect(403).expect('content-type', problem);
    await get('/orders', 'warehouse').expect(403);
  });

  it('names what does not fit', async () => {
    const { body } = await get('/orders?after=yesterday', 'auditor').expect(400);
    expect(body.errors).toMatchObject([{ field: 'after' }]);
    await cancel('none', 'order-desk').expect(404);
    await get('/orders/none', 'auditor').expect(404);
  });
});

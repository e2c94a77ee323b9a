import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { ErpStock, OrderPlaced, TopicRecords, WatermarkLine } from '@throughline/events';
import type { LogTopicName } from '@throughline/events';
import { type Installation, startInstallation, until } from '@throughline/testing';
import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InventoryModule } from './inventory.module.ts';

let installation: Installation;
let app: NestFastifyApplication;

beforeAll(async () => {
  installation = await startInstallation({
    observe: ['inventory.availability', 'inventory.locations', 'inventory.reservations'],
  });
  app = await installation.startService('inventory', InventoryModule, {
    environment: { SETTLEMENT_GRACE_SECONDS: '0', LEDGER_CHECK_SECONDS: '0.05' },
  });
  await located('B1', true);
  await located('S1', true);
  await located('X1', false);
});
afterAll(() => installation.stop());

const recordedAt = new Date('2026-11-02T08:15:00.123Z');
const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const head = { time: recordedAt, traceparent };
let sequences = 1_000;
const next = () => ++sequences;

const located = (code: string, servesWeb: boolean, name = code) =>
  installation.publish('erp.locations', [
    {
      type: 'ErpLocation',
      key: `demo|${code}`,
      sequence: next(),
      ...head,
      value: { source: 'demo', code, name, kind: 'warehouse', city: null, country: 'DE', servesWeb },
    },
  ]);
const stated = (sku: string, quantity: number, some: Partial<ErpStock> = {}, sequence = next()) => {
  const location = some.location ?? 'B1';
  const value: ErpStock = {
    source: 'demo',
    sku,
    location,
    quantity,
    basis: 'physical',
    allocatedElsewhere: 0,
    safetyStock: 0,
    asOf: recordedAt,
    watermark: [],
    incoming: [],
    ...some,
  };
  return installation.publish('erp.stock', [
    { type: 'ErpStock', key: `demo|${sku}|${location}`, sequence, ...head, value },
  ]);
};
const orderSequences = new Map<string, number>();
const happened = (fact: TopicRecords['orders.events']) => {
  const { order } = fact.value;
  const sequence = (orderSequences.get(order) ?? 0) + 1;
  orderSequences.set(order, sequence);
  return installation.publish('orders.events', [{ ...fact, key: order, sequence, ...head }]);
};
const placed = (
  order: string,
  lines: readonly [sku: string, quantity: number][],
  acceptBackOrder = false,
) => {
  const value: OrderPlaced = {
    order,
    channel: 'web',
    account: 'guests',
    currency: 'EUR',
    country: 'DE',
    language: 'en',
    lines: lines.map(([sku, quantity], index) => ({
      line: index + 1,
      sku,
      name: sku,
      quantity,
      priceVersion: 'P1',
      unitPrice: '1',
      taxIncluded: false,
      taxCategory: 'standard',
      taxRate: '19',
      net: String(quantity),
    })),
    shippingMethod: 'standard',
    shippingNet: '0',
    shippingTaxRate: '19',
    net: '1',
    tax: '0.19',
    gross: '1.19',
    rounding: 'tax-group',
    acceptBackOrder,
    at: recordedAt,
  };
  return happened({ type: 'OrderPlaced', value });
};
const cancelled = (order: string, sku: string, quantity: number, whole: boolean) =>
  happened({
    type: 'OrderCancelled',
    value: { order, by: 'staff', reason: '', lines: [{ line: 1, sku, quantity }], whole, at: recordedAt },
  });
const gone = (order: string, quantity: number): WatermarkLine[] => [{ order, line: 1, quantity }];

const seen = <T extends 'inventory.availability' | 'inventory.locations' | LogTopicName>(
  topic: T,
  key: string,
) => installation.seen(topic).filter((record) => record.key === key);
const shown = (sku: string, availableToSell: number) =>
  until(() => {
    const last = installation.seen('inventory.availability').findLast(({ key }) => key === sku);
    return last?.value?.availableToSell === availableToSell && last;
  });
const decided = (order: string, count: number) =>
  until(() => {
    const facts = installation.seen('inventory.reservations').filter(({ key }) => key === order);
    return facts.length >= count && facts;
  });
const get = (path: string, ...roles: Parameters<Installation['token']>) =>
  supertest(app.getHttpServer())
    .get(path)
    .set('authorization', `Bearer ${installation.token(...roles)}`);

describe('available to sell', () => {
  it('adds up what serving locations state, and carries time and trace of the cause', async () => {
    await stated('A-1', 10, { safetyStock: 2, allocatedElsewhere: 1 });
    await stated('A-1', 5, { location: 'S1' });
    await stated('A-1', 99, { location: 'X1' });
    const record = await shown('A-1', 12);
    expect(record.time).toEqual(recordedAt);
    expect(record.traceparent?.slice(3, 35)).toBe(traceparent.slice(3, 35));
    await until(() => seen('inventory.locations', 'A-1|X1').length > 0);
    expect(seen('inventory.locations', 'A-1|X1')).toMatchObject([
      { value: { available: 99, servesWeb: false } },
    ]);
    expect(seen('inventory.locations', 'A-1|B1')).toMatchObject([{ value: { available: 7, name: 'B1' } }]);
  });

  it('follows a location that stops serving, and one that is withdrawn', async () => {
    await located('T1', true);
    await stated('A-2', 3);
    await stated('A-2', 4, { location: 'T1' });
    await shown('A-2', 7);
    await located('T1', false, 'Berlin');
    await shown('A-2', 3);
    await until(() => seen('inventory.locations', 'A-2|T1').at(-1)?.value);
    await until(() => installation.seen('inventory.locations').some(({ value }) => value?.name === 'Berlin'));
    await installation.publish('erp.stock', [
      { type: 'ErpStock', key: 'demo|A-2|B1', sequence: next(), ...head, value: null },
    ]);
    await shown('A-2', 0);
    await until(() => seen('inventory.locations', 'A-2|B1').at(-1)?.value === null);
  });

  it('takes stock that came before its location into account when that is told', async () => {
    await stated('A-3', 6, { location: 'N1' });
    await stated('A-3', 1);
    await shown('A-3', 1);
    await located('N1', true);
    await shown('A-3', 7);
  });

  it('is not changed by an older statement that arrives late', async () => {
    await stated('A-4', 6, {}, 50_000);
    await shown('A-4', 6);
    await stated('A-4', 8, {}, 49_999);
    await stated('A-4', 1, { location: 'S1' });
    await shown('A-4', 7);
  });

  it('takes the policy of the catalog', async () => {
    await stated('A-5', 0, { incoming: [{ expectedOn: '2026-12-01', quantity: 9 }] });
    await shown('A-5', 0);
    await installation.publish('catalog.products', [
      {
        type: 'Product',
        key: 'A-5',
        sequence: 1,
        ...head,
        value: {
          sku: 'A-5',
          source: 'demo',
          model: 'A-5',
          status: 'active',
          family: 'F',
          familyName: 'F',
          category: null,
          unit: 'C62',
          taxCategory: 'standard',
          color: null,
          size: null,
          texts: [],
          atZero: 'back-order',
          backOrderLimit: 4,
          substitute: null,
        },
      },
    ]);
    await until(() =>
      installation.seen('inventory.availability').some(({ value }) => value?.backOrderable === 4),
    );
    await placed('W-50', [['A-5', 3]], true);
    const [fact] = await decided('W-50', 1);
    expect(fact).toMatchObject({
      type: 'StockReserved',
      value: { lines: [{ reserved: 0, backOrdered: 3, expectedOn: '2026-12-01' }] },
    });
    await until(() =>
      installation.seen('inventory.availability').some(({ value }) => value?.backOrderable === 1),
    );
  });
});

describe('a reservation', () => {
  it('is claimed, settled by the statement that no longer contains it, and nets to zero', async () => {
    await stated('R-1', 10);
    await shown('R-1', 10);
    await placed('W-1', [['R-1', 4]]);
    expect(await decided('W-1', 1)).toMatchObject([
      {
        type: 'StockReserved',
        sequence: 1,
        time: recordedAt,
        value: { lines: [{ reserved: 4, backOrdered: 0 }] },
      },
    ]);
    await shown('R-1', 6);

    await stated('R-1', 7, { watermark: gone('W-1', 3) });
    expect(await decided('W-1', 2)).toMatchObject([
      {},
      {
        type: 'ReservationSettled',
        sequence: 2,
        value: { lines: [{ location: 'B1', quantity: 3 }], closed: false },
      },
    ]);
    await cancelled('W-1', 'R-1', 1, false);
    expect(await decided('W-1', 3)).toMatchObject([{}, {}, { type: 'ReservationReleased', sequence: 3 }]);
    await shown('R-1', 7);

    const { body } = await get('/reservations?order=W-1', 'warehouse').expect(200);
    expect(body.lines).toMatchObject([{ reserved: 4, settled: 3, released: 1, open: 0 }]);
    const entries: { quantity: number }[] = body.lines[0].entries;
    expect(entries.map(({ quantity }) => quantity)).toEqual([4, -3, -1]);
  });

  it('settles at once when the statement was there before the order', async () => {
    await stated('R-2', 3, { watermark: gone('W-2', 2) });
    await shown('R-2', 3);
    await placed('W-2', [['R-2', 2]]);
    expect(await decided('W-2', 2)).toMatchObject([
      { type: 'StockReserved' },
      { type: 'ReservationSettled' },
    ]);
    const { body } = await get('/availability/R-2', 'auditor').expect(200);
    expect(body).toMatchObject({ supply: 3, claimed: 0, availability: { availableToSell: 3 } });
  });

  it('is refused as a whole when one SKU falls short', async () => {
    await stated('R-3', 5);
    await stated('R-4', 1);
    await shown('R-3', 5);
    await shown('R-4', 1);
    await placed('W-3', [
      ['R-3', 2],
      ['R-4', 1],
      ['R-4', 1],
    ]);
    expect(await decided('W-3', 1)).toMatchObject([
      {
        type: 'StockRefused',
        value: {
          lines: [
            { line: 2, requested: 2, available: 1 },
            { line: 3, requested: 2, available: 1 },
          ],
        },
      },
    ]);
  });

  it('goes to as many of a crowd as there are units', async () => {
    await stated('R-5', 7);
    await shown('R-5', 7);
    const crowd = Array.from({ length: 40 }, (_, n) => `W-5-${String(n)}`);
    await Promise.all(crowd.map((order) => placed(order, [['R-5', 1]])));
    await Promise.all(crowd.map((order) => decided(order, 1)));
    const outcomes = crowd.flatMap((order) => seen('inventory.reservations', order).map(({ type }) => type));
    expect(outcomes.filter((type) => type === 'StockReserved')).toHaveLength(7);
    expect(outcomes).toHaveLength(40);
    await shown('R-5', 0);
  });

  it('is settled by time where the source cannot tell, and says so', async () => {
    await stated('R-6', 5, { basis: 'net', watermark: null });
    await shown('R-6', 5);
    await placed('W-6', [['R-6', 2]]);
    await decided('W-6', 1);
    const at = new Date(recordedAt.getTime() + 1_000);
    await happened({
      type: 'OrderHandedOver',
      value: { order: 'W-6', state: 'acknowledged', erpNumber: '1', reason: null, at },
    });
    await stated('R-6', 3, { basis: 'net', watermark: null, asOf: new Date(at.getTime() + 1_000) });
    expect(await decided('W-6', 2)).toMatchObject([
      {},
      { type: 'ReservationSettled', value: { estimated: true, closed: true } },
    ]);
    const record = await shown('R-6', 3);
    expect(record.value).toMatchObject({ estimated: true });
  });

  it('that is left over when its order has ended is shown', async () => {
    await stated('R-7', 5);
    await shown('R-7', 5);
    await placed('W-7', [['R-7', 2]]);
    await decided('W-7', 1);
    await happened({ type: 'OrderCompleted', value: { order: 'W-7', at: recordedAt } });
    const lines = await until(async () => {
      const { body } = await get('/ledger/unbalanced', 'auditor').expect(200);
      return body.lines.length > 0 && body.lines;
    });
    expect(lines).toMatchObject([{ order: 'W-7', line: 1, sku: 'R-7', open: 2 }]);
    expect(lines[0].ageSeconds).toBeGreaterThan(0);
  });
});

describe('what inventory refuses', () => {
  const problem = /^application\/problem\+json/;

  it('asks for a token', async () => {
    await supertest(app.getHttpServer()).get('/availability/A-1').expect(401).expect('content-type', problem);
  });

  it('asks for a role', async () => {
    await get('/availability/A-1', 'marketing').expect(403).expect('content-type', problem);
    await get('/reservations?order=W-1', 'merchandiser').expect(403);
    await get('/ledger/unbalanced', 'marketing').expect(403);
  });

  it('names the field that does not fit', async () => {
    const { body } = await get('/reservations', 'warehouse').expect(400).expect('content-type', problem);
    expect(body.errors).toMatchObject([{ field: 'order' }]);
  });

  it('knows no SKU that was never stated', async () => {
    await get('/availability/none', 'warehouse').expect(404);
    await get('/reservations?order=none', 'warehouse').expect(404);
  });
});

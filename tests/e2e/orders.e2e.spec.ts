import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { until } from '../../libs/testing/src/until.ts';
import { change, officeTime, read } from '../system/back-office.ts';
import { accepted, orderBody, shopOf, shopper, type PlacedOrder, type ProblemBody } from '../system/shop.ts';
import { salesOrders, sql } from '../system/sql.ts';
import { attach } from '../system/system.ts';

const system = attach(inject('home'));
const shop = shopOf(system);
const handedOver = (order: string) =>
  until(async () => {
    const [document, ...more] = await salesOrders(system, order);
    expect(more).toEqual([]);
    return document;
  });

describe('an order of a guest', () => {
  let placed: PlacedOrder;
  const skus = ['TI-R092', 'TI-R628'] as const;
  beforeAll(async () => {
    placed = await shop.placeAndWait(orderBody(skus.map((sku) => ({ sku, quantity: 3 }))));
  });

  it('is confirmed, with all of its units reserved', () => {
    expect(accepted).toContain(placed.state);
    expect(placed.lines.map(({ reserved, backOrdered }) => [reserved, backOrdered])).toEqual([
      [3, 0],
      [3, 0],
    ]);
    const cents = (amount: string) => Math.round(Number(amount) * 100);
    expect(cents(placed.net) + cents(placed.tax)).toBe(cents(placed.gross));
  });

  it('is in the back office exactly once, under the number of the shop', async () => {
    const document = await handedOver(placed.order);
    expect(document.lines.map(({ item, ordered }) => [item, ordered])).toEqual(skus.map((sku) => [sku, 3]));
    expect(await read(system, `/orders?q=${placed.order}`)).toContain(placed.order);
  });

  it('is followed live through part of a shipment, a cancelled line, and the invoice', async () => {
    const { number } = await handedOver(placed.order);
    const stream = await shop.follow(placed);
    onTestFinished(() => stream.close());
    const shown = () => stream.frames.findLast(({ order }) => order !== undefined)?.order;
    await until(() => shown()?.erpNumber === String(number) && shown()?.integration === 'verified');

    await change(system, `/orders/${number}/ship`, { 'quantity-1': 2, 'quantity-2': 0 });
    await until(() => shown()?.state === 'partly-shipped');
    expect(shown()?.lines.map(({ shipped }) => shipped)).toEqual([2, 0]);

    await change(system, `/orders/${number}/cancel`, { line: 2, 'cancel-2': 3 });
    await until(() => shown()?.lines[1]?.cancelled === 3);

    await change(system, `/orders/${number}/ship`, {});
    await until(() => shown()?.lines[0]?.shipped === 3);
    await change(system, `/orders/${number}/invoice`);
    const completed = await until(() => (shown()?.state === 'completed' ? shown() : undefined));
    expect(completed.lines.map(({ invoiced }) => invoiced)).toEqual([3, 0]);
    expect(completed.invoices).toHaveLength(1);
    expect(completed.steps.map(({ step }) => step)).toEqual(
      expect.arrayContaining(['received', 'confirmed', 'shipped', 'invoiced']),
    );
    expect(await salesOrders(system, placed.order)).toHaveLength(1);
  });

  it('is found again by number and e-mail address, and by nobody else', async () => {
    const lookUp = (email: string) =>
      shop.ask<{ token: string }>('/api/orders/lookup', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ order: placed.order, email }),
      });
    expect((await lookUp(shopper.email.toUpperCase())).body.token).toBe(placed.token);
    expect((await lookUp('somebody@else.example')).status).toBe(404);
    expect((await shop.ask(`/api/orders/${placed.order}`)).status).toBe(404);
  });
});

describe('a request that comes twice', () => {
  const key = randomUUID();
  const body = orderBody([{ sku: 'PU-M044', quantity: 1 }]);

  it('has the same answer, and makes one order', async () => {
    const first = await shop.place(body, key);
    const again = await Promise.all([shop.place(body, key), shop.place(body, key)]);
    expect(again.map((answer) => answer.body.order)).toEqual([first.body.order, first.body.order]);
    await handedOver(first.body.order);
  });

  it('is refused when it asks for something else', async () => {
    const { status, body: problem } = await shop.place<ProblemBody>(
      orderBody([{ sku: 'PU-M044', quantity: 2 }]),
      key,
    );
    expect([status, problem.type]).toEqual([422, expect.stringContaining('idempotency-key-reused')]);
  });
});

describe('an order that cannot be as it was', () => {
  it('is not taken when its price is over, and is told which holds now', async () => {
    const sku = 'HB-T721';
    const shown = (await shop.figure(sku)).price;
    const price = (50 + Math.floor(Math.random() * 1_000) / 100).toFixed(2);
    await change(system, `/items/${sku}/price`, { price });
    const now = await until(async () => {
      const figure = await shop.figure(sku);
      return figure.price?.version !== shown?.version && figure.price;
    });
    const { status, body } = await shop.place<ProblemBody & { sku: string; price: { version: string } }>(
      orderBody([{ sku, quantity: 1, priceVersion: shown?.version ?? '' }]),
    );
    expect([status, body.type]).toEqual([409, expect.stringContaining('price-changed')]);
    expect(body).toMatchObject({ sku, price: { version: now.version } });
    const another = await shop.placeAndWait(orderBody([{ sku, quantity: 1, priceVersion: now.version }]));
    expect(accepted).toContain(another.state);
  });

  it('is not taken when the total is not what was shown', async () => {
    const { status, body } = await shop.place<ProblemBody & { total: string }>(
      orderBody([{ sku: 'PU-0452', quantity: 1 }], { total: '1.00' }),
    );
    expect([status, body.type]).toEqual([409, expect.stringContaining('total-changed')]);
    const again = await shop.place(orderBody([{ sku: 'PU-0452', quantity: 1 }], { total: body.total }));
    expect(again.status).toBeLessThan(300);
  });

  it('is rejected when there are too few units, and says how many there are', async () => {
    const sku = 'PA-T100';
    const { available } = (await shop.figure(sku)).stock;
    const rejected = await shop.placeAndWait(orderBody([{ sku, quantity: available + 1 }]));
    expect(rejected).toMatchObject({ state: 'rejected', rejection: { lines: [{ sku, available }] } });
    const fewer = await shop.placeAndWait(orderBody([{ sku, quantity: 1 }]));
    expect(accepted).toContain(fewer.state);
    await until(async () => (await shop.figure(sku)).stock.available === available - 1);
  });

  it('waits for the next delivery when the shopper agrees', async () => {
    const sku = 'BK-R19B-44';
    const expected = officeTime(new Date(Date.now() + 7 * 86_400_000)).date;
    const vendor = await sql<{ vendor: string }>(
      system,
      'demo-erp',
      'select trim(vencod) as vendor from venmas where vencod in (select vencod from poline join pohead using (ponum)) limit 1',
    );
    await change(system, '/purchases', {
      ...{ item: sku, quantity: 20, vendor: vendor[0]?.vendor ?? '', warehouse: 'B1', cost: '300', expected },
    });
    await until(async () => (await shop.figure(sku)).stock.expectedOn === expected);
    const { available } = (await shop.figure(sku)).stock;
    const body = orderBody([{ sku, quantity: available + 2 }]);
    expect((await shop.placeAndWait(body)).state).toBe('rejected');
    const waiting = await shop.placeAndWait({ ...body, acceptBackOrder: true });
    expect(waiting).toMatchObject({
      state: 'back-ordered',
      lines: [{ reserved: available, backOrdered: 2, expectedOn: expected }],
    });
    await until(async () => (await shop.figure(sku)).stock.state === 'back-order');
  });

  it('is cancelled by its shopper, in the back office too', async () => {
    const sku = 'ST-1401';
    const before = (await shop.figure(sku)).stock.available;
    const placed = await shop.placeAndWait(orderBody([{ sku, quantity: 2 }]));
    await handedOver(placed.order);
    await shop.cancel(placed);
    await until(async () => (await shop.order(placed)).state === 'cancelled');
    await until(async () => (await handedOver(placed.order)).lines.every(({ cancelled }) => cancelled === 2));
    await until(async () => (await shop.figure(sku)).stock.available === before);
  });

  it.each([
    ['recipient.email', { recipient: { ...shopper, email: 'nobody' } }],
    ['recipient.street', { recipient: { ...shopper, street: ' ' } }],
    ['lines[0].quantity', { lines: [{ sku: 'PU-0452', quantity: 0 }] }],
    ['country', { country: 'XX' }],
  ])('names the field that is wrong: %s', async (field, wrong) => {
    const { status, body } = await shop.place<ProblemBody>({
      ...orderBody([{ sku: 'PU-0452', quantity: 1 }]),
      ...wrong,
    });
    expect(status).toBeGreaterThanOrEqual(400);
    expect(body.errors?.map((error) => error.field)).toContain(field);
  });
});

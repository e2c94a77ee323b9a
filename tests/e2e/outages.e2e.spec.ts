import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { until } from '../../libs/testing/src/until.ts';
import type { PartName } from '../../deploy/local/topology.ts';
import { change, officeTime } from '../system/back-office.ts';
import type { LiveStream } from '../system/event-stream.ts';
import { orderBody, shopOf, type PlacedOrder } from '../system/shop.ts';
import { salesOrders, whileUnreachable } from '../system/sql.ts';
import { ask, services, settled } from '../system/staff.ts';
import { attach } from '../system/system.ts';

const system = attach(inject('home'));
const shop = shopOf(system);
const decidesOrders: PartName[] = ['orders', 'inventory', 'kafka'];

async function priceAndStock(sku: string, price: string, counted: number): Promise<void> {
  await change(system, `/items/${sku}/price`, { price });
  await change(system, `/items/${sku}/count`, { warehouse: 'B1', quantity: counted });
}

const minute = 60_000;
/** The office clock knows whole minutes; one that is about to end would be over before the form is sent. */
const turn = new Date(Math.ceil((Date.now() + 20_000) / minute) * minute);
const [opening, closing] = ['TT-R982', 'TT-T092'];
let stream: LiveStream;

async function special(sku: string, from: Date, to: Date): Promise<void> {
  const [opens, closes] = [officeTime(from), officeTime(to)];
  await change(system, `/items/${sku}/special`, {
    ...{ price: '1.00', minimum: 1, text: 'FLASH' },
    ...{ fromDate: opens.date, fromTime: opens.time, toDate: closes.date, toTime: closes.time },
  });
}

beforeAll(async () => {
  stream = await shop.watch([opening, closing]);
  await special(opening, turn, new Date(turn.getTime() + 20 * minute));
  await special(closing, new Date(turn.getTime() - 2 * minute), turn);
  await until(() => stream.figures(closing).at(-1)?.price?.because === 'sale');
});
afterAll(() => stream.close());

describe.each<[PartName, string]>([
  ['pricing', 'HB-M763'],
  ['catalog', 'HB-R720'],
  ['customers', 'HB-M918'],
  ['inventory', 'HB-R956'],
  ['orders', 'HB-T928'],
  ['erp-adapter', 'RW-M928'],
  ['kafka', 'RW-R820'],
  ['registry', 'FW-R820'],
])('while %s is down', (part, sku) => {
  it('the shop shows and takes orders; afterwards everything catches up', async () => {
    const price = (100 + Math.floor(Math.random() * 5_000) / 100).toFixed(2);
    const gross = String(Math.round(Number(price) * 119) / 100);
    const before = await shop.figure(sku);
    const counted = before.stock.available + 50 + Math.floor(Math.random() * 50);
    let placed: PlacedOrder;
    await system.stopPart(part);
    try {
      await priceAndStock(sku, price, counted);
      // Orders that knew the new price before the shop would refuse the old one, which needs no inventory.
      if (part === 'inventory') await settled(system, { of: services.filter((name) => name !== part) });
      expect((await shop.products()).length).toBeGreaterThan(20);
      expect(await shop.figure(sku)).toMatchObject({ sku, price: {}, stock: { state: 'in-stock' } });
      const answer = await shop.place(orderBody([{ sku, quantity: 2 }]));
      if (decidesOrders.includes(part))
        expect(answer).toMatchObject({ status: 202, body: { decided: false, rejection: null } });
      else expect(answer.status).toBeLessThan(300);
      placed = answer.body;
    } finally {
      await system.startPart(part);
    }

    await until(async () => (await shop.order(placed)).decided, { timeoutMs: 180_000 });
    const { state, rejection } = await shop.order(placed);
    // The price in force may have changed between the click and the decision; nothing else stands against it.
    expect(rejection?.reason ?? state).toMatch(/^(confirmed|in-fulfilment|price-changed)$/);
    const documents = rejection === null ? 1 : 0;
    await until(async () => (await salesOrders(system, placed.order)).length === documents);
    await until(async () => (await shop.figure(sku)).price?.amount === gross);
    await until(async () => {
      const { stock } = await shop.figure(sku);
      const there = stock.locations.find(({ location }) => location === 'B1')?.available ?? 0;
      return there > counted - 20;
    });
  });
});

describe('while the back office cannot be reached', () => {
  const body = () => orderBody([{ sku: 'HB-R504', quantity: 1 }]);
  const isCancelledThere = async ({ order }: PlacedOrder) => {
    const { exports } = await ask<{ exports: { order: string }[] }>(
      system,
      ['erp-adapter', 'order-desk'],
      '/exports?state=cancelled&limit=500',
    );
    return exports.some((each) => each.order === order);
  };

  it('orders wait for it and are handed over once it is back, but for what was cancelled', async () => {
    const [wanted, unwanted] = await whileUnreachable(system, async () => {
      const placed = [await shop.placeAndWait(body()), await shop.placeAndWait(body())] as const;
      expect(placed.map(({ state }) => state)).toEqual(['confirmed', 'confirmed']);
      await shop.cancel(placed[1]);
      await until(async () => (await shop.order(placed[1])).state === 'cancelled');
      expect(await salesOrders(system, placed[0].order)).toEqual([]);
      return placed;
    });
    await until(async () => (await salesOrders(system, wanted.order)).length === 1);
    await until(() => isCancelledThere(unwanted));
    expect(await salesOrders(system, unwanted.order)).toEqual([]);
  });
});

describe('specials of the back office', () => {
  it('open and close on an open page by themselves at their instant, whoever is down', async () => {
    const because = (sku: string) => stream.figures(sku).at(-1)?.price?.because;
    await until(() => because(opening) === 'sale' && because(closing) === 'list', { timeoutMs: 300_000 });
    for (const { at, price } of stream.figures(opening))
      expect([price?.because, price?.amount === '1.19'], at).toEqual(
        new Date(at) < turn ? ['list', false] : ['sale', true],
      );
    for (const { at, price } of stream.figures(closing)) {
      if (price?.because === 'sale') expect(price.saleEndsAt).toBe(turn.toISOString());
      if (new Date(at) >= turn) expect(price?.because, at).toBe('list');
    }
  });
});

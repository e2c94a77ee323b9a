import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { until } from '../../libs/testing/src/until.ts';
import { change, officeTime } from '../system/back-office.ts';
import type { LiveStream } from '../system/event-stream.ts';
import { accepted, orderBody, shopOf } from '../system/shop.ts';
import { sql, salesOrders } from '../system/sql.ts';
import { ask } from '../system/staff.ts';
import { attach } from '../system/system.ts';

const system = attach(inject('home'));
const shop = shopOf(system);

async function watching(...skus: string[]): Promise<LiveStream> {
  const stream = await shop.watch(skus);
  onTestFinished(() => stream.close());
  await until(() => stream.frames.some(({ event }) => event === 'snapshot'));
  return stream;
}

describe('what the back office changes reaches an open page', () => {
  it('a price', async () => {
    const sku = 'BB-9108';
    const stream = await watching(sku);
    const price = 100 + Math.floor(Math.random() * 1_000) / 10;
    await change(system, `/items/${sku}/price`, { price: price.toFixed(2) });
    const gross = String(Math.round(price * 119) / 100);
    await until(() => stream.figures(sku).at(-1)?.price?.amount === gross);
    expect(stream.frames.slice(1).every(({ event }) => event === 'change')).toBe(true);
    expect((await shop.figure(sku)).price?.amount).toBe(gross);
  });

  it('a stock count, by location', async () => {
    const sku = 'SE-R995';
    const stream = await watching(sku);
    const counted = 200 + Math.floor(Math.random() * 100);
    const before = (await shop.figure(sku)).stock;
    await change(system, `/items/${sku}/count`, { warehouse: 'L1', quantity: counted });
    const at = (location: string, { locations }: typeof before) =>
      locations.find((one) => one.location === location)?.available ?? 0;
    const after = await until(() => {
      const stock = stream.figures(sku).at(-1)?.stock;
      return stock && stock.available !== before.available && stock;
    });
    expect(after.available - before.available).toBe(at('L1', after) - at('L1', before));
    expect(at('B1', after)).toBe(at('B1', before));
  });

  it('an order by telephone takes what it holds from what can be sold', async () => {
    const sku = 'GL-H102-S';
    const stream = await watching(sku);
    const before = (await shop.figure(sku)).stock.available;
    await change(system, '/orders', { customer: 20001, 'item-1': sku, 'quantity-1': 7 });
    await until(() => stream.figures(sku).at(-1)?.stock.available === before - 7);
  });

  it('a receipt of goods brings units back', async () => {
    const sku = 'SJ-0194-M';
    const stream = await watching(sku);
    const before = (await shop.figure(sku)).stock.available;
    const expected = officeTime(new Date(Date.now() + 86_400_000)).date;
    const { location } = await change(system, '/purchases', {
      ...{ item: sku, quantity: 12, vendor: await vendorOf(sku), warehouse: 'B1', cost: '20', expected },
    });
    const purchase = /\/purchases\/(\d+)/.exec(location)?.[1];
    await until(() => stream.figures(sku).at(-1)?.stock.expectedOn !== null);
    await change(system, `/purchases/${purchase}/receive`, { line: 1, 'quantity-1': 12 });
    // A part of them may be kept as safety stock.
    await until(() => (stream.figures(sku).at(-1)?.stock.available ?? 0) > before);
  });
});

describe('a new item of the back office', () => {
  it('waits for a merchandiser, is then sold, and its order is handed over', async () => {
    const sku = `NEW-${Date.now().toString(36).slice(-6).toUpperCase()}`;
    await sql(
      system,
      'demo-erp',
      `insert into itmmas (itmcod, itmdsc, modcod, famcod, colcod, sizcod, untcod, taxcod, itmsts, webflg)
       select $1, 'NEW GLOVES', modcod, famcod, colcod, sizcod, untcod, taxcod, 'N', 'Y' from itmmas where itmcod = 'GL-H102-S'`,
      [sku],
    );
    await change(system, `/items/${sku}/price`, { price: '10.00' });
    await change(system, `/items/${sku}/count`, { warehouse: 'B1', quantity: 5 });
    await change(system, `/items/${sku}/master`, {
      ...{ description: 'NEW GLOVES', family: 'GLOV', colour: '', size: '', unit: 'ST', tax: 'S' },
      ...{ status: 'A', web: 'Y', backOrder: 'N', backOrderMax: 0, safety: 0 },
    });
    const product = () => ask<{ status: string }>(system, ['catalog', 'merchandiser'], `/products/${sku}`);
    await until(async () => (await product()).status === 'waiting');
    expect(await shop.figures(sku)).toEqual([]);
    expect((await shop.place(orderBody([{ sku, quantity: 1 }]))).status).toBe(422);

    await ask(system, ['catalog', 'merchandiser'], '/products/activate', { skus: [sku], whenReady: true });
    await until(async () => (await shop.figure(sku)).stock.available === 5);
    await until(async () => (await shop.figure(sku)).price?.amount === '11.9');
    const placed = await shop.placeAndWait(orderBody([{ sku, quantity: 2 }]));
    expect(accepted).toContain(placed.state);
    await until(async () => (await salesOrders(system, placed.order)).length === 1);
  });
});

async function vendorOf(item: string): Promise<string> {
  const rows = await sql<{ vendor: string }>(
    system,
    'demo-erp',
    'select trim(vencod) as vendor from itmven where itmcod = $1 limit 1',
    [item],
  );
  return rows[0]?.vendor ?? '';
}

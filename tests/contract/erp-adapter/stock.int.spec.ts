import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Adapter, openAdapter } from './adapter.ts';
import { type BackOffice, openBackOffice } from './back-office.ts';
import { placed } from './desk.ts';

let office: BackOffice;
let adapter: Adapter;
let mark = 0;

beforeAll(async () => {
  office = await openBackOffice();
  adapter = await openAdapter(office.url);
  await adapter.connector.prepare();
});
afterAll(async () => {
  await adapter?.close();
  await office?.close();
});

const settle = async () => {
  while ((await office.asConnector('select 1 from throughline.changes')).length > 0)
    await adapter.capturer().round(adapter.leadership);
};
const news = async (topic: string) => (await adapter.published(topic)).filter(({ id }) => id > mark);
const stockOf = (sku: string, records: Awaited<ReturnType<typeof news>>) =>
  records.filter(({ key }) => key === `demo|${sku}|B1`);

beforeEach(async () => {
  await settle();
  mark = (await adapter.published()).at(-1)?.id ?? 0;
});

describe('stock', () => {
  const export1 = async (order: string, sku: string) => {
    await adapter.tx(async (tx) => {
      await tx.query(
        `insert into exports (source, order_number, state, document, account, placed_at, state_at)
         values ('demo', $1, 'verified', $2, 'guests', now(), now())`,
        [order, JSON.stringify(placed(order))],
      );
      await tx.query(
        `insert into export_lines (source, order_number, line, sku, quantity) values ('demo', $1, 1, $2, 3)`,
        [order, sku],
      );
    });
    const [head] = await office.query<{ number: number }>(
      `insert into sohead (soorg, cusnum, cusref, extref) values ('W', 10000, $1, 'THROUGHLINE') returning sonum as number`,
      [order],
    );
    await adapter.tx((tx) =>
      tx.query('update exports set erp_number = $2 where order_number = $1', [order, String(head?.number)]),
    );
    await office.query(
      `insert into soline (sonum, linnum, itmcod, whscod, ordqty, pri, taxcod)
      values ($1, 1, $2, 'B1', 3, 1, 'S')`,
      [head?.number, sku],
    );
    return head?.number ?? 0;
  };

  it('states in one snapshot what is there and what of our orders has left', async () => {
    await office.addItem('MARK', { onHand: 10 });
    const number = await export1('900001', 'MARK');
    await settle();
    mark = (await adapter.published()).at(-1)?.id ?? 0;
    await office.ship(number, 1, 1, 'B1');
    // Leaves after the snapshot was taken and before the watermark is asked for.
    adapter.beforeClaims = async () => {
      adapter.beforeClaims = async () => undefined;
      await office.ship(number, 1, 2, 'B1');
    };
    await settle();
    const line = (quantity: number) => [{ order: '900001', line: 1, quantity }];
    expect(stockOf('MARK', await news('erp.stock'))).toMatchObject([
      { value: { quantity: 9, watermark: line(1) } },
      { value: { quantity: 7, watermark: line(3) } },
    ]);
  });

  it('knows an order whose intent was committed after the snapshot was asked for', async () => {
    await office.addItem('RACE', { onHand: 10 });
    await settle();
    mark = (await adapter.published()).at(-1)?.id ?? 0;
    const number = await export1('900002', 'RACE');
    await office.ship(number, 1, 3, 'B1');
    await settle();
    expect(stockOf('RACE', await news('erp.stock')).at(-1)).toMatchObject({
      value: { quantity: 7, watermark: [{ order: '900002', line: 1, quantity: 3 }] },
    });
  });

  it('tells what orders of others hold, what is withheld, and what is coming, once', async () => {
    await office.addItem('ALLOC', { onHand: 10, safety: 2 });
    await office.query(`insert into stkbal (itmcod, whscod, onhand) values ('ALLOC', 'L1', 4)`);
    await office.query(`insert into sohead (sonum, soorg, cusnum) values (1, 'T', 10000)`);
    await office.query(`insert into soline (sonum, linnum, itmcod, whscod, ordqty, pri, taxcod)
      values (1, 1, 'ALLOC', 'B1', 3, 1, 'S')`);
    await office.query(
      `insert into pohead (ponum, vencod, whscod, orddat, chgusr)
      values (1, 'V', 'L1', '2026-11-01', 'TEST')`,
    );
    await office.query(`insert into poline (ponum, linnum, itmcod, ordqty, rcvqty, cst, expdat)
      values (1, 1, 'ALLOC', 8, 3, 1, '2026-12-01')`);
    await settle();
    const newest = new Map((await news('erp.stock')).map(({ key, value }) => [key, value]));
    expect(newest.get('demo|ALLOC|B1')).toMatchObject({
      quantity: 10,
      allocatedElsewhere: 3,
      safetyStock: 2,
      incoming: [],
    });
    expect(newest.get('demo|ALLOC|L1')).toMatchObject({
      quantity: 4,
      allocatedElsewhere: 0,
      safetyStock: 0,
      incoming: [
        { expectedOn: '2026-12-01', quantity: 5, document: '1', kind: 'purchase', confirmed: false },
      ],
    });
  });
});

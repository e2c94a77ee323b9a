import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Tx, reading, transaction } from '../database.ts';
import { FormError } from '../form-error.ts';
import { applicationFolder } from '../folder.ts';
import { postInvoices } from '../invoices/corrections.ts';
import { invoiceOrder } from '../invoices/invoices.ts';
import { liveOnce } from '../life/life.ts';
import { migrate } from '../migrate.ts';
import { orderPurchase, receivePurchase } from '../stock/purchases.ts';
import { placeOrder } from './order-entry.ts';
import { cancelLine, shipOrder } from './sales.ts';
import { seed } from '../seed/seed.ts';
import { countStock } from '../stock/stock.ts';
import { type TestBooks, openTestBooks } from '../test/books.ts';

let books: TestBooks;
let tx: Tx;
const user = 'TEST';
const item = 'HL-U509-R';

beforeAll(async () => {
  books = await openTestBooks();
  tx = reading(books.pool);
});
afterAll(() => books.close());

const inOne = <T>(fn: (tx: Tx) => Promise<T>) => transaction(books.pool, fn);
const onHand = async (code: string, warehouse: string) =>
  (
    await tx.query<{ onhand: number }>('select onhand from stkbal where itmcod = $1 and whscod = $2', [
      code,
      warehouse,
    ])
  )[0]?.onhand ?? 0;
const allocated = async (code: string, warehouse: string) =>
  (
    await tx.query<{ alcqty: number }>('select alcqty from stkalc where itmcod = $1 and whscod = $2', [
      code,
      warehouse,
    ])
  )[0]?.alcqty ?? 0;
const statusOf = async (order: number) =>
  (await tx.query<{ sosts: string }>('select sosts from sohead where sonum = $1', [order]))[0]?.sosts;
const order = (lines: { item: string; quantity: number; price?: string }[], freight = '0') =>
  inOne((t) =>
    placeOrder(t, {
      origin: 'T',
      customer: 20001,
      reference: null,
      note: null,
      freight,
      user,
      lines: lines.map((line) => ({ ...line, price: line.price ?? null, warehouse: 'B1' })),
    }),
  );

describe('the first start', () => {
  it('is done once, whoever starts again', async () => {
    const count = async () =>
      (
        await tx.query<{ n: number }>(
          'select (select count(*) from itmmas) + (select count(*) from sohead) as n',
        )
      )[0]?.n;
    const before = await count();
    expect(await migrate(books.pool, applicationFolder())).toEqual([]);
    expect(await inOne((t) => seed(t, applicationFolder()))).toBe(false);
    expect(await count()).toBe(before);
  });

  it('has specials that run, that come and that end soon', async () => {
    const [row] = await tx.query<{ running: number; coming: number; ending: number }>(
      `select count(*) filter (where tsof(frdat, frtim) <= now() and tsof(todat, totim) > now()) as running,
              count(*) filter (where tsof(frdat, frtim) between now() and now() + interval '1 hour') as coming,
              count(*) filter (where tsof(todat, totim) between now() and now() + interval '4 hours') as ending from spcpri`,
    );
    expect(row?.running).toBeGreaterThan(10);
    expect(row?.coming).toBeGreaterThan(0);
    expect(row?.ending).toBeGreaterThan(0);
  });
});

describe('an order', () => {
  it('holds stock until it is shipped, and is invoiced part by part', async () => {
    await inOne((t) => countStock(t, { item, warehouse: 'B1', quantity: 20, user }));
    const held = await allocated(item, 'B1');
    const number = await order([{ item, quantity: 5, price: '10.005' }], '9.90');
    expect(await allocated(item, 'B1')).toBe(held + 5);
    expect(await onHand(item, 'B1')).toBe(20);

    await inOne((t) => shipOrder(t, { number, lines: [{ line: 1, quantity: 2 }], user }));
    expect([await onHand(item, 'B1'), await allocated(item, 'B1'), await statusOf(number)]).toEqual([
      18,
      held + 3,
      'P',
    ]);
    const first = await inOne((t) => invoiceOrder(t, number, user));

    await inOne((t) => cancelLine(t, { number, line: 1, quantity: 1 }));
    await inOne((t) => shipOrder(t, { number, lines: [{ line: 1, quantity: 2 }], user }));
    expect(await statusOf(number)).toBe('S');
    const second = await inOne((t) => invoiceOrder(t, number, user));
    expect([await statusOf(number), await allocated(item, 'B1')]).toEqual(['I', held]);

    const heads = await tx.query(
      'select nettot, taxtot, grstot from invhed where invnum = any($1) order by invnum',
      [[first, second]],
    );
    expect(heads).toEqual([
      { nettot: '29.91', taxtot: '5.68', grstot: '35.59' },
      { nettot: '20.01', taxtot: '3.80', grstot: '23.81' },
    ]);
    await expect(inOne((t) => invoiceOrder(t, number, user))).rejects.toThrow('NOTHING SHIPPED');
  });

  it('cannot be shipped beyond what is open or on the shelf', async () => {
    await inOne((t) => countStock(t, { item, warehouse: 'B1', quantity: 3, user }));
    const number = await order([{ item, quantity: 4 }]);
    const ship = (quantity: number) =>
      inOne((t) => shipOrder(t, { number, lines: [{ line: 1, quantity }], user }));
    await expect(ship(5)).rejects.toThrow(new FormError({ 'quantity-1': 'ONLY 4 STILL OPEN' }));
    await expect(ship(4)).rejects.toThrow(new FormError({ 'quantity-1': 'NOT ENOUGH ON HAND IN B1' }));
    expect(await onHand(item, 'B1')).toBe(3);
    expect(await tx.query('select from dlvhed where sonum = $1', [number])).toHaveLength(0);
  });

  it('leaves with the usual carrier, or with the one that is named, if there is one', async () => {
    await inOne((t) => countStock(t, { item, warehouse: 'B1', quantity: 3, user }));
    const number = await order([{ item, quantity: 3 }]);
    const ship = (carrier?: string) =>
      inOne((t) =>
        shipOrder(t, { number, lines: [{ line: 1, quantity: 1 }], user, ...(carrier && { carrier }) }),
      );
    await ship();
    await ship('EXPR');
    await expect(ship('NONE')).rejects.toThrow(new FormError({ carrier: 'NO CARRIER NONE' }));
    expect(
      await tx.query(
        'select carcod, trkref is not null as told from dlvhed where sonum = $1 order by dlvnum',
        [number],
      ),
    ).toEqual([
      { carcod: 'GRND', told: true },
      { carcod: 'EXPR', told: true },
    ]);
  });

  it('keeps invoices as they are once they are posted', async () => {
    await inOne((t) => postInvoices(t));
    await expect(tx.query('update invhed set nettot = 0, taxtot = 0, grstot = 0')).rejects.toThrow(
      'POSTED INVOICES ARE NOT CHANGED',
    );
    await expect(tx.query('delete from invlin')).rejects.toThrow('POSTED INVOICES');
  });
});

it('ships no unit that is not there, in any order of counts, orders, deliveries and cancellations', async () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('count' as const), quantity: fc.nat(6), line: fc.constant(1) }),
    fc.record({ kind: fc.constant('ship' as const), quantity: fc.integer({ min: 1, max: 5 }), line: fc.integer({ min: 1, max: 2 }) }),
    fc.record({ kind: fc.constant('cancel' as const), quantity: fc.integer({ min: 1, max: 3 }), line: fc.integer({ min: 1, max: 2 }) }),
  ); // prettier-ignore
  const ordered = fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }));
  await fc.assert(
    fc.asyncProperty(ordered, fc.array(step, { maxLength: 8 }), async ([one, two], steps) => {
      const number = await order([{ item, quantity: one }, { item, quantity: two }]); // prettier-ignore
      // All at once: the database has to put them in an order.
      await Promise.all(
        steps.map(({ kind, quantity, line }) =>
          inOne(async (t) => {
            if (kind === 'count') await countStock(t, { item, warehouse: 'B1', quantity, user });
            else if (kind === 'ship') await shipOrder(t, { number, lines: [{ line, quantity }], user });
            else await cancelLine(t, { number, line, quantity });
          }).catch((error: unknown) => {
            if (!(error instanceof FormError)) throw error;
          }),
        ),
      );
      expect(await onHand(item, 'B1')).toBeGreaterThanOrEqual(0);
      const lines = await tx.query<{ ordqty: number; shpqty: number; cnlqty: number; delivered: number }>(
        `select ordqty, shpqty, cnlqty, coalesce((select sum(dlvqty) from dlvlin d
           where d.sonum = l.sonum and d.solin = l.linnum), 0)::int as delivered from soline l where sonum = $1`,
        [number],
      );
      for (const line of lines) {
        expect(line.shpqty + line.cnlqty).toBeLessThanOrEqual(line.ordqty);
        expect(line.delivered).toBe(line.shpqty);
      }
    }),
    { numRuns: 25 },
  );
});

it('takes in what a vendor owes, and no more', async () => {
  const before = await onHand(item, 'L1');
  const number = await inOne((t) =>
    orderPurchase(t, {
      vendor: 'WERK0001',
      warehouse: 'L1',
      user,
      lines: [{ item, quantity: 6, cost: '13.09', expected: '2030-01-01' }],
    }),
  );
  await inOne((t) => receivePurchase(t, { number, line: 1, quantity: 4, user }));
  expect(await onHand(item, 'L1')).toBe(before + 4);
  await expect(inOne((t) => receivePurchase(t, { number, line: 1, quantity: 3, user }))).rejects.toThrow(
    'ONLY 2 ARE STILL OWED',
  );
  await inOne((t) => receivePurchase(t, { number, line: 1, quantity: 2, user }));
  expect(await tx.query('select linsts from poline where ponum = $1', [number])).toEqual([{ linsts: 'R' }]);
});

it('lives on for a hundred turns without a figure that does not add up', async () => {
  // The machine leaves fresh orders alone for a while; here they are old.
  await tx.query(`update sohead set crestp = now() - interval '1 hour'`);
  let state = 7;
  const random = () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
  let done = 0;
  for (let turn = 0; turn < 100; turn++) if ((await liveOnce(books.pool, random)) !== null) done++;
  expect(done).toBeGreaterThan(30);
  expect(
    await tx.query(
      `select invnum from invhed h where nettot <> (select sum(linnet) from invlin l where l.invnum = h.invnum)
         or taxtot <> (select sum(taxamt) from invtax t where t.invnum = h.invnum)
         or nettot <> (select sum(basamt) from invtax t where t.invnum = h.invnum)`,
    ),
  ).toEqual([]);
  expect(await tx.query(`select from soline where invqty > shpqty or shpqty + cnlqty > ordqty`)).toEqual([]);
});

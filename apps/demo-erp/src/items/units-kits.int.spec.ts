import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FormError } from '../form-error.ts';
import { invoiceOrder } from '../invoices/invoices.ts';
import { componentsOf, kitsInStock, removeComponent, setComponent } from './kits.ts';
import { addSpecial, setListPrice } from './prices.ts';
import { type TestBooks, openTestBooks } from '../test/books.ts';
import { Clerk, user } from '../test/clerk.ts';
import { receiveTransfer, sendTransfer } from '../stock/transfers.ts';
import { removeUnit, setUnit, unitsOf } from './units.ts';

let books: TestBooks;
let clerk: Clerk;

beforeAll(async () => {
  books = await openTestBooks();
  clerk = new Clerk(books);
  await clerk.addItem('SCREW', { price: '0.0100', onHand: 5000 });
  await clerk.addItem('BOTTLE', { price: '4.99', onHand: 100 });
  await clerk.addItem('CAGE', { price: '9.99', onHand: 100 });
  await clerk.addItem('FITTING', { kind: 'S', price: '15' });
  await clerk.addItem('SET', { kind: 'K', price: '17.50' });
  await clerk.do(async (tx) => {
    for (const [code, numerator] of [['KAR', 12], ['PAL', 480]] as const)
      await setUnit(tx, { item: 'BOTTLE', code, numerator, denominator: 1, ean: null, sold: code === 'KAR', user }); // prettier-ignore
    await setComponent(tx, { kit: 'SET', item: 'BOTTLE', quantity: 2, user });
    await setComponent(tx, { kit: 'SET', item: 'CAGE', quantity: 1, user });
  });
});
afterAll(() => books.close());

const linesOf = (order: number) =>
  clerk.tx.query('select ordqty, untcod, untqty, untpri, pri, perqty from soline where sonum = $1', [order]);
const totalOf = async (invoice: number) =>
  (await clerk.tx.query<{ nettot: string }>('select nettot from invhed where invnum = $1', [invoice]))[0]
    ?.nettot;
const errorOf = (deed: Promise<unknown>) =>
  deed.then(
    () => 'no error',
    (error: unknown) => (error instanceof FormError ? error.fields : error),
  );

describe('a unit of pack', () => {
  it('is ordered by itself and kept in the item’s own unit, at the price of so many', async () => {
    const order = await clerk.order([{ item: 'BOTTLE', quantity: 2, unit: 'KAR' }]);
    expect(await linesOf(order)).toEqual([
      { ordqty: 24, untcod: 'KAR', untqty: 2, untpri: '59.8800000', pri: '4.9900000', perqty: 1 },
    ]);
    expect(await clerk.allocated('BOTTLE')).toBe(24);
    await clerk.cancel(order, 1, 24);
  });

  it('has a price of its own, which is that of the document to the cent', async () => {
    await clerk.do((tx) => setListPrice(tx, { item: 'BOTTLE', price: '50', unit: 'KAR', from: null, user }));
    const order = await clerk.order([
      { item: 'BOTTLE', quantity: 1, unit: 'KAR' },
      { item: 'BOTTLE', quantity: 12 },
    ]);
    expect(await linesOf(order)).toMatchObject([
      { untpri: '50.0000000', pri: '4.1666667' },
      { untpri: '4.9900000', pri: '4.9900000' },
    ]);
    await clerk.ship(order, [1, 12], [2, 12]);
    expect(await totalOf(await clerk.do((tx) => invoiceOrder(tx, order, user)))).toBe('109.88');
  });

  it('has specials, whose break counts in the item’s own unit', async () => {
    const now = { date: '2020-01-01', time: '0000' };
    const special = { item: 'BOTTLE', unit: 'KAR', from: now, to: { date: '2099-01-01', time: '2400' }, text: '', user }; // prettier-ignore
    expect(await errorOf(clerk.do((tx) => addSpecial(tx, { ...special, price: '50', minimum: 1 })))).toEqual({
      price: 'MUST BE BELOW LIST PRICE 50.0000',
    });
    await clerk.do((tx) => addSpecial(tx, { ...special, price: '45', minimum: 24 }));
    const order = await clerk.order([
      { item: 'BOTTLE', quantity: 1, unit: 'KAR' },
      { item: 'BOTTLE', quantity: 2, unit: 'KAR' },
    ]);
    expect(await linesOf(order)).toMatchObject([{ untpri: '50.0000000' }, { untpri: '45.0000000' }]);
    await clerk.cancel(order, 1, 12);
    await clerk.cancel(order, 2, 24);
    await clerk.tx.query(`delete from spcpri where itmcod = 'BOTTLE'`);
  });

  it('is refused where there is none, where it is not sold, and where it does not come out whole', async () => {
    const order = (unit: string, quantity = 1) =>
      errorOf(clerk.order([{ item: 'BOTTLE', quantity, unit, row: 3 }]));
    expect(await order('DTZ')).toEqual({ 'unit-3': 'ITEM HAS NO UNIT DTZ' });
    expect(await order('PAL')).toEqual({ 'unit-3': 'IS NOT SOLD BY THE PAL' });
    await clerk.do((tx) =>
      setUnit(tx, { item: 'CAGE', code: 'DTZ', numerator: 1, denominator: 2, ean: null, sold: true, user }),
    );
    expect(await errorOf(clerk.order([{ item: 'CAGE', quantity: 3, unit: 'DTZ' }]))).toEqual({
      'quantity-1': '3 DTZ ARE NOT WHOLE ST',
    });
    expect(await order('KAR', 999_999)).toEqual({ 'quantity-3': 'IS MORE THAN CAN BE KEPT' });
    await clerk.tx.query(`update itmmas set pckflg = 'Y' where itmcod = 'BOTTLE'`);
    expect(await order('ST')).toEqual({ 'unit-3': 'IS NOT SOLD BY THE ST' });
    await clerk.tx.query(`update itmmas set pckflg = 'N' where itmcod = 'BOTTLE'`);
  });

  it('has an EAN that nothing else has, and stays while there are prices of it', async () => {
    const set = (ean: string, item = 'CAGE') =>
      errorOf(clerk.do((tx) => setUnit(tx, { item, code: 'KAR', numerator: 6, denominator: 1, ean, sold: true, user }))); // prettier-ignore
    expect(await set('4006381333932')).toEqual({ ean: 'IS NOT AN EAN: THE CHECK DIGIT IS WRONG' });
    expect(await set('4006381333931')).toBe('no error');
    expect(await set('4006381333931')).toBe('no error');
    expect(await set('4006381333931', 'BOTTLE')).toEqual({ ean: 'IS THE EAN OF CAGE' });
    expect((await unitsOf(clerk.tx, 'CAGE')).map(({ code }) => code)).toEqual(['ST', 'DTZ', 'KAR']);
    await clerk.do((tx) => removeUnit(tx, 'CAGE', 'KAR'));
    expect(await errorOf(clerk.do((tx) => removeUnit(tx, 'BOTTLE', 'KAR')))).toEqual({
      unit: 'THERE ARE PRICES OF KAR, END THEM FIRST',
    });
  });

  it('has prices only where the item has it, sold outside or not', async () => {
    const set = (item: string) =>
      errorOf(
        clerk.do((tx) => setListPrice(tx, { item, unit: 'KAR', per: 2, price: '90', from: null, user })),
      );
    expect(await set('HL-U509')).toEqual({ unit: 'ITEM HAS NO UNIT KAR' });
    expect(await set('WB-H098')).toBe('no error');
  });
});

it('charges for a hundred what is priced for a hundred, a thousandth of a cent included', async () => {
  await clerk.do((tx) => setListPrice(tx, { item: 'SCREW', price: '1.2345', per: 100, from: null, user }));
  const order = await clerk.order([{ item: 'SCREW', quantity: 1234 }]);
  expect(await linesOf(order)).toEqual([
    { ordqty: 1234, untcod: 'ST', untqty: 1234, untpri: '1.2345000', pri: '0.0123450', perqty: 100 },
  ]);
  await clerk.ship(order, [1, 1000]);
  const first = await clerk.do((tx) => invoiceOrder(tx, order, user));
  await clerk.ship(order, [1, 234]);
  const second = await clerk.do((tx) => invoiceOrder(tx, order, user));
  // 12.345 and 2.88873
  expect([await totalOf(first), await totalOf(second)]).toEqual(['12.35', '2.89']);
});

describe('a kit', () => {
  it('is sold outside from the first day on, and can be put together then', async () => {
    const kits = await clerk.tx.query<{ itmcod: string }>(
      `select itmcod from itmmas where itmknd = 'K' and webflg = 'Y' order by itmcod`,
    );
    const codes = kits.map(({ itmcod }) => itmcod.trim());
    expect(codes).toEqual(['KT-BTLM', 'KT-REPR']);
    for (const kit of codes) expect((await kitsInStock(clerk.tx, kit)).get('B1')).toBeGreaterThanOrEqual(5);
  });

  it('is ordered as one line with its components below, which hold the stock', async () => {
    const [bottles, cages] = [await clerk.allocated('BOTTLE'), await clerk.allocated('CAGE')];
    const order = await clerk.order([
      { item: 'SET', quantity: 3 },
      { item: 'CAGE', quantity: 1 },
    ]);
    expect(await clerk.lines(order)).toEqual([
      '1 K SET 3 0 0 0', '2 C BOTTLE 6 0 0 0', '3 C CAGE 3 0 0 0', '4 G CAGE 1 0 0 0',
    ]); // prettier-ignore
    expect([await clerk.allocated('BOTTLE'), await clerk.allocated('CAGE'), await clerk.allocated('SET')]).toEqual(
      [bottles + 6, cages + 4, 0],
    ); // prettier-ignore
    await clerk.cancel(order, 1, 3);
    await clerk.cancel(order, 4, 1);
    expect([await clerk.allocated('BOTTLE'), await clerk.allocated('CAGE'), await clerk.statusOf(order)]).toEqual(
      [bottles, cages, 'X'],
    ); // prettier-ignore
  });

  it('is shipped by components, counts when they are whole kits, and is invoiced at its own price', async () => {
    const [bottles, cages] = [await clerk.onHand('BOTTLE'), await clerk.onHand('CAGE')];
    const order = await clerk.order([{ item: 'SET', quantity: 2 }]);
    expect(await errorOf(clerk.ship(order, [1, 1]))).toEqual({
      'quantity-1': 'IS A KIT: SHIP ITS COMPONENTS',
    });
    await clerk.ship(order, [2, 3]);
    expect(await errorOf(clerk.do((tx) => invoiceOrder(tx, order, user)))).toEqual({
      invoice: 'NOTHING SHIPPED THAT IS NOT INVOICED',
    });
    await clerk.ship(order, [3, 1]);
    expect(await clerk.lines(order)).toEqual(['1 K SET 2 1 0 0', '2 C BOTTLE 4 3 0 0', '3 C CAGE 2 1 0 0']);
    const first = await clerk.do((tx) => invoiceOrder(tx, order, user));
    expect(await clerk.lines(order)).toEqual(['1 K SET 2 1 0 1', '2 C BOTTLE 4 3 0 2', '3 C CAGE 2 1 0 1']);
    expect(await clerk.statusOf(order)).toBe('P');
    await clerk.ship(order, [2, 1], [3, 1]);
    expect(await clerk.statusOf(order)).toBe('S');
    const second = await clerk.do((tx) => invoiceOrder(tx, order, user));
    expect(await clerk.statusOf(order)).toBe('I');
    expect([await totalOf(first), await totalOf(second)]).toEqual(['17.50', '17.50']);
    const billed = await clerk.tx.query('select itmcod, invqty, linnet from invlin where invnum = any($1)', [
      [first, second],
    ]);
    expect(billed).toEqual([1, 2].map(() => ({ itmcod: 'SET', invqty: 1, linnet: '17.50' })));
    expect([await clerk.onHand('BOTTLE'), await clerk.onHand('CAGE')]).toEqual([bottles - 4, cages - 2]);
  });

  it('is cancelled whole, as far as nothing of it has left', async () => {
    const order = await clerk.order([{ item: 'SET', quantity: 3 }]);
    await clerk.ship(order, [2, 1]);
    expect(await errorOf(clerk.cancel(order, 2, 1))).toEqual({
      'cancel-2': 'IS PART OF A KIT: CANCEL THE KIT',
    });
    expect(await errorOf(clerk.cancel(order, 1, 3))).toEqual({ 'cancel-1': 'ONLY 2 STILL OPEN' });
    await clerk.cancel(order, 1, 2);
    expect(await clerk.lines(order)).toEqual(['1 K SET 3 0 2 0', '2 C BOTTLE 6 1 4 0', '3 C CAGE 3 0 2 0']);
    await expect(
      books.connector.query('update soline set cnlqty = 5 where sonum = $1 and linnum = 2', [order]),
    ).rejects.toThrow('LINE 2 IS PART OF A KIT');
  });

  it('is cancelled by other systems too, and its components with it', async () => {
    const order = await clerk.order([{ item: 'SET', quantity: 1 }]);
    await books.connector.query('update soline set cnlqty = 1 where sonum = $1 and linnum = 1', [order]);
    expect(await clerk.lines(order)).toEqual(['1 K SET 1 0 1 0', '2 C BOTTLE 2 0 2 0', '3 C CAGE 1 0 1 0']);
    expect(await clerk.statusOf(order)).toBe('X');
  });

  it('keeps the recipe of the day it was ordered', async () => {
    const order = await clerk.order([{ item: 'SET', quantity: 1 }]);
    await clerk.do((tx) => setComponent(tx, { kit: 'SET', item: 'BOTTLE', quantity: 1, user }));
    expect(await clerk.lines(order)).toContain('2 C BOTTLE 2 0 0 0');
    await clerk.cancel(order, 1, 1);
    await clerk.do((tx) => setComponent(tx, { kit: 'SET', item: 'BOTTLE', quantity: 2, user }));
    expect(await componentsOf(clerk.tx, 'SET')).toMatchObject([
      { item: 'BOTTLE', quantity: 2 },
      { item: 'CAGE', quantity: 1 },
    ]);
  });

  it('can be made as often as the scarcest component allows', async () => {
    await clerk.count('BOTTLE', 5, 'L1');
    await clerk.count('CAGE', 9, 'L1');
    expect((await kitsInStock(clerk.tx, 'SET')).get('L1')).toBe(2);
    const order = await clerk.order([{ item: 'SET', quantity: 2, warehouse: null }]);
    expect(await clerk.tx.query('select distinct whscod from soline where sonum = $1', [order])).toEqual([
      { whscod: 'B1' },
    ]);
    await clerk.cancel(order, 1, 2);
  });

  it('has goods as components only, and at least one', async () => {
    const set = (kit: string, item: string) =>
      errorOf(clerk.do((tx) => setComponent(tx, { kit, item, quantity: 1, user })));
    expect(await set('BOTTLE', 'CAGE')).toEqual({ component: 'BOTTLE IS NOT A KIT' });
    expect(await set('SET', 'FITTING')).toEqual({ component: 'ONLY GOODS CAN BE IN A KIT' });
    await clerk.addItem('EMPTY', { kind: 'K' });
    expect(await errorOf(clerk.order([{ item: 'EMPTY', quantity: 1 }]))).toEqual({
      'item-1': 'KIT HAS NO COMPONENTS',
    });
    await set('EMPTY', 'CAGE');
    await clerk.do((tx) => removeComponent(tx, 'EMPTY', 'CAGE'));
    expect(await componentsOf(clerk.tx, 'EMPTY')).toEqual([]);
  });

  it('adds up in any order of deliveries, cancellations and invoices', async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('ship' as const), quantity: fc.integer({ min: 1, max: 5 }), line: fc.integer({ min: 2, max: 3 }) }),
      fc.record({ kind: fc.constant('cancel' as const), quantity: fc.integer({ min: 1, max: 2 }), line: fc.constant(1) }),
      fc.record({ kind: fc.constant('invoice' as const), quantity: fc.constant(0), line: fc.constant(0) }),
    ); // prettier-ignore
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(step, { maxLength: 8 }),
        async (kits, steps) => {
          await clerk.count('BOTTLE', 50);
          await clerk.count('CAGE', 50);
          const order = await clerk.order([{ item: 'SET', quantity: kits }]);
          await Promise.all(
            steps.map(async ({ kind, quantity, line }) => {
              const deed =
                kind === 'ship'
                  ? clerk.ship(order, [line, quantity])
                  : kind === 'cancel'
                    ? clerk.cancel(order, line, quantity)
                    : clerk.do((tx) => invoiceOrder(tx, order, user));
              const error = await errorOf(deed);
              if (error instanceof Error) throw error;
            }),
          );
          const wrong = await clerk.tx.query(
            `select c.linnum from soline c join soline k on k.sonum = c.sonum and k.linnum = c.parlin
           where c.sonum = $1 and (c.ordqty <> k.ordqty * c.kitqty or c.cnlqty <> k.cnlqty * c.kitqty
             or c.shpqty < k.shpqty * c.kitqty or c.invqty <> k.invqty * c.kitqty)`,
            [order],
          );
          expect(wrong).toEqual([]);
          const [sum] = await clerk.tx.query<{
            billed: number;
            invoiced: number;
            shipped: number;
            whole: number;
          }>(
            `select (select coalesce(sum(invqty), 0)::int from invlin where sonum = $1) as billed, k.invqty as invoiced,
                  k.shpqty as shipped,
                  (select min(shpqty / kitqty) from soline c where c.sonum = $1 and c.parlin = 1) as whole
           from soline k where k.sonum = $1 and k.linnum = 1`,
            [order],
          );
          expect(sum?.billed).toBe(sum?.invoiced);
          expect(sum?.shipped).toBe(sum?.whole);
        },
      ),
      { numRuns: 25 },
    );
  });
});

it('delivers a service without a shelf', async () => {
  const order = await clerk.order([{ item: 'FITTING', quantity: 1 }]);
  await clerk.ship(order, [1, 1]);
  await clerk.do((tx) => invoiceOrder(tx, order, user));
  expect(await clerk.statusOf(order)).toBe('I');
  expect(await clerk.tx.query(`select from stkmov where itmcod = 'FITTING'`)).toEqual([]);
  expect(await errorOf(clerk.count('FITTING', 1))).toEqual({ quantity: 'ONLY GOODS ARE ON A SHELF' });
});

describe('an order that is shipped complete', () => {
  it('leaves when everything of it does', async () => {
    await clerk.count('CAGE', 10);
    await clerk.count('BOTTLE', 10);
    const order = await clerk.order([{ item: 'CAGE', quantity: 2 }, { item: 'SET', quantity: 1 }], { complete: true }); // prettier-ignore
    expect(await errorOf(clerk.ship(order, [1, 2]))).toEqual({
      'quantity-3': 'ORDER IS SHIPPED COMPLETE OR NOT AT ALL',
    });
    await clerk.ship(order, [1, 2], [3, 2], [4, 1]);
    expect(await clerk.statusOf(order)).toBe('S');
  });

  it('leaves without what was cancelled', async () => {
    const order = await clerk.order([{ item: 'CAGE', quantity: 2 }, { item: 'BOTTLE', quantity: 1 }], { complete: true }); // prettier-ignore
    await clerk.cancel(order, 2, 1);
    await clerk.ship(order, [1, 2]);
    expect(await clerk.statusOf(order)).toBe('S');
  });
});

it('moves goods from one warehouse to another, on hand in neither while they are on their way', async () => {
  await clerk.count('CAGE', 20);
  await clerk.count('CAGE', 5, 'L1');
  const transfer = { from: 'B1', to: 'L1', expected: '2030-01-01', user };
  const send = (quantity: number, of = {}) =>
    clerk.do((tx) => sendTransfer(tx, { ...transfer, lines: [{ item: 'CAGE', quantity }], ...of }));
  expect(await errorOf(send(21))).toEqual({ 'quantity-1': 'NOT ENOUGH CAGE ON HAND IN B1' });
  expect(await errorOf(send(1, { to: 'B1' }))).toEqual({ to: 'IS WHERE THE GOODS ARE' });
  const number = await send(8);
  expect([await clerk.onHand('CAGE'), await clerk.onHand('CAGE', 'L1')]).toEqual([12, 5]);
  const receive = (quantity: number) =>
    clerk.do((tx) => receiveTransfer(tx, { number, line: 1, quantity, user }));
  await receive(5);
  expect(await errorOf(receive(4))).toEqual({ 'quantity-1': 'ONLY 3 ARE ON THEIR WAY' });
  await receive(3);
  expect([await clerk.onHand('CAGE'), await clerk.onHand('CAGE', 'L1')]).toEqual([12, 13]);
  const moves = await clerk.tx.query(
    `select whscod, movtyp, movqty from stkmov where refnum = $1 order by movnum`,
    [number],
  );
  expect(moves).toEqual([
    { whscod: 'B1', movtyp: 'T', movqty: -8 },
    { whscod: 'L1', movtyp: 'T', movqty: 5 },
    { whscod: 'L1', movtyp: 'T', movqty: 3 },
  ]);
});

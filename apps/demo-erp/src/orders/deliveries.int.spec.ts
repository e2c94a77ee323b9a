import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FormError, NotOnFile } from '../form-error.ts';
import { invoiceOrder } from '../invoices/invoices.ts';
import { type TestBooks, openTestBooks } from '../test/books.ts';
import { Clerk, user } from '../test/clerk.ts';
import {
  addDeliveryLine,
  changeCarrier,
  correctDelivery,
  deleteDelivery,
  openDelivery,
} from './deliveries.ts';

let books: TestBooks;
let clerk: Clerk;

beforeAll(async () => {
  books = await openTestBooks();
  clerk = new Clerk(books);
  await clerk.addItem('BELL');
  await clerk.addItem('HORN');
  await clerk.addItem('TUNING', { kind: 'S' });
  await clerk.addItem('SET-1', { kind: 'K' });
  await clerk.tx.query(`insert into itmkit (itmcod, cmpcod, cmpqty) values ('SET-1', 'BELL', 2)`);
});
beforeEach(async () => {
  await clerk.count('BELL', 10);
  await clerk.count('HORN', 10);
});
afterAll(() => books.close());

const errorOf = (deed: Promise<unknown>) =>
  deed.then(
    () => 'no error',
    (error: unknown) => (error instanceof FormError ? error.fields : error),
  );
const opened = (number: number, of: object = {}) =>
  clerk.do((tx) => openDelivery(tx, { number, warehouse: 'B1', tracking: null, user, ...of }));
const add = (delivery: number, line: number, quantity: number) =>
  clerk.do((tx) => addDeliveryLine(tx, { delivery, line, quantity, user }));
const correct = (delivery: number, line: number, quantity: number) =>
  clerk.do((tx) => correctDelivery(tx, { delivery, line, quantity, user }));
const drop = (delivery: number) => clerk.do((tx) => deleteDelivery(tx, { delivery, user }));
const movements = async (item: string) =>
  (
    await clerk.tx.query<{ said: string }>(
      `select concat_ws(' ', movtyp, movqty, balqty, refnum) as said from stkmov where itmcod = $1 and movtyp <> 'C'
       order by movnum`,
      [item],
    )
  ).map(({ said }) => said);
const noteOf = async (delivery: number) => ({
  head: (
    await clerk.tx.query('select sonum, whscod, carcod, trkref from dlvhed where dlvnum = $1', [delivery])
  )[0],
  lines: (
    await clerk.tx.query<{ said: string }>(
      `select concat_ws(' ', linnum, sonum, solin, rtrim(itmcod), dlvqty) as said from dlvlin where dlvnum = $1 order by linnum`,
      [delivery],
    )
  ).map(({ said }) => said),
});

describe('a delivery note', () => {
  it('is opened first, and its lines are typed in one after the other', async () => {
    const order = await clerk.order([
      { item: 'BELL', quantity: 3 },
      { item: 'TUNING', quantity: 1 },
    ]);
    const delivery = await opened(order, { carrier: 'EXPR', tracking: 'T-1' });
    const head = { sonum: order, whscod: 'B1', carcod: 'EXPR', trkref: 'T-1' };
    expect([await noteOf(delivery), await clerk.statusOf(order), await clerk.onHand('BELL')]).toEqual([
      { head, lines: [] },
      'O',
      10,
    ]);
    await add(delivery, 1, 2);
    expect([await clerk.statusOf(order), await clerk.onHand('BELL')]).toEqual(['P', 8]);
    await add(delivery, 2, 1);
    await add(delivery, 1, 1);
    expect(await noteOf(delivery)).toEqual({
      head,
      lines: [`1 ${order} 1 BELL 2`, `2 ${order} 2 TUNING 1`, `3 ${order} 1 BELL 1`],
    });
    expect([await clerk.statusOf(order), await clerk.onHand('BELL')]).toEqual(['S', 7]);
    expect(await errorOf(opened(order))).toEqual({ warehouse: 'NOTHING TO SHIP' });
  });

  it('has the carrier and a number that the system makes up when none are typed', async () => {
    const order = await clerk.order([{ item: 'BELL', quantity: 1 }]);
    const delivery = await opened(order);
    expect((await noteOf(delivery)).head).toEqual({
      ...{ sonum: order, whscod: 'B1', carcod: 'GRND', trkref: `VH0000${delivery}` },
    });
    const change = (of: { carrier: string; tracking: string | null }) =>
      clerk.do((tx) => changeCarrier(tx, { delivery, user, ...of }));
    await change({ carrier: 'FRGT', tracking: null });
    expect((await noteOf(delivery)).head).toMatchObject({ carcod: 'FRGT', trkref: null });
    const unknown = { carrier: 'NO CARRIER NONE' };
    expect(await errorOf(change({ carrier: 'NONE', tracking: null }))).toEqual(unknown);
    expect(await errorOf(opened(order, { carrier: 'NONE' }))).toEqual(unknown);
  });

  it('takes no more than is open and on its shelf, and no kits', async () => {
    const order = await clerk.order([
      { item: 'SET-1', quantity: 1 },
      { item: 'HORN', quantity: 12 },
    ]);
    const delivery = await opened(order);
    expect(await errorOf(add(delivery, 1, 1))).toEqual({ line: 'IS A KIT: SHIP ITS COMPONENTS' });
    expect(await errorOf(add(delivery, 9, 1))).toEqual({ line: 'NO LINE 9' });
    expect(await errorOf(add(delivery, 2, 3))).toEqual({ quantity: 'ONLY 2 STILL OPEN' });
    expect(await errorOf(add(delivery, 3, 11))).toEqual({ quantity: 'NOT ENOUGH ON HAND IN B1' });
    expect(await errorOf(opened(order, { warehouse: 'ZZ' }))).toEqual({ warehouse: 'NO WAREHOUSE ZZ' });
    expect(await errorOf(add(999_999_999, 1, 1))).toEqual(new NotOnFile('DELIVERY 999999999'));
    await clerk.tx.query(`update cusmas set cussts = 'B' where cusnum = 20001`);
    expect(await errorOf(opened(order))).toEqual({ warehouse: 'CUSTOMER IS BLOCKED' });
    await clerk.tx.query(`update cusmas set cussts = 'A' where cusnum = 20001`);
    expect((await noteOf(delivery)).lines).toEqual([]);
  });

  it('is deleted: the goods are back on the shelf, and the order is open again', async () => {
    const order = await clerk.order([
      { item: 'HORN', quantity: 4 },
      { item: 'TUNING', quantity: 1 },
    ]);
    const [delivery = 0] = await clerk.ship(order, [1, 4], [2, 1]);
    const held = await clerk.allocated('HORN');
    expect([await clerk.statusOf(order), await clerk.onHand('HORN')]).toEqual(['S', 6]);
    expect(await drop(delivery)).toEqual({ order, units: 5 });
    expect(await noteOf(delivery)).toEqual({ head: undefined, lines: [] });
    expect([await clerk.statusOf(order), await clerk.onHand('HORN'), await clerk.allocated('HORN')]).toEqual([
      'O',
      10,
      held + 4,
    ]);
    expect((await movements('HORN')).slice(-2)).toEqual([`D -4 6 ${delivery}`, `D 4 10 ${delivery}`]);
    expect(await errorOf(drop(delivery))).toEqual(new NotOnFile(`DELIVERY ${delivery}`));
  });

  it('of components is deleted with what they made of their kit', async () => {
    const order = await clerk.order([{ item: 'SET-1', quantity: 2 }]);
    const [delivery = 0] = await clerk.ship(order, [2, 3]);
    expect(await clerk.lines(order)).toEqual(['1 K SET-1 2 1 0 0', '2 C BELL 4 3 0 0']);
    await correct(delivery, 1, 1);
    expect(await clerk.lines(order)).toEqual(['1 K SET-1 2 0 0 0', '2 C BELL 4 1 0 0']);
    await drop(delivery);
    expect(await clerk.lines(order)).toEqual(['1 K SET-1 2 0 0 0', '2 C BELL 4 0 0 0']);
  });

  it('is corrected, up and down, and a line without units is gone', async () => {
    const order = await clerk.order([{ item: 'HORN', quantity: 5 }]);
    const [delivery = 0] = await clerk.ship(order, [1, 3]);
    await correct(delivery, 1, 1);
    expect([await clerk.onHand('HORN'), await clerk.lines(order), (await noteOf(delivery)).lines]).toEqual([
      9,
      ['1 G HORN 5 1 0 0'],
      [`1 ${order} 1 HORN 1`],
    ]);
    await correct(delivery, 1, 5);
    expect([await clerk.onHand('HORN'), await clerk.statusOf(order)]).toEqual([5, 'S']);
    expect(await errorOf(correct(delivery, 1, 6))).toEqual({ 'quantity-1': 'ONLY 0 STILL OPEN' });
    expect(await errorOf(correct(delivery, 2, 1))).toEqual({ 'quantity-2': 'NO LINE 2' });
    await clerk.count('HORN', 0);
    await correct(delivery, 1, 4);
    await clerk.count('HORN', 0);
    expect(await errorOf(correct(delivery, 1, 5))).toEqual({ 'quantity-1': 'NOT ENOUGH ON HAND IN B1' });
    await correct(delivery, 1, 0);
    expect([(await noteOf(delivery)).lines, await clerk.statusOf(order), await clerk.onHand('HORN')]).toEqual(
      [[], 'O', 4],
    );
  });

  it('that is invoiced is not taken back', async () => {
    const order = await clerk.order([{ item: 'HORN', quantity: 3 }]);
    const [first = 0] = await clerk.ship(order, [1, 2]);
    await clerk.do((tx) => invoiceOrder(tx, order, user));
    const [second = 0] = await clerk.ship(order, [1, 1]);
    expect(await errorOf(drop(first))).toEqual({ delete: '2 ARE INVOICED' });
    expect(await errorOf(correct(first, 1, 0))).toEqual({ 'quantity-1': '2 ARE INVOICED' });
    await drop(second);
    expect(await clerk.lines(order)).toEqual(['1 G HORN 3 2 0 2']);
  });
});

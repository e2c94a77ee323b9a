import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FormError } from '../form-error.ts';
import { invoiceOrder } from '../invoices/invoices.ts';
import { setUnit } from '../items/units.ts';
import { type TestBooks, openTestBooks } from '../test/books.ts';
import { Clerk, user } from '../test/clerk.ts';
import * as changes from './line-changes.ts';
import { type Address, changeReferences, copyOrder, deleteOrder, redirect } from './order-changes.ts';
import { addCharge } from './order-entry.ts';

let books: TestBooks;
let clerk: Clerk;

beforeAll(async () => {
  books = await openTestBooks();
  clerk = new Clerk(books);
  for (const item of ['BELL', 'HORN', 'RACK']) await clerk.addItem(item);
  await clerk.addItem('TUNING', { kind: 'S', price: '30' });
  await clerk.addItem('SET-1', { kind: 'K', price: '50' });
  await clerk.tx.query(
    `insert into itmkit (itmcod, cmpcod, cmpqty) values ('SET-1', 'BELL', 2), ('SET-1', 'RACK', 1)`,
  );
  const box = { item: 'BELL', code: 'KAR', numerator: 6, denominator: 1, ean: null, sold: true, user };
  await clerk.do((tx) => setUnit(tx, box));
});
beforeEach(async () => {
  for (const item of ['BELL', 'HORN', 'RACK']) await clerk.count(item, 50);
});
afterAll(() => books.close());

const errorOf = (deed: Promise<unknown>) =>
  deed.then(
    () => 'no error',
    (error: unknown) => (error instanceof FormError ? error.fields : error),
  );
const quantity = (number: number, line: number, of: number) =>
  clerk.do((tx) => changes.changeQuantity(tx, { number, line, quantity: of }));
const replace = (number: number, line: number, item: string) =>
  clerk.do((tx) => changes.replaceItem(tx, { number, line, item }));
const split = (number: number, line: number, of: number) =>
  clerk.do((tx) => changes.splitLine(tx, { number, line, quantity: of }));
const remove = (number: number, line: number) => clerk.do((tx) => changes.deleteLine(tx, { number, line }));
const uncancel = (number: number, line: number, of: number) =>
  clerk.do((tx) => changes.uncancelLine(tx, { number, line, quantity: of }));
const columns = <T>(of: string, number: number, line: number) =>
  clerk.tx.query<T>(`select ${of} from soline where sonum = $1 and linnum = $2`, [number, line]);

describe('the quantity of a line', () => {
  it('goes up and down, and stock and status follow', async () => {
    const order = await clerk.order([{ item: 'BELL', quantity: 3 }]);
    const held = await clerk.allocated('BELL');
    await quantity(order, 1, 7);
    expect([await clerk.lines(order), await clerk.allocated('BELL')]).toEqual([
      ['1 G BELL 7 0 0 0'],
      held + 4,
    ]);
    await clerk.ship(order, [1, 2]);
    await clerk.cancel(order, 1, 1);
    expect(await errorOf(quantity(order, 1, 2))).toEqual({ quantity: '3 ARE SHIPPED OR CANCELLED' });
    await quantity(order, 1, 3);
    expect([await clerk.statusOf(order), await clerk.lines(order)]).toEqual(['S', ['1 G BELL 3 2 1 0']]);
    await quantity(order, 1, 4);
    expect(await clerk.statusOf(order)).toBe('P');
  });

  it('is typed in the unit of the line', async () => {
    const order = await clerk.order([{ item: 'BELL', quantity: 2, unit: 'KAR' }]);
    await quantity(order, 1, 3);
    expect(await columns('ordqty, untqty, untcod', order, 1)).toEqual([
      { ordqty: 18, untqty: 3, untcod: 'KAR' },
    ]);
    expect(await errorOf(quantity(order, 1, 9_999_999))).toEqual({ quantity: 'IS MORE THAN CAN BE KEPT' });
  });

  it('of a kit is that of its components', async () => {
    const order = await clerk.order([{ item: 'SET-1', quantity: 3 }]);
    await quantity(order, 1, 4);
    await clerk.ship(order, [2, 3]);
    // Three of a component are parts of two kits.
    expect(await errorOf(quantity(order, 1, 1))).toEqual({ quantity: '2 ARE SHIPPED OR CANCELLED' });
    await quantity(order, 1, 2);
    expect(await clerk.lines(order)).toEqual(['1 K SET-1 2 0 0 0', '2 C BELL 4 3 0 0', '3 C RACK 2 0 0 0']);
    expect(await errorOf(quantity(order, 2, 9))).toEqual({ quantity: 'IS PART OF A KIT: CHANGE THE KIT' });
    expect(await errorOf(quantity(order, 9, 9))).toEqual({ quantity: 'NO LINE 9' });
  });

  it('of a charge is one', async () => {
    const order = await clerk.order([{ item: 'BELL', quantity: 1 }], {
      charges: [{ code: 'PACKING', amount: null }],
    });
    expect(await errorOf(quantity(order, 2, 2))).toEqual({ quantity: 'IS A CHARGE: CHANGE ITS PRICE' });
  });
});

describe('a line', () => {
  it('is deleted as long as nothing of it has left, and its number is given again', async () => {
    const order = await clerk.order([
      { item: 'BELL', quantity: 1 },
      { item: 'HORN', quantity: 2 },
      { item: 'SET-1', quantity: 1 },
    ]);
    await clerk.ship(order, [1, 1]);
    expect(await errorOf(remove(order, 1))).toEqual({ delete: 'SOME ARE SHIPPED' });
    await clerk.ship(order, [5, 1]);
    expect(await errorOf(remove(order, 3))).toEqual({ delete: 'SOME ARE SHIPPED' });
    const held = await clerk.allocated('HORN');
    await remove(order, 2);
    expect(await clerk.allocated('HORN')).toBe(held - 2);
    await clerk.ship(order, [4, 2]);
    expect(await clerk.statusOf(order)).toBe('S');
    const added = await clerk.do((tx) =>
      changes.addOrderLine(tx, order, { item: 'HORN', quantity: 4, price: null, warehouse: null }),
    );
    await remove(order, added);
    expect([added, await clerk.statusOf(order)]).toEqual([6, 'S']);
    const again = await clerk.do((tx) =>
      addCharge(tx, { number: order, charge: { code: 'COD', amount: '3' } }),
    );
    expect(again).toBeUndefined();
    expect(await clerk.lines(order)).toContain('6 H COD 1 1 0 0');
    await remove(order, 6);
    expect((await clerk.lines(order)).length).toBe(4);
  });

  it('that is the last is not deleted, and a kit goes with its components', async () => {
    const order = await clerk.order([
      { item: 'SET-1', quantity: 1 },
      { item: 'BELL', quantity: 1 },
    ]);
    await clerk.do((tx) => addCharge(tx, { number: order, charge: { code: 'COD', amount: '3' } }));
    await remove(order, 1);
    expect(await clerk.lines(order)).toEqual(['4 G BELL 1 0 0 0', '5 H COD 1 1 0 0']);
    expect(await errorOf(remove(order, 4))).toEqual({ delete: 'IS THE ONLY LINE: DELETE THE ORDER' });
  });

  it('with a charge that is invoiced stays', async () => {
    const order = await clerk.order([{ item: 'BELL', quantity: 1 }], {
      charges: [{ code: 'PACKING', amount: null }],
    });
    await clerk.ship(order, [1, 1]);
    await clerk.do((tx) => invoiceOrder(tx, order, user));
    expect(await errorOf(remove(order, 2))).toEqual({ delete: 'IS INVOICED' });
  });

  it('is added at today’s price, or what is wrong is said beside its field', async () => {
    const order = await clerk.order([{ item: 'BELL', quantity: 1 }]);
    const add = (item: string, of: object = {}) =>
      clerk.do((tx) =>
        changes.addOrderLine(tx, order, { item, quantity: 2, price: null, warehouse: 'B1', ...of }),
      );
    expect(await add('HORN')).toBe(2);
    expect(await add('SET-1')).toBe(3);
    expect(await add('BELL', { unit: 'KAR', price: '55' })).toBe(6);
    expect(await clerk.lines(order)).toEqual([
      '1 G BELL 1 0 0 0',
      '2 G HORN 2 0 0 0',
      ...['3 K SET-1 2 0 0 0', '4 C BELL 4 0 0 0', '5 C RACK 2 0 0 0'],
      '6 G BELL 12 0 0 0',
    ]);
    expect(await columns('untpri, untqty', order, 2)).toEqual([{ untpri: '10.0000000', untqty: 2 }]);
    expect(await errorOf(add('NOPE'))).toEqual({ item: 'NO ITEM NOPE' });
    expect(await errorOf(add('HORN', { unit: 'KAR' }))).toEqual({ unit: 'ITEM HAS NO UNIT KAR' });
    expect(await errorOf(add('HORN', { warehouse: 'ZZ' }))).toEqual({ warehouse: 'NO WAREHOUSE ZZ' });
  });

  it('is split in two, of packs in whole ones, of kits with their components', async () => {
    const order = await clerk.order([{ item: 'BELL', quantity: 5 }]);
    await clerk.do((tx) => changes.discount(tx, { number: order, line: 1, percent: '10' }));
    expect(await split(order, 1, 2)).toBe(2);
    expect(await clerk.lines(order)).toEqual(['1 G BELL 3 0 0 0', '2 G BELL 2 0 0 0']);
    const of = 'pri, dispct, untqty, whscod, itmdsc, taxcod';
    expect(await columns(of, order, 2)).toEqual([
      { pri: '10.0000000', dispct: '10.00', untqty: 2, whscod: 'B1', itmdsc: 'BELL', taxcod: 'S' },
    ]);
    await clerk.ship(order, [1, 2]);
    expect(await errorOf(split(order, 1, 2))).toEqual({ quantity: 'ONLY 1 STILL OPEN' });
    expect(await errorOf(split(order, 2, 2))).toEqual({ quantity: 'IS THE WHOLE LINE' });

    const boxes = await clerk.order([{ item: 'BELL', quantity: 3, unit: 'KAR' }]);
    expect(await errorOf(split(boxes, 1, 4))).toEqual({ quantity: '4 ARE NOT WHOLE KAR' });
    await split(boxes, 1, 6);
    expect(await columns('ordqty, untqty, untcod', boxes, 2)).toEqual([
      { ordqty: 6, untqty: 1, untcod: 'KAR' },
    ]);

    const kits = await clerk.order([{ item: 'SET-1', quantity: 3 }]);
    expect(await split(kits, 1, 1)).toBe(4);
    expect(await clerk.lines(kits)).toEqual([
      ...['1 K SET-1 2 0 0 0', '2 C BELL 4 0 0 0', '3 C RACK 2 0 0 0'],
      ...['4 K SET-1 1 0 0 0', '5 C BELL 2 0 0 0', '6 C RACK 1 0 0 0'],
    ]);
    expect(await columns('parlin, kitqty', kits, 5)).toEqual([{ parlin: 4, kitqty: 2 }]);
    await clerk.ship(kits, [5, 2], [6, 1]);
    expect((await clerk.lines(kits)).slice(3)).toEqual([
      ...['4 K SET-1 1 1 0 0', '5 C BELL 2 2 0 0', '6 C RACK 1 1 0 0'],
    ]);
  });

  it('gets another item for what is open, at the price that was agreed', async () => {
    const whole = await clerk.order([{ item: 'BELL', quantity: 2, price: '7.50' }]);
    expect(await replace(whole, 1, 'HORN')).toBe(1);
    expect(await clerk.lines(whole)).toEqual(['1 G HORN 2 0 0 0']);
    expect(await columns('itmdsc, untpri', whole, 1)).toEqual([{ itmdsc: 'HORN', untpri: '7.5000000' }]);

    const part = await clerk.order([{ item: 'BELL', quantity: 5, price: '7.50' }]);
    await clerk.ship(part, [1, 2]);
    await clerk.cancel(part, 1, 1);
    const held = await clerk.allocated('BELL');
    expect(await replace(part, 1, 'HORN')).toBe(2);
    expect(await clerk.lines(part)).toEqual(['1 G BELL 3 2 1 0', '2 G HORN 2 0 0 0']);
    expect(await clerk.allocated('BELL')).toBe(held - 2);
    expect(await errorOf(replace(part, 1, 'RACK'))).toEqual({ item: 'NOTHING IS OPEN' });
    expect(await errorOf(replace(part, 2, 'HORN'))).toEqual({ item: 'IS THE SAME ITEM' });
    expect(await errorOf(replace(part, 2, 'NOPE'))).toEqual({ item: 'NO ITEM NOPE' });
    expect(await errorOf(replace(part, 2, 'TUNING'))).toEqual({ item: 'ONLY GOODS REPLACE GOODS' });

    const boxes = await clerk.order([{ item: 'BELL', quantity: 2, unit: 'KAR', price: '54' }]);
    await replace(boxes, 1, 'HORN');
    expect(await columns('ordqty, untqty, untcod, untpri, perqty', boxes, 1)).toEqual([
      { ordqty: 12, untqty: 12, untcod: 'ST', untpri: '9.0000000', perqty: 1 },
    ]);
    const kit = await clerk.order([{ item: 'SET-1', quantity: 1 }]);
    expect(await errorOf(replace(kit, 1, 'HORN'))).toEqual({ item: 'ONLY GOODS ARE REPLACED' });
  });

  it('gets a discount and another price, as far as it is not invoiced', async () => {
    const order = await clerk.order(
      [
        { item: 'BELL', quantity: 2 },
        { item: 'SET-1', quantity: 1 },
      ],
      { charges: [{ code: 'PACKING', amount: null }] },
    );
    const discount = (line: number | null, percent: string) =>
      clerk.do((tx) => changes.discount(tx, { number: order, line, percent }));
    const price = (line: number, of: string) =>
      clerk.do((tx) => changes.changePrice(tx, { number: order, line, price: of }));
    const discounts = async () =>
      (
        await clerk.tx.query<{ dispct: string }>(
          'select dispct from soline where sonum = $1 order by linnum',
          [order],
        )
      ).map(({ dispct }) => dispct);
    await discount(null, '7.5');
    expect(await discounts()).toEqual(['7.50', '7.50', '0.00', '0.00', '0.00']);
    await discount(5, '50');
    await price(5, '6');
    await price(1, '9.99');
    for (const wrong of ['100.01', '7.555', '-1', ''])
      expect(await errorOf(discount(1, wrong))).toEqual({ percent: 'IS NOT A PERCENTAGE LIKE 12.50' });
    expect(await errorOf(discount(3, '1'))).toEqual({ percent: 'IS PART OF A KIT: CHANGE THE KIT' });
    expect(await errorOf(price(1, '1000000000'))).toEqual({ price: 'IS MORE THAN CAN BE KEPT' });
    await clerk.ship(order, [1, 2]);
    const invoice = await clerk.do((tx) => invoiceOrder(tx, order, user));
    // 2 × 9.99 less 7.5 % are 18.48, and half of 6.00.
    expect(await clerk.tx.query('select nettot from invhed where invnum = $1', [invoice])).toEqual([
      { nettot: '21.48' },
    ]);
    expect(await errorOf(discount(1, '3'))).toEqual({ percent: 'IS INVOICED OR CANCELLED' });
    expect(await errorOf(price(1, '3'))).toEqual({ price: 'IS INVOICED OR CANCELLED' });
    await discount(null, '4');
    expect(await discounts()).toEqual(['7.50', '4.00', '0.00', '0.00', '50.00']);
  });

  it('in packs gets the price of a pack', async () => {
    const order = await clerk.order([{ item: 'BELL', quantity: 2, unit: 'KAR', price: '54' }]);
    await clerk.do((tx) => changes.changePrice(tx, { number: order, line: 1, price: '50' }));
    expect(await columns('untpri, pri', order, 1)).toEqual([{ untpri: '50.0000000', pri: '8.3333333' }]);
  });
});

describe('units that were cancelled', () => {
  it('are wanted again, with the charges of a cancelled order', async () => {
    const order = await clerk.order([{ item: 'BELL', quantity: 3 }], {
      charges: [{ code: 'PACKING', amount: null }],
    });
    await clerk.cancel(order, 1, 3);
    expect([await clerk.statusOf(order), await clerk.lines(order)]).toEqual([
      'X',
      ['1 G BELL 3 0 3 0', '2 H PACKING 1 0 1 0'],
    ]);
    expect(await errorOf(uncancel(order, 1, 4))).toEqual({ quantity: 'ONLY 3 ARE CANCELLED' });
    expect(await errorOf(uncancel(order, 2, 1))).toEqual({
      quantity: 'IS A CHARGE: IT COMES BACK WITH THE GOODS',
    });
    const held = await clerk.allocated('BELL');
    await uncancel(order, 1, 2);
    expect([await clerk.statusOf(order), await clerk.lines(order), await clerk.allocated('BELL')]).toEqual([
      'O',
      ['1 G BELL 3 0 1 0', '2 H PACKING 1 1 0 0'],
      held + 2,
    ]);
  });

  it('of a kit come back with its components', async () => {
    const order = await clerk.order([{ item: 'SET-1', quantity: 2 }]);
    await clerk.cancel(order, 1, 2);
    await uncancel(order, 1, 1);
    expect(await clerk.lines(order)).toEqual(['1 K SET-1 2 0 1 0', '2 C BELL 4 0 2 0', '3 C RACK 2 0 1 0']);
  });
});

describe('the head of an order', () => {
  it('says of the customer’s papers what the clerk types', async () => {
    const order = await clerk.order([{ item: 'BELL', quantity: 1 }], { reference: '10000123' });
    await clerk.do((tx) =>
      changeReferences(tx, {
        ...{ number: order, reference: '10000123 / PO 77', purchaseOrder: 'PO 77', user: 'ANNA' },
      }),
    );
    expect(
      await clerk.tx.query('select cusref, purnum, chgusr from sohead where sonum = $1', [order]),
    ).toEqual([{ cusref: '10000123 / PO 77', purnum: 'PO 77', chgusr: 'ANNA' }]);
  });

  it('says where the goods go, while any are to go', async () => {
    const order = await clerk.order([{ item: 'BELL', quantity: 1 }]);
    const address: Address = {
      ...{ name: 'Nachbar', street: 'Weg 1', street2: 'Hof', zip: '97400', city: 'Saint-Denis' },
      ...{ region: 'RE', country: 'FR' },
    };
    const send = (of: Partial<Address> = {}) =>
      clerk.do((tx) => redirect(tx, { number: order, address: { ...address, ...of }, user: 'ANNA' }));
    await send();
    expect(
      await clerk.tx.query(
        'select dlvnam, dlvst1, dlvst2, dlvzip, dlvcty, dlvreg, dlvctc, chgusr from sohead where sonum = $1',
        [order],
      ),
    ).toEqual([
      {
        ...{ dlvnam: 'Nachbar', dlvst1: 'Weg 1', dlvst2: 'Hof', dlvzip: '97400', dlvcty: 'Saint-Denis' },
        ...{ dlvreg: 'RE', dlvctc: 'FR', chgusr: 'ANNA' },
      },
    ]);
    expect(await errorOf(send({ country: 'ZZ', region: null }))).toEqual({ country: 'NO COUNTRY ZZ' });
    expect(await errorOf(send({ region: 'NM' }))).toEqual({ region: 'NO REGION NM IN FR' });
    await clerk.ship(order, [1, 1]);
    expect(await errorOf(send())).toEqual({ name: 'NOTHING IS OPEN' });
  });

  it('is gone with its lines while nothing was delivered or invoiced', async () => {
    const order = await clerk.order([{ item: 'BELL', quantity: 2 }], {
      charges: [{ code: 'PACKING', amount: null }],
    });
    const held = await clerk.allocated('BELL');
    const drop = (number: number) => clerk.do((tx) => deleteOrder(tx, number));
    await drop(order);
    expect([await clerk.statusOf(order), await clerk.lines(order), await clerk.allocated('BELL')]).toEqual([
      undefined,
      [],
      held - 2,
    ]);
    const shipped = await clerk.order([{ item: 'BELL', quantity: 1 }]);
    const [delivery] = await clerk.ship(shipped, [1, 1]);
    expect(await errorOf(drop(shipped))).toEqual({ delete: `THERE IS DELIVERY ${delivery}` });
  });

  it('is copied with its reference and origin, and nothing of it is shipped or cancelled', async () => {
    const order = await clerk.order(
      [
        { item: 'SET-1', quantity: 2 },
        { item: 'BELL', quantity: 1, unit: 'KAR', price: '50' },
      ],
      { reference: '10000124', purchaseOrder: 'PO 1', charges: [{ code: 'COD', amount: '3' }] },
    );
    await clerk.tx.query(`update sohead set soorg = 'W', extref = 'shop' where sonum = $1`, [order]);
    await clerk.cancel(order, 1, 1);
    await clerk.ship(order, [4, 6]);
    const copy = await clerk.do((tx) => copyOrder(tx, { number: order, user }));
    const head =
      'select soorg, cusnum, cusref, extref, purnum, dlvnam, bilcus, sosts from sohead where sonum = $1';
    const [before, after] = [await clerk.tx.query(head, [order]), await clerk.tx.query(head, [copy])];
    expect(after).toEqual([{ ...(before[0] as object), sosts: 'O' }]);
    expect(await clerk.lines(copy)).toEqual([
      ...['1 K SET-1 2 0 0 0', '2 C BELL 4 0 0 0', '3 C RACK 2 0 0 0', '4 G BELL 6 0 0 0', '5 H COD 1 1 0 0'],
    ]);
    expect(await columns('untcod, untqty, untpri', copy, 4)).toEqual([
      { untcod: 'KAR', untqty: 1, untpri: '50.0000000' },
    ]);
  });
});

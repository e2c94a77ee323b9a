import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FormError, NotOnFile } from '../form-error.ts';
import { setUnit } from '../items/units.ts';
import { type TestBooks, openTestBooks } from '../test/books.ts';
import { Clerk, user } from '../test/clerk.ts';
import { type Correction, correctInvoice, deleteInvoice, postInvoices } from './corrections.ts';
import { creditInvoice } from './credits.ts';
import { type Part, invoiceCustomer, invoiceOrder } from './invoices.ts';

let books: TestBooks;
let clerk: Clerk;

beforeAll(async () => {
  books = await openTestBooks();
  clerk = new Clerk(books);
  await clerk.addItem('BELL', { onHand: 1_000 });
  await clerk.addItem('MILK', { onHand: 1_000 });
  await clerk.tx.query(`update itmmas set taxcod = 'R' where itmcod = 'MILK'`);
  await clerk.addItem('SET-1', { kind: 'K', price: '50' });
  await clerk.tx.query(`insert into itmkit (itmcod, cmpcod, cmpqty) values ('SET-1', 'BELL', 2)`);
  const box = { item: 'BELL', code: 'KAR', numerator: 6, denominator: 1, ean: null, sold: true, user };
  await clerk.do((tx) => setUnit(tx, box));
});
afterAll(() => books.close());

const errorOf = (deed: Promise<unknown>) =>
  deed.then(
    () => 'no error',
    (error: unknown) => (error instanceof FormError ? error.fields : error),
  );
const invoiced = (order: number, part?: Part) => clerk.do((tx) => invoiceOrder(tx, order, user, part));
const correct = (invoice: number, ...corrections: Correction[]) =>
  clerk.do((tx) => correctInvoice(tx, { invoice, corrections, user: 'ANNA' }));
const drop = (invoice: number) => clerk.do((tx) => deleteInvoice(tx, invoice));
/** Totals, lines as `line of order, quantity, price, discount, net`, taxes as `rate of base, tax`. */
const document = async (invoice: number) => {
  const [head] = await clerk.tx.query<{ totals: string }>(
    `select concat_ws(' ', nettot, taxtot, grstot, rtrim(chgusr)) as totals from invhed where invnum = $1`,
    [invoice],
  );
  const lines = await clerk.tx.query<{ said: string }>(
    `select concat_ws(' ', linnum, solin, invqty, untqty, untpri::float, dispct, linnet) as said from invlin
     where invnum = $1 order by linnum`,
    [invoice],
  );
  const taxes = await clerk.tx.query<{ said: string }>(
    `select concat_ws(' ', taxcod, taxpct::float, basamt, taxamt) as said from invtax where invnum = $1 order by taxcod`,
    [invoice],
  );
  return head && [head.totals, ...lines.map(({ said }) => said), ...taxes.map(({ said }) => said)];
};
const shipped = async () => {
  const order = await clerk.order(
    [
      { item: 'BELL', quantity: 4 },
      { item: 'MILK', quantity: 2 },
    ],
    { freight: '5' },
  );
  await clerk.ship(order, [1, 4], [2, 2]);
  return order;
};

describe('an invoice in part', () => {
  it('is for the units that are named, and for all of the lines that are not', async () => {
    const order = await shipped();
    const first = await invoiced(order, [{ line: 1, quantity: 3 }]);
    expect(await document(first)).toEqual([
      '55.00 8.05 63.05 TEST',
      ...['1 1 3 3 10 0.00 30.00', '2 2 2 2 10 0.00 20.00', '3 0 1 1 5 0.00 5.00'],
      ...['R 7 20.00 1.40', 'S 19 35.00 6.65'],
    ]);
    expect([await clerk.statusOf(order), await clerk.lines(order)]).toEqual([
      'S',
      ['1 G BELL 4 4 0 3', '2 G MILK 2 2 0 2'],
    ]);
    const over = invoiced(order, [{ line: 1, quantity: 2 }]);
    expect(await errorOf(over)).toEqual({ 'quantity-1': 'ONLY 1 TO INVOICE' });
    const none = invoiced(order, [{ line: 1, quantity: 0 }]);
    expect(await errorOf(none)).toEqual({ invoice: 'NOTHING SHIPPED THAT IS NOT INVOICED' });
    expect(await errorOf(invoiced(order, [{ line: 2, quantity: 1 }]))).toEqual({
      'quantity-2': 'ONLY 0 TO INVOICE',
    });
    expect(await document(await invoiced(order))).toEqual([
      ...['10.00 1.90 11.90 TEST', '1 1 1 1 10 0.00 10.00', 'S 19 10.00 1.90'],
    ]);
    expect(await clerk.statusOf(order)).toBe('I');
  });

  it('of kits is one of their components', async () => {
    const order = await clerk.order([{ item: 'SET-1', quantity: 3 }]);
    await clerk.ship(order, [2, 6]);
    await invoiced(order, [{ line: 1, quantity: 2 }]);
    expect(await clerk.lines(order)).toEqual(['1 K SET-1 3 3 0 2', '2 C BELL 6 6 0 4']);
  });
});

describe('an invoice that is not posted', () => {
  it('is written again under its number', async () => {
    const order = await shipped();
    const invoice = await invoiced(order);
    await correct(
      invoice,
      { line: 1, quantity: 1, price: '9.99' },
      { line: 2, discountPercent: '25' },
      { line: 3, price: '4' },
    );
    expect(await document(invoice)).toEqual([
      '28.99 3.71 32.70 ANNA',
      ...['1 1 1 1 9.99 0.00 9.99', '2 2 2 2 10 25.00 15.00', '3 0 1 1 4 0.00 4.00'],
      ...['R 7 15.00 1.05', 'S 19 13.99 2.66'],
    ]);
    expect([await clerk.statusOf(order), await clerk.lines(order)]).toEqual([
      'S',
      ['1 G BELL 4 4 0 1', '2 G MILK 2 2 0 2'],
    ]);
    await correct(invoice, { line: 1, quantity: 4 }, { line: 2, quantity: 0 });
    expect(await document(invoice)).toEqual([
      ...['43.96 8.35 52.31 ANNA', '1 1 4 4 9.99 0.00 39.96', '3 0 1 1 4 0.00 4.00', 'S 19 43.96 8.35'],
    ]);
    expect(await clerk.lines(order)).toEqual(['1 G BELL 4 4 0 4', '2 G MILK 2 2 0 0']);
  });

  it('counts in packs and kits as they were sold', async () => {
    const order = await clerk.order([
      { item: 'BELL', quantity: 2, unit: 'KAR', price: '50' },
      { item: 'SET-1', quantity: 2 },
    ]);
    await clerk.ship(order, [1, 12], [3, 4]);
    const invoice = await invoiced(order);
    await correct(invoice, { line: 1, quantity: 7 }, { line: 2, quantity: 1 });
    expect((await document(invoice))?.slice(0, 3)).toEqual([
      ...['108.33 20.58 128.91 ANNA', '1 1 7 50 0.00 58.33', '2 2 1 1 50 0.00 50.00'],
    ]);
    expect(await clerk.lines(order)).toEqual(['1 G BELL 12 12 0 7', '2 K SET-1 2 2 0 1', '3 C BELL 4 4 0 2']);
  });

  it('is for no more than was shipped, and for something', async () => {
    const order = await shipped();
    const invoice = await invoiced(order);
    const before = await document(invoice);
    expect(await errorOf(correct(invoice, { line: 1, quantity: 5 }))).toEqual({
      'quantity-1': 'ONLY 4 ARE SHIPPED',
    });
    expect(await errorOf(correct(invoice, { line: 9, quantity: 1 }))).toEqual({ 'quantity-9': 'NO LINE 9' });
    expect(await errorOf(correct(invoice, { line: 3, quantity: 0 }))).toEqual({
      'quantity-3': 'FREIGHT IS ONE',
    });
    expect(await errorOf(correct(invoice, { line: 1, discountPercent: '101' }))).toEqual({
      'discount-1': 'IS NOT A PERCENTAGE LIKE 12.50',
    });
    expect(await errorOf(correct(invoice, { line: 1, price: '1000000000' }))).toEqual({
      'price-1': 'IS MORE THAN CAN BE KEPT',
    });
    const plain = await clerk.order([{ item: 'BELL', quantity: 1 }]);
    await clerk.ship(plain, [1, 1]);
    const only = await invoiced(plain);
    expect(await errorOf(correct(only, { line: 1, quantity: 0 }))).toEqual({
      correct: 'NOTHING IS LEFT: DELETE THE INVOICE',
    });
    expect(await document(invoice)).toEqual(before);
    expect(await errorOf(correct(999_999_999))).toEqual(new NotOnFile('INVOICE 999999999'));
  });

  it('is deleted when it is the last, and the next one has its number and all that it was for', async () => {
    const order = await shipped();
    const other = await shipped();
    const first = await invoiced(order);
    const last = await invoiced(other);
    const before = await document(last);
    expect(await errorOf(drop(first))).toEqual({ delete: `ONLY THE LAST IS DELETED: ${last}` });
    expect(await drop(last)).toEqual([other]);
    expect([await document(last), await clerk.statusOf(other), await clerk.lines(other)]).toEqual([
      undefined,
      'S',
      ['1 G BELL 4 4 0 0', '2 G MILK 2 2 0 0'],
    ]);
    expect(await invoiced(other)).toBe(last);
    expect(await document(last)).toEqual(before);
  });

  it('is deleted over several orders and kits, and asks for freight again only when no other invoice has it', async () => {
    const order = await shipped();
    await invoiced(order, [{ line: 1, quantity: 1 }]);
    const kits = await clerk.order([{ item: 'SET-1', quantity: 1 }], { freight: '7' });
    await clerk.ship(kits, [2, 2]);
    await clerk.do((tx) => postInvoices(tx));
    const [collective = 0] = await clerk.do((tx) => invoiceCustomer(tx, 20001, user));
    await drop(collective);
    expect(await clerk.lines(kits)).toEqual(['1 K SET-1 1 1 0 0', '2 C BELL 2 2 0 0']);
    expect(
      await clerk.tx.query('select frtinv from sohead where sonum = any($1) order by sonum', [[order, kits]]),
    ).toEqual([{ frtinv: 'Y' }, { frtinv: 'N' }]);
  });

  it('is given back its number while others make theirs', async () => {
    const orders = await Promise.all(Array.from({ length: 4 }, shipped));
    const [gone = 0, ...rest] = orders;
    const invoice = await invoiced(gone);
    const deeds = [errorOf(drop(invoice)), ...rest.map((order) => errorOf(invoiced(order)))];
    const done = await Promise.all(deeds);
    expect(done.slice(1)).toEqual(['no error', 'no error', 'no error']);
    expect(['no error', { delete: expect.stringContaining('ONLY THE LAST') }]).toContainEqual(done[0]);
    const heads = await clerk.tx.query(
      'select from invhed where invnum in (select invnum from invlin where sonum = any($1))',
      [rest],
    );
    expect(heads).toHaveLength(3);
  });
});

describe('an invoice that is posted', () => {
  it('is neither corrected nor deleted, by nobody', async () => {
    const invoice = await invoiced(await shipped());
    expect(await clerk.do((tx) => postInvoices(tx))).toContain(invoice);
    const before = await document(invoice);
    const posted = 'IS POSTED: CREDIT IT AND INVOICE AGAIN';
    expect(await errorOf(correct(invoice, { line: 1, quantity: 1 }))).toEqual({ correct: posted });
    expect(await errorOf(drop(invoice))).toEqual({ delete: posted });
    for (const statement of [
      'update invhed set nettot = 0, taxtot = 0, grstot = 0 where invnum = $1',
      'update invlin set linnet = 0 where invnum = $1',
      'delete from invlin where invnum = $1',
      'delete from invtax where invnum = $1',
      'delete from invhed where invnum = $1',
    ])
      await expect(clerk.tx.query(statement, [invoice])).rejects.toThrow('POSTED INVOICES ARE NOT CHANGED');
    expect(await document(invoice)).toEqual(before);
    expect(await clerk.do((tx) => postInvoices(tx))).toEqual([]);
  });

  it('is so by a credit note as well, which is posted with it', async () => {
    const invoice = await invoiced(await shipped());
    const note = await clerk.do((tx) =>
      creditInvoice(tx, { invoice, lines: [{ line: 1, quantity: 1 }], text: null, user }),
    );
    expect(await errorOf(correct(invoice, { line: 1, quantity: 1 }))).toMatchObject({
      correct: expect.any(String),
    });
    expect(await errorOf(drop(note))).toEqual({ delete: 'IS POSTED: CREDIT IT AND INVOICE AGAIN' });
  });
});

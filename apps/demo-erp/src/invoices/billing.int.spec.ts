import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { creditInvoice } from './credits.ts';
import { FormError } from '../form-error.ts';
import { invoiceCustomer, invoiceOrder } from './invoices.ts';
import { addCharge } from '../orders/order-entry.ts';
import { confirmPurchase, orderPurchase } from '../stock/purchases.ts';
import { setTaxRate, taxRates } from './taxes.ts';
import { type TestBooks, openTestBooks } from '../test/books.ts';
import { Clerk, user } from '../test/clerk.ts';
import { setUnit } from '../items/units.ts';

let books: TestBooks;
let clerk: Clerk;

beforeAll(async () => {
  books = await openTestBooks();
  clerk = new Clerk(books);
  await clerk.addItem('BELL', { price: '10.005', onHand: 10_000 });
  await clerk.do((tx) =>
    setUnit(tx, { item: 'BELL', code: 'KAR', numerator: 7, denominator: 1, ean: null, sold: true, user }),
  );
  await clerk.tx.query(
    `insert into cusmas (cusnum, cusnam, cusgrp, street, zipcod, city, ctycod, bilcus, paytrm, taxcls) values
       (29001, 'HEAD OFFICE', 'D', 'Hauptstr. 1', '10115', 'Berlin', 'DE', null, 'M30', 'N'),
       (29002, 'BRANCH NORTH', 'D', 'Nordstr. 2', '24103', 'Kiel', 'DE', 29001, 'N14', 'N'),
       (29003, 'BRANCH SOUTH', 'D', 'Suedstr. 3', '80331', 'Muenchen', 'DE', 29001, 'N14', 'N'),
       (29004, 'VELO LYON', 'D', 'Rue 4', '69001', 'Lyon', 'FR', null, 'N30', 'E'),
       (29005, 'NUEVO MEXICO BIKES', 'D', 'Main St 5', '87101', 'Albuquerque', 'US', null, 'N30', 'N')`,
  );
  await clerk.tx.query(`update cusmas set regcod = 'NM' where cusnum = 29005`);
});
afterAll(() => books.close());

const shipped = async (quantity: number, of: Parameters<Clerk['order']>[1] = {}, line: object = {}) => {
  const order = await clerk.order([{ item: 'BELL', quantity, ...line }], of);
  await clerk.ship(order, [1, quantity * ('unit' in line ? 7 : 1)]);
  return order;
};
const invoiced = (order: number) => clerk.do((tx) => invoiceOrder(tx, order, user));
const credit = (invoice: number, ...lines: [line: number, quantity: number][]) =>
  clerk.do((tx) =>
    creditInvoice(tx, {
      invoice,
      lines: lines.map(([line, quantity]) => ({ line, quantity })),
      text: 'BENT',
      user,
    }),
  );
const head = async <T extends object>(columns: string, invoice: number) =>
  (await clerk.tx.query<T>(`select ${columns} from invhed where invnum = $1`, [invoice]))[0];
const errorOf = (deed: Promise<unknown>) =>
  deed.then(
    () => 'no error',
    (error: unknown) => (error instanceof FormError ? error.fields : error),
  );

describe('an invoice', () => {
  it('is due as the terms of who pays say, and addressed to them', async () => {
    const invoice = await invoiced(
      await shipped(1, { customer: 29002, purchaseOrder: 'PO-77', buyer: 'Fr. Kern' }),
    );
    expect(
      await head('cusnum, bilcus, invnam, invcty, paytrm, purnum', invoice),
    ).toEqual({ cusnum: 29002, bilcus: 29001, invnam: 'HEAD OFFICE', invcty: 'Berlin', paytrm: 'M30', purnum: 'PO-77' }); // prettier-ignore
    expect(
      await head(
        `duedat = (date_trunc('month', invdat) + interval '1 month')::date - 1 + 30 as "endOfMonth"`,
        invoice,
      ),
    ).toEqual({ endOfMonth: true });
    const plain = await invoiced(await shipped(1));
    expect(await head('duedat - invdat as days, bilcus', plain)).toEqual({ days: 14, bilcus: 20001 });
  });

  it('has the charges of its order once, with the first goods, and later ones when they come', async () => {
    const order = await clerk.order([{ item: 'BELL', quantity: 2 }], {
      freight: '9.90',
      charges: [
        { code: 'PACKING', amount: null },
        { code: 'COD', amount: '3.10' },
      ],
    });
    expect(await clerk.statusOf(order)).toBe('O');
    expect(await errorOf(invoiced(order))).toEqual({ invoice: 'NOTHING SHIPPED THAT IS NOT INVOICED' });
    await clerk.ship(order, [1, 1]);
    expect(await clerk.statusOf(order)).toBe('P');
    // 10.01 and 4.50 and 3.10 and 9.90
    expect(await head('nettot', await invoiced(order))).toEqual({ nettot: '27.51' });
    await clerk.ship(order, [1, 1]);
    expect(await head('nettot', await invoiced(order))).toEqual({ nettot: '10.01' });
    expect(await clerk.statusOf(order)).toBe('I');
    await clerk.do((tx) => addCharge(tx, { number: order, charge: { code: 'INSURANCE', amount: null } }));
    expect(await clerk.statusOf(order)).toBe('S');
    expect(await head('nettot', await invoiced(order))).toEqual({ nettot: '5.00' });
    expect(await clerk.statusOf(order)).toBe('I');
  });

  it('asks for no charge of an order that was cancelled', async () => {
    const order = await clerk.order([{ item: 'BELL', quantity: 2 }], {
      charges: [{ code: 'PACKING', amount: null }],
    });
    await clerk.cancel(order, 1, 2);
    expect([await clerk.statusOf(order), await clerk.lines(order)]).toEqual([
      'X',
      ['1 G BELL 2 0 2 0', '2 H PACKING 1 0 1 0'],
    ]);
    const more = clerk.do((tx) => addCharge(tx, { number: order, charge: { code: 'COD', amount: null } }));
    expect(await errorOf(more)).toEqual({ charge: 'ORDER IS CANCELLED' });
  });
});

describe('a collective invoice', () => {
  it('is one over all orders that somebody pays for, each line with its order', async () => {
    const orders = [
      await shipped(1, { customer: 29002, freight: '5' }),
      await shipped(2, { customer: 29003 }),
      await shipped(1, { customer: 29001 }, { unit: 'KAR' }),
    ];
    const waiting = await clerk.order([{ item: 'BELL', quantity: 1 }], { customer: 29002 });
    const [invoice, ...more] = await clerk.do((tx) => invoiceCustomer(tx, 29001, user));
    expect(more).toEqual([]);
    const lines = await clerk.tx.query(
      'select sonum, solin, invqty, untqty, linnet from invlin where invnum = $1 order by linnum',
      [invoice],
    );
    expect(lines).toEqual([
      { sonum: orders[0], solin: 1, invqty: 1, untqty: 1, linnet: '10.01' },
      { sonum: orders[0], solin: 0, invqty: 1, untqty: 1, linnet: '5.00' },
      { sonum: orders[1], solin: 1, invqty: 2, untqty: 2, linnet: '20.01' },
      { sonum: orders[2], solin: 1, invqty: 7, untqty: 1, linnet: '70.04' },
    ]);
    expect(await head('sonum, cusnum, bilcus, invnam, nettot, taxtot, grstot', invoice ?? 0)).toEqual({
      ...{ sonum: null, cusnum: 29001, bilcus: 29001, invnam: 'HEAD OFFICE' },
      ...{ nettot: '105.06', taxtot: '19.96', grstot: '125.02' },
    });
    expect(await Promise.all(orders.map((order) => clerk.statusOf(order)))).toEqual(['I', 'I', 'I']);
    expect(await clerk.statusOf(waiting)).toBe('O');
    expect(await errorOf(clerk.do((tx) => invoiceCustomer(tx, 29001, user)))).toEqual({
      collective: 'NOTHING SHIPPED THAT IS NOT INVOICED',
    });
  });

  it('is one for each place that is taxed by itself', async () => {
    await clerk.tx.query(
      `insert into cusadr (cusnum, adrnum, adrnam, street, zipcod, city, ctycod, regcod) values
         (29001, 1, 'LA REUNION', 'Rue 1', '97400', 'Saint-Denis', 'FR', 'RE')`,
    );
    await shipped(1, { customer: 29001 });
    await shipped(1, { customer: 29001, address: 1 });
    const invoices = await clerk.do((tx) => invoiceCustomer(tx, 29001, user));
    const taxes = await clerk.tx.query(
      'select taxpct, basamt, taxamt from invtax where invnum = any($1) order by invnum',
      [invoices],
    );
    expect(taxes).toEqual([
      { taxpct: '19.000', basamt: '10.01', taxamt: '1.90' },
      { taxpct: '8.500', basamt: '10.01', taxamt: '0.85' },
    ]);
    const [place] = await clerk.tx.query(
      'select dlvcty, dlvreg, dlvctc from sohead where cusnum = 29001 order by sonum desc limit 1',
    );
    expect(place).toEqual({ dlvcty: 'Saint-Denis', dlvreg: 'RE', dlvctc: 'FR' });
  });
});

describe('a credit note', () => {
  it('says which lines it corrects, gives back their tax, and opens nothing again', async () => {
    const order = await shipped(3, { freight: '9.90' });
    await clerk.tx.query(`update sohead set dlvst1 = 'Elsewhere 1' where sonum = $1`, [order]);
    const invoice = await invoiced(order);
    const note = await credit(invoice, [1, 1], [2, 1]);
    expect(await head('invst1', note)).toEqual({ invst1: 'Elsewhere 1' });
    expect(await head('invknd, sonum, nettot, taxtot, grstot, duedat - invdat as days, crdtxt', note)).toEqual({
      ...{ invknd: 'C', sonum: null, nettot: '19.91', taxtot: '3.78', grstot: '23.69', days: 0, crdtxt: 'BENT' },
    }); // prettier-ignore
    expect(
      await clerk.tx.query(
        'select sonum, solin, invqty, corinv, corlin from invlin where invnum = $1 order by linnum',
        [note],
      ),
    ).toEqual([
      { sonum: order, solin: 1, invqty: 1, corinv: invoice, corlin: 1 },
      { sonum: order, solin: 0, invqty: 1, corinv: invoice, corlin: 2 },
    ]);
    expect([await clerk.statusOf(order), await clerk.lines(order)]).toEqual(['I', ['1 G BELL 3 3 0 3']]);
    expect(await errorOf(credit(invoice, [1, 3]))).toEqual({ 'credit-1': 'ONLY 2 ARE NOT CREDITED' });
    expect(await errorOf(credit(invoice, [9, 1]))).toEqual({ 'credit-9': 'NO LINE 9' });
    expect(await errorOf(credit(invoice))).toEqual({ credit: 'NOTHING TO CREDIT' });
    expect(await errorOf(credit(note, [1, 1]))).toEqual({ credit: 'IS A CREDIT NOTE ITSELF' });
  });

  it('gives back in parts what the whole came to, to the cent, and never more', async () => {
    const parts = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 3 }),
        fc.boolean(),
        parts,
        async (quantity, packed, sizes) => {
          const invoice = await invoiced(
            await shipped(quantity, {}, packed ? { unit: 'KAR', price: '10.01' } : {}),
          );
          const notes: number[] = [];
          const give = async (units: number) => {
            const error = await errorOf(credit(invoice, [1, units]).then((note) => notes.push(note)));
            if (error instanceof Error) throw error;
          };
          await Promise.all(sizes.map(give));
          const [left] = await clerk.tx.query<{ left: number }>(
            `select l.invqty - coalesce((select sum(invqty) from invlin c where c.corinv = l.invnum and c.corlin = l.linnum), 0)::int as left
           from invlin l where l.invnum = $1`,
            [invoice],
          );
          expect(left?.left).toBeGreaterThanOrEqual(0);
          if ((left?.left ?? 0) > 0) await give(left?.left ?? 0);
          const [sum] = await clerk.tx.query<{ billed: string; credited: string }>(
            `select (select nettot from invhed where invnum = $1) as billed, sum(nettot) as credited
           from invhed where invnum = any($2)`,
            [invoice, notes],
          );
          expect(sum?.credited).toBe(sum?.billed);
        },
      ),
      { numRuns: 20 },
    );
  });
});

describe('tax', () => {
  const rate = async (country: string, region: string | null, taxClass: string) =>
    (await taxRates(clerk.tx, { country, region, taxClass })).get('S');

  it('is that of the class, else of the region, else of the country', async () => {
    expect(await rate('FR', null, 'N')).toBe('20.00');
    expect(await rate('FR', 'RE', 'N')).toBe('8.500');
    expect(await rate('FR', 'RE', 'E')).toBe('0.000');
    expect(await rate('FR', 'XX', 'N')).toBe('20.00');
    expect(await rate('US', 'NM', 'N')).toBe('4.875');
    expect(await rate('US', null, 'N')).toBe('0.00');
  });

  it('changes on a day, and keeps what was before it', async () => {
    const change = { country: 'US', region: 'NM', taxClass: '', code: 'S', text: 'GROSS RECEIPTS', user };
    const [today] = await clerk.tx.query<{ d: string }>(
      `select ((now() at time zone 'Europe/Berlin')::date)::text as d`,
    );
    await clerk.do((tx) => setTaxRate(tx, { ...change, from: today?.d ?? '', percent: '4.5' }));
    expect(await rate('US', 'NM', 'N')).toBe('4.500');
    const old = await clerk.tx.query(
      `select taxpct, todat = (now() at time zone 'Europe/Berlin')::date - 1 as ended from taxreg
       where ctycod = 'US' and regcod = 'NM' order by frdat desc offset 1 limit 1`,
    );
    expect(old).toEqual([{ taxpct: '4.875', ended: true }]);
    const past = clerk.do((tx) => setTaxRate(tx, { ...change, from: '2025-01-01', percent: '1' }));
    expect(await errorOf(past)).toEqual({ from: 'THERE IS A LATER RATE' });
    const unknown = clerk.do((tx) =>
      setTaxRate(tx, { ...change, region: 'ZZ', from: '2030-01-01', percent: '1' }),
    );
    expect(await errorOf(unknown)).toEqual({ region: 'NO REGION ZZ IN US' });
    const nobody = clerk.do((tx) =>
      setTaxRate(tx, { ...change, region: '', from: '2030-01-01', percent: '1' }),
    );
    expect(await errorOf(nobody)).toEqual({ region: 'REGION OR CLASS MUST BE GIVEN' });
  });

  it('is on the invoice as the customer is taxed where the goods go', async () => {
    const reverse = await invoiced(await shipped(1, { customer: 29004 }));
    expect(await head('nettot, taxtot', reverse)).toEqual({ nettot: '10.01', taxtot: '0.00' });
    const region = await invoiced(await shipped(100, { customer: 29005 }));
    expect(await head('nettot, taxtot, taxctc, dlvreg', region)).toEqual({
      ...{ nettot: '1000.50', taxtot: '45.02', taxctc: 'US', dlvreg: 'NM' },
    });
  });
});

describe('a customer', () => {
  const block = (status: string) =>
    clerk.tx.query('update cusmas set cussts = $1 where cusnum = 29003', [status]);

  it('that is blocked for orders still gets what was ordered; blocked for everything, nothing', async () => {
    const order = await clerk.order([{ item: 'BELL', quantity: 2 }], { customer: 29003 });
    await block('O');
    expect(await errorOf(clerk.order([{ item: 'BELL', quantity: 1 }], { customer: 29003 }))).toEqual({
      customer: 'BRANCH SOUTH IS BLOCKED FOR ORDERS',
    });
    await clerk.ship(order, [1, 1]);
    await block('B');
    expect(await errorOf(clerk.ship(order, [1, 1]))).toEqual({ ship: 'CUSTOMER IS BLOCKED' });
    await block('A');
  });

  it('pays by the first of the lists that has a price, or the lower special', async () => {
    await clerk.tx.query(`insert into plsmas (plscod, plstxt) values ('TST1', 'FIRST'), ('TST2', 'SECOND')`);
    await clerk.tx.query(
      `insert into cuspls (cusnum, seqnum, plscod) values (29002, 1, 'TST1'), (29002, 2, 'TST2')`,
    );
    await clerk.tx.query(
      `insert into plspri (plscod, itmcod, pri, minqty, frdat) values
         ('TST1', 'BELL', 9.50, 10, '2026-01-01'), ('TST1', 'BELL', 9.25, 20, '2026-01-01'),
         ('TST2', 'BELL', 9.75, 1, '2026-01-01'), ('TST2', 'BELL', 8.00, 1, '2099-01-01')`,
    );
    const priceOf = async (quantity: number, customer = 29002) => {
      const order = await clerk.order([{ item: 'BELL', quantity }], { customer });
      const [line] = await clerk.tx.query<{ untpri: string }>('select untpri from soline where sonum = $1', [
        order,
      ]);
      await clerk.cancel(order, 1, quantity);
      return line?.untpri;
    };
    expect([await priceOf(9), await priceOf(10), await priceOf(20), await priceOf(20, 29003)]).toEqual([
      '9.7500000', '9.5000000', '9.2500000', '10.0050000',
    ]); // prettier-ignore
    await clerk.tx.query(
      `insert into spcpri (itmcod, curcod, pri, frdat, todat) values ('BELL', 'EUR', 9.40, '2026-01-01', '2099-01-01')`,
    );
    expect([await priceOf(10), await priceOf(20)]).toEqual(['9.4000000', '9.2500000']);
    await clerk.tx.query(`delete from spcpri where itmcod = 'BELL'`);
  });
});

it('keeps the day that a vendor confirms beside the one that was expected', async () => {
  const number = await clerk.do((tx) =>
    orderPurchase(tx, {
      vendor: 'WERK0001',
      warehouse: 'B1',
      user,
      lines: [{ item: 'BELL', quantity: 6, cost: '1', expected: '2030-01-01' }],
    }),
  );
  await clerk.do((tx) => confirmPurchase(tx, { number, line: 1, date: '2030-01-08' }));
  expect(await clerk.tx.query('select expdat, cfmdat from poline where ponum = $1', [number])).toEqual([
    { expdat: '2030-01-01', cfmdat: '2030-01-08' },
  ]);
  expect(await errorOf(clerk.do((tx) => confirmPurchase(tx, { number, line: 2, date: null })))).toEqual({
    'confirmed-2': 'LINE 2 IS NOT OPEN',
  });
});

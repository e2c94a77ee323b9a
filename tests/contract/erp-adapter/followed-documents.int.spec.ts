import type { OrderPlaced } from '@throughline/events';
import { TransientError } from '@throughline/messaging';
import { until } from '@throughline/testing';
import type { CreatesOrders } from '@throughline/connector';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { placedLine } from '../../../apps/erp-adapter/src/exports/fixtures/documents.ts';
import { openDifferences } from '../../../apps/erp-adapter/src/exports/exports.queries.ts';
import { noteSettled } from '../../../apps/erp-adapter/src/exports/exports.tables.ts';
import { type Desk, openDesk } from './desk.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk?.close());

let last = 0;
/** A new item, ten of it on the shelf. */
async function newItem(): Promise<string> {
  const sku = `DOC-${(last += 1)}`;
  await desk.office.addItem(sku, { onHand: 10 });
  return sku;
}

/** Of lines at ten euros. */
function orderOf(...lines: [sku: string, quantity: number][]): Partial<OrderPlaced> {
  const net = lines.reduce((sum, [, quantity]) => sum + quantity * 10, 0);
  const tax = Math.round(net * 19) / 100;
  return {
    ...{ shippingNet: '0', net: String(net), tax: String(tax), gross: String(net + tax) },
    lines: lines.map(([sku, quantity], index) =>
      placedLine({ line: index + 1, sku, quantity, unitPrice: '10', net: String(quantity * 10) }),
    ),
  };
}

/** Hands an order over and publishes what came of it. @returns its number there */
async function handedOver(...lines: [sku: string, quantity: number][]) {
  const order = await desk.receive(orderOf(...lines));
  await desk.run();
  await desk.capture();
  const number = Number((await desk.kept(order))?.erpNumber);
  return { order, number };
}

const office = (sql: string, ...params: unknown[]) => desk.office.query(sql, params);
const line = (number: number, linnum: number, sku: string, quantity: number, at = 'B1') =>
  office(
    `insert into soline (sonum, linnum, itmcod, whscod, ordqty, pri, taxcod) values ($1, $2, $3, $4, $5, 10, 'S')`,
    ...[number, linnum, sku, at, quantity],
  );
/** Where all orders of the desk go. */
const address = {
  columns: 'dlvnam, dlvst1, dlvzip, dlvcty, dlvctc, email',
  values: `'A. Example', 'Street 1', '10115', 'Berlin', 'DE', 'a@example.org'`,
};
async function head(origin: string, reference: string | null, madeBy: string | null = null): Promise<number> {
  const [row] = await desk.office.query<{ number: number }>(
    `insert into sohead (soorg, cusnum, cusref, extref, ${address.columns})
     values ($1, 10000, $2, $3, ${address.values}) returning sonum as number`,
    [origin, reference, madeBy],
  );
  return row?.number ?? 0;
}
const document = async (number: number) => {
  const records = await desk.adapter.published('erp.orders');
  return records.findLast(({ key }) => key === `demo|${number}`)?.value;
};
/** What is left to sell when `promised` units of ours are claimed, less those that have been said to have left. */
const available = async (sku: string, claims: Record<string, number> = {}) => {
  const { figure, left } = await desk.stated(sku);
  const promised = Object.entries(claims).map(([key, units]) => Math.max(0, units - (left[key] ?? 0)));
  return figure - promised.reduce((sum, units) => sum + units, 0);
};
const kinds = async (order: string) => {
  const kept = (await desk.kept(order)) as { differences: { kind: string }[] };
  return kept.differences.map(({ kind }) => kind);
};

describe('open demand of any origin counts once', () => {
  it('a line that a clerk adds to our document', async () => {
    const [ours, theirs] = [await newItem(), await newItem()];
    const { order, number } = await handedOver([ours, 1]);
    await line(number, 7, theirs, 4);
    await desk.capture();
    expect(await available(theirs)).toBe(6);
    expect(await available(ours, { [`${order}|1`]: 1 })).toBe(9);
    await office('delete from soline where sonum = $1 and linnum = 7', number);
    await desk.capture();
    expect(await available(theirs)).toBe(10);
  });

  it('an order of another integration, whatever it calls itself', async () => {
    const sku = await newItem();
    const number = await head('W', 'FB-1');
    await line(number, 1, sku, 4);
    await desk.capture();
    expect(await available(sku)).toBe(6);
    expect(await document(number)).toMatchObject({ origin: 'web', channelOrder: null });
  });

  it('a second document that was typed by hand with our number', async () => {
    const sku = await newItem();
    const { order, number } = await handedOver([sku, 3]);
    const second = await head('W', ` ${order} `);
    await line(second, 1, sku, 4);
    await desk.capture();
    expect(await document(second)).toMatchObject({ channelOrder: null });
    expect(await document(number)).toMatchObject({ channelOrder: order });
    expect(await available(sku, { [`${order}|1`]: 3 })).toBe(3);
    const difference = {
      ...{
        kind: 'second-document',
        field: 'document',
        line: null,
        ours: String(number),
        theirs: String(second),
      },
      ...{ since: expect.any(String), worth: '40' },
    };
    expect((await desk.newest(order))?.differences).toEqual([difference]);
    await desk.office.ship(number, 1, 1, 'B1');
    await desk.capture();
    expect((await desk.newest(order))?.differences).toEqual([difference]);
    await office('update soline set cnlqty = ordqty where sonum = $1', second);
    await desk.capture();
    expect((await desk.newest(order))?.differences).toEqual([]);
    expect(await available(sku, { [`${order}|1`]: 3 })).toBe(7);
  });

  /** What the back office itself calls available for the web. */
  const officially = async (sku: string) => {
    const [row] = await desk.office.query<{ units: number }>(
      'select avlqty as units from webavl where itmcod = $1',
      [sku],
    );
    return row?.units ?? 0;
  };
  const warehouseOf = async (number: number) => {
    const [row] = await desk.office.query<{ at: string }>(
      'select rtrim(whscod) as at from soline where sonum = $1 and linnum = 1',
      [number],
    );
    return row?.at;
  };
  const move = (number: number, at: string) =>
    office('update soline set whscod = $2, chgstp = clock_timestamp() where sonum = $1', number, at);

  it('our document that the back office takes from a store, because no warehouse has all of it', async () => {
    const sku = await newItem();
    await office(`update stkbal set onhand = 2 where itmcod = $1`, sku);
    await office(`insert into stkbal (itmcod, whscod, onhand) values ($1, 'L1', 2), ($1, 'S1', 4)`, sku);
    const { order, number } = await handedOver([sku, 3]);
    const claims = { [`${order}|1`]: 3 };
    expect(await warehouseOf(number)).toBe('S1');
    expect([await available(sku, claims), await officially(sku)]).toEqual([4, 4]);
    await move(number, 'B1');
    await desk.capture();
    expect([await available(sku, claims), await officially(sku)]).toEqual([1, 1]);
    await desk.office.ship(number, 1, 1, 'B1');
    await move(number, 'S1');
    await desk.capture();
    expect([await available(sku, claims), await officially(sku)]).toEqual([3, 3]);
    await desk.office.ship(number, 1, 2, 'S1');
    await desk.capture();
    expect([await available(sku, claims), await officially(sku)]).toEqual([3, 3]);
    expect(await kinds(order)).toEqual([]);
  });

  it('our document of a place that is closed, and opened again', async () => {
    const sku = await newItem();
    await office(`insert into stkbal (itmcod, whscod, onhand) values ($1, 'P1', 5)`, sku);
    const { order, number } = await handedOver([sku, 3]);
    await move(number, 'P1');
    await desk.capture();
    const claims = { [`${order}|1`]: 3 };
    expect([await available(sku, claims), await officially(sku)]).toEqual([12, 12]);
    for (const [active, units] of [
      ['N', 10],
      ['Y', 12],
    ] as const) {
      await office(`update whsmas set actflg = $1 where whscod = 'P1'`, active);
      await desk.capture();
      expect([await available(sku, claims), await officially(sku)]).toEqual([units, units]);
    }
  });

  it('our document while its number is not known yet', async () => {
    const sku = await newItem();
    const order = await desk.receive(orderOf([sku, 3]));
    const lost = {
      ...desk.adapter.connector,
      createOrders: async (...asked: Parameters<CreatesOrders['createOrders']>) => {
        await desk.adapter.connector.createOrders(...asked);
        throw new TransientError('the answer is lost');
      },
    };
    await expect(desk.run(lost)).rejects.toThrow('lost');
    await desk.capture();
    const [made] = await desk.documents(order);
    expect(await document(made?.number ?? 0)).toMatchObject({ channelOrder: order });
    expect(await available(sku, { [`${order}|1`]: 3 })).toBe(7);
    await desk.run();
    await desk.capture();
    expect(await desk.kept(order)).toMatchObject({ state: 'verified', differences: [] });
  });

  it('a quantity that a clerk raises, and the whole when the document is deleted', async () => {
    const sku = await newItem();
    const { order, number } = await handedOver([sku, 1]);
    const claims = { [`${order}|1`]: 1 };
    await office('update soline set ordqty = 5 where sonum = $1', number);
    await desk.capture();
    expect(await available(sku, claims)).toBe(5);
    expect(await kinds(order)).toEqual(['raised']);
    await office('delete from soline where sonum = $1', number);
    await office('delete from sohead where sonum = $1', number);
    await desk.capture();
    expect(await document(number)).toBeNull();
    expect(await kinds(order)).toEqual(['missing-document']);
    expect(await desk.newest(order)).toMatchObject({ state: 'verified', differences: [{ worth: '-10' }] });
    // The order gives up what is gone; the figure needs nothing for that.
    await desk.hear({
      type: 'OrderAmended',
      value: { order, changes: [], released: [{ line: 1, sku, quantity: 1 }], at: new Date() },
    });
    await desk.capture();
    expect(await available(sku, { [`${order}|1`]: 0 })).toBe(10);
  });

  it('a line that is split, retyped and shipped', async () => {
    const sku = await newItem();
    const { order, number } = await handedOver([sku, 5]);
    const claims = { [`${order}|1`]: 5 };
    await office('update soline set ordqty = 3 where sonum = $1', number);
    await line(number, 4, sku, 2, 'L1');
    await desk.capture();
    expect(await kinds(order)).toEqual(['split']);
    expect(await available(sku, claims)).toBe(5);
    await desk.office.ship(number, 1, 3, 'B1');
    await desk.capture();
    expect(await available(sku, claims)).toBe(5);
    await office(`insert into stkbal (itmcod, whscod, onhand) values ($1, 'L1', 8)`, sku);
    await desk.office.ship(number, 4, 2, 'L1');
    await desk.capture();
    expect(await desk.stated(sku)).toEqual({ figure: 7 + 6, left: { [`${order}|1`]: 5 } });
  });

  it('a line that is split, where the order gives up what others stand for', async () => {
    const sku = await newItem();
    const { order, number } = await handedOver([sku, 5]);
    await office('update soline set ordqty = 3 where sonum = $1', number);
    await line(number, 4, sku, 2);
    await desk.hear({
      type: 'OrderAmended',
      value: { order, changes: [], released: [{ line: 1, sku, quantity: 2 }], at: new Date() },
    });
    await desk.capture();
    expect(await available(sku, { [`${order}|1`]: 3 })).toBe(5);
    await desk.office.ship(number, 4, 2, 'B1');
    await desk.capture();
    expect(await available(sku, { [`${order}|1`]: 3 })).toBe(5);
  });

  it('a substitute in the place of ours', async () => {
    const [ours, theirs] = [await newItem(), await newItem()];
    const { order, number } = await handedOver([ours, 2]);
    await office('update soline set itmcod = $2 where sonum = $1', number, theirs);
    await desk.capture();
    expect(await kinds(order)).toEqual(['substituted']);
    expect(await available(theirs)).toBe(8);
    await desk.hear({
      type: 'OrderAmended',
      value: { order, changes: [], released: [{ line: 1, sku: ours, quantity: 2 }], at: new Date() },
    });
    await desk.office.ship(number, 1, 2, 'B1');
    await desk.capture();
    expect(await available(ours)).toBe(10);
    expect(await available(theirs)).toBe(8);
  });

  it.each([
    ['is deleted', 'delete from itmmas where itmcod = $1'],
    ['becomes a service', `update itmmas set itmknd = 'S' where itmcod = $1`],
  ])('what leaves of an item that %s while it is claimed', async (_, change) => {
    const sku = await newItem();
    const { order, number } = await handedOver([sku, 3]);
    await office(change, sku);
    await desk.capture();
    await desk.office.ship(number, 1, 3, 'B1');
    await desk.capture();
    expect((await desk.stated(sku)).left).toEqual({ [`${order}|1`]: 3 });
  });

  it('what left a place that was renamed', async () => {
    const sku = await newItem();
    await office('delete from stkbal where itmcod = $1', sku);
    await office(`insert into stkbal (itmcod, whscod, onhand) values ($1, 'P1', 10)`, sku);
    const { order, number } = await handedOver([sku, 4]);
    await desk.office.ship(number, 1, 1, 'P1');
    await desk.capture();
    for (const table of ['stkbal', 'soline'])
      await office(`update ${table} set whscod = 'L1' where itmcod = $1`, sku);
    await desk.capture();
    expect(await available(sku, { [`${order}|1`]: 4 })).toBe(6);
    const held = await desk.adapter.tx((tx) =>
      tx.query('select key from quarantine where parent = $1', [sku.padEnd(15)]),
    );
    expect(held).toEqual([]);
    await desk.office.ship(number, 1, 3, 'L1');
    await desk.capture();
    expect(await available(sku, { [`${order}|1`]: 4 })).toBe(6);
  });

  it('a delivery that is taken back, and sent again', async () => {
    const sku = await newItem();
    const { order, number } = await handedOver([sku, 4]);
    const claims = { [`${order}|1`]: 4 };
    await desk.office.ship(number, 1, 4, 'B1');
    await desk.capture();
    expect(await available(sku, claims)).toBe(6);
    await office('delete from dlvlin where sonum = $1', number);
    await office('delete from dlvhed where sonum = $1', number);
    await office('update soline set shpqty = 0 where sonum = $1', number);
    await office(`update stkbal set onhand = 10, chgstp = clock_timestamp() where itmcod = $1`, sku);
    await desk.capture();
    expect(await document(number)).toMatchObject({ shipments: [], lines: [{ shipped: 0 }] });
    // The claim has ended: what is open again is held for the document.
    expect(await available(sku, claims)).toBe(6);
    await desk.office.ship(number, 1, 4, 'B1');
    await desk.capture();
    expect(await available(sku, claims)).toBe(6);
  });

  it('a delivery whose parts are committed one by one', async () => {
    const sku = await newItem();
    const { order, number } = await handedOver([sku, 3]);
    const claims = { [`${order}|1`]: 3 };
    const deed = [
      () =>
        office('update stkbal set onhand = onhand - 3, chgstp = clock_timestamp() where itmcod = $1', sku),
      () => office('update soline set shpqty = 3 where sonum = $1', number),
    ];
    for (const step of deed) {
      await step();
      await desk.capture();
    }
    expect(await available(sku, claims)).toBe(7);
    await office(
      `insert into dlvhed (dlvnum, sonum, cusnum, whscod, chgusr) values (77, $1, 10000, 'B1', 'T')`,
      number,
    );
    await desk.capture();
    expect(await document(number)).toMatchObject({ shipments: [] });
    await office(`insert into dlvlin values (77, 1, $1, 1, $2, 2)`, number, sku);
    await desk.capture();
    await office(`insert into dlvlin values (77, 2, $1, 1, $2, 1)`, number, sku);
    await desk.capture();
    expect(await document(number)).toMatchObject({
      shipments: [{ number: '77', lines: [{ quantity: 2 }, { quantity: 1 }] }],
    });
    expect(await available(sku, claims)).toBe(7);
  });

  it('units that nobody wants any more, from when the back office was told', async () => {
    const sku = await newItem();
    const { order, number } = await handedOver([sku, 4]);
    await desk.cancel(order, 1, 3);
    expect(await available(sku, { [`${order}|1`]: 1 })).toBe(9);
    await desk.run();
    await desk.capture();
    expect(await available(sku, { [`${order}|1`]: 1 })).toBe(9);
    await office('update soline set cnlqty = 0 where sonum = $1', number);
    await desk.capture();
    expect(await available(sku, { [`${order}|1`]: 1 })).toBe(6);
    expect((await desk.newest(order))?.differences).toMatchObject([
      { kind: 'cancellation', line: 1, ours: '3', theirs: '0', worth: '30' },
    ]);
  });

  it('units that the back office cancels and holds open again', async () => {
    const sku = await newItem();
    const { order, number } = await handedOver([sku, 4]);
    await office('update soline set cnlqty = 3 where sonum = $1', number);
    await desk.hear({
      type: 'OrderCancelled',
      value: {
        ...{ order, by: 'erp', reason: '', whole: false, at: new Date() },
        lines: [{ line: 1, sku, quantity: 3 }],
      },
    });
    await desk.run();
    await desk.capture();
    expect(await desk.kept(order)).toMatchObject({ state: 'verified', differences: [] });
    expect(await available(sku, { [`${order}|1`]: 1 })).toBe(9);
    await office('update soline set cnlqty = 0 where sonum = $1', number);
    await desk.capture();
    expect(await available(sku, { [`${order}|1`]: 1 })).toBe(6);
  });

  it('what is open of an order that inventory has closed', async () => {
    const sku = await newItem();
    const { order } = await handedOver([sku, 4]);
    await desk.adapter.tx((tx) =>
      tx.query('insert into reservation_claims (order_number, claimed, closed) values ($1, 4, true)', [
        order,
      ]),
    );
    await desk.run();
    await until(async () => {
      await desk.adapter.tx((tx) => noteSettled(tx, 'demo'));
      await desk.capture();
      return (await available(sku)) === 6;
    });
  });
});

describe('whatever a record is made of has it read again', () => {
  it('what is given up in our own database, also while it is being read', async () => {
    const [sku, other] = [await newItem(), await newItem()];
    const { order } = await handedOver([sku, 4], [other, 1]);
    const giveUp = (quantity: number) =>
      desk.hear({
        type: 'OrderAmended',
        value: { order, changes: [], released: [{ line: 1, sku, quantity }], at: new Date() },
      });
    const waiting = () =>
      desk.adapter.tx((tx) => tx.query('select flow, source_key as "sourceKey" from rereads order by id'));
    const before = (await desk.adapter.published('erp.stock')).length;
    await giveUp(1);
    expect(await waiting()).toEqual([{ flow: 'stock', sourceKey: sku }]);
    desk.adapter.beforeClaims = async () => {
      desk.adapter.beforeClaims = async () => undefined;
      await giveUp(1);
    };
    const capturer = desk.adapter.capturer();
    await capturer.round(desk.adapter.leadership);
    expect(await waiting()).toEqual([{ flow: 'stock', sourceKey: sku }]);
    await desk.adapter.capturer().round(desk.adapter.leadership);
    expect(await waiting()).toEqual([]);
    const news = (await desk.adapter.published('erp.stock')).slice(before);
    expect(news.map(({ key }) => key)).toEqual([`demo|${sku}|B1`]);
    expect((await desk.stated(sku)).figure).toBe(8);
  });

  it('an item that comes after what is bought of it, and a purchase order that is moved', async () => {
    await office(
      `insert into pohead (ponum, vencod, whscod, orddat, chgusr) values (991, 'V', 'B1', '2026-11-01', 'T')`,
    );
    await office(
      `insert into poline (ponum, linnum, itmcod, ordqty, cst, expdat) values (991, 1, 'DOC-LATE', 8, 1, '2026-12-01')`,
    );
    await desk.capture();
    const incoming = async (at: string) => {
      const records = await desk.adapter.published('erp.stock');
      return records.findLast(({ key }) => key === `demo|DOC-LATE|${at}`)?.value?.['incoming'];
    };
    expect(await incoming('B1')).toBeUndefined();
    await office(
      `insert into itmmas (itmcod, itmdsc, famcod, untcod, taxcod, itmsts, webflg) values ('DOC-LATE', 'T', 'HLMT', 'ST', 'S', 'A', 'Y')`,
    );
    await desk.capture();
    expect(await incoming('B1')).toMatchObject([{ quantity: 8 }]);
    await office(`update pohead set whscod = 'L1' where ponum = 991`);
    await desk.capture();
    expect(await incoming('B1')).toBeUndefined();
    expect(await incoming('L1')).toMatchObject([{ quantity: 8 }]);
  });

  it('an order whose head comes before its lines, and an invoice', async () => {
    const sku = await newItem();
    const number = await head('T', null);
    await office(
      `insert into invhed (invnum, sonum, cusnum, invdat, duedat, curcod, invctc, nettot, taxtot, grstot, chgusr)
       values (991, $1, 10000, '2026-11-24', '2026-12-24', 'EUR', 'DE', 10, 1.9, 11.9, 'T')`,
      number,
    );
    await desk.capture();
    const invoice = async () =>
      (await desk.adapter.published('erp.invoices')).findLast(({ key }) => key === 'demo|991')?.value;
    expect([await document(number), await invoice()]).toEqual([undefined, undefined]);
    await line(number, 1, sku, 1);
    await office(
      `insert into invlin (invnum, linnum, solin, itmcod, itmdsc, invqty, pri, linnet, taxcod, taxpct) values (991, 1, 1, $1, 'T', 1, 10, 10, 'S', 19)`,
      sku,
    );
    await desk.capture();
    expect(await document(number)).toMatchObject({ status: 'open', lines: [{ sku }] });
    expect(await invoice()).toMatchObject({ lines: [{ sku }] });
  });
});

describe('a document is bound by its own number', () => {
  it('whatever a clerk makes of its reference, also on its invoice', async () => {
    const sku = await newItem();
    const { order, number } = await handedOver([sku, 2]);
    await office(`update sohead set cusref = cusref || ' / PO 77' where sonum = $1`, number);
    await desk.office.ship(number, 1, 2, 'B1');
    await office(
      `insert into invhed (invnum, sonum, cusnum, invdat, duedat, curcod, invctc, nettot, taxtot, grstot, chgusr)
       values (992, $1, 10000, '2026-11-24', '2026-12-24', 'EUR', 'DE', 20, 3.8, 23.8, 'T')`,
      number,
    );
    await office(
      `insert into invlin (invnum, linnum, solin, itmcod, itmdsc, invqty, pri, linnet, taxcod, taxpct) values (992, 1, 1, $1, 'T', 2, 10, 20, 'S', 19)`,
      sku,
    );
    await office('update soline set invqty = 2 where sonum = $1', number);
    await desk.capture();
    expect(await document(number)).toMatchObject({
      channelOrder: order,
      shipments: [{}],
      lines: [{ invoiced: 2 }],
    });
    const invoice = (await desk.adapter.published('erp.invoices')).findLast(({ key }) => key === 'demo|992');
    expect(invoice?.value).toMatchObject({ channelOrder: order, lines: [{ channelOrder: order }] });
    expect(await desk.stated(sku)).toEqual({ figure: 8, left: { [`${order}|1`]: 2 } });
    expect(await kinds(order)).toEqual([]);
  });

  it('also one that was taken for somebody else’s while a restored database did not know of the order', async () => {
    const sku = await newItem();
    const { order, number } = await handedOver([sku, 1]);
    const restored = (state: string) =>
      desk.adapter.tx((tx) =>
        tx.query('update exports set state = $2, erp_number = null where order_number = $1', [order, state]),
      );
    await restored('placed');
    await office('update soline set shpqty = 1 where sonum = $1', number);
    await desk.capture();
    expect(await document(number)).toMatchObject({ channelOrder: null });
    await restored('received');
    await desk.run();
    await desk.capture();
    expect(await document(number)).toMatchObject({ channelOrder: order, lines: [{ shipped: 1 }] });
    expect(await desk.kept(order)).toMatchObject({ state: 'verified', erpNumber: String(number) });
  });

  it('and one that others write with our number keeps us from nothing', async () => {
    const sku = await newItem();
    const order = await desk.receive(orderOf([sku, 1]));
    const typed = await head('W', order);
    await line(typed, 1, sku, 1);
    await desk.run();
    await desk.capture();
    const { erpNumber } = (await desk.kept(order)) ?? {};
    expect(erpNumber).not.toBe(String(typed));
    expect(await kinds(order)).toEqual(['second-document']);
  });

  it('and none any more that is given its number after it was deleted', async () => {
    const [ours, theirs] = [await newItem(), await newItem()];
    const { order, number } = await handedOver([ours, 4]);
    const remove = async () => {
      await office('delete from soline where sonum = $1', number);
      await office('delete from sohead where sonum = $1', number);
      await desk.capture();
    };
    const again = async (reference: string | null, madeBy: string | null, sku: string) => {
      await office(
        `insert into sohead (sonum, soorg, cusnum, cusref, extref, ${address.columns})
         values ($1, 'W', 10000, $2, $3, ${address.values})`,
        ...[number, reference, madeBy],
      );
      await line(number, 1, sku, 4);
      await desk.capture();
    };
    await remove();
    await again(null, null, theirs);
    expect(await document(number)).toMatchObject({ channelOrder: null });
    expect(await kinds(order)).toEqual(['missing-document']);
    expect(await available(theirs)).toBe(6);
    // Compared again with what has its number now, it is as gone as before.
    await desk.adapter.tx((tx) =>
      tx.query(`update exports set state = 'acknowledged' where order_number = $1`, [order]),
    );
    await desk.run();
    expect(await kinds(order)).toEqual(['missing-document']);
    await remove();
    await again(`${order} / PO 77`, 'THROUGHLINE', ours);
    expect(await document(number)).toMatchObject({ channelOrder: order });
    expect(await kinds(order)).toEqual([]);
  });

  it('and two that we made are refused with the numbers of both', async () => {
    const sku = await newItem();
    const order = await desk.receive(orderOf([sku, 1]));
    const made = [await head('W', order, 'THROUGHLINE'), await head('W', order, 'THROUGHLINE')];
    for (const number of made) await line(number, 1, sku, 1);
    await desk.run();
    const refusal = {
      state: 'refused',
      reason: `The back office has several documents that carry its number: ${made.join(', ')}`,
    };
    expect(await desk.kept(order)).toMatchObject(refusal);
    const cancelled = await desk.receive(orderOf([sku, 1]));
    for (const _ of made) await line(await head('W', cancelled, 'THROUGHLINE'), 1, sku, 1);
    await desk.adapter.tx((tx) =>
      tx.query(`update exports set state = 'sent' where order_number = $1`, [cancelled]),
    );
    await desk.cancel(cancelled, 1, 1);
    await desk.run();
    expect(await desk.kept(cancelled)).toMatchObject({ state: 'refused', erpNumber: null });
    await desk.capture();
    for (const number of made) expect(await document(number)).toMatchObject({ channelOrder: null });
  });
});

describe('an order that was cancelled while its creation was in doubt', () => {
  const inDoubt = async (sku: string) => {
    const order = await desk.receive(orderOf([sku, 2]));
    await desk.adapter.tx((tx) =>
      tx.query(`update exports set state = 'sent' where order_number = $1`, [order]),
    );
    await desk.cancel(order, 1, 2);
    return order;
  };

  it('waits for the creation, and cancels what came of it', async () => {
    const sku = await newItem();
    const order = await inDoubt(sku);
    const session = await desk.office.session();
    await session.query('begin');
    await session.query(`select pg_advisory_xact_lock(hashtext('throughline.order'), hashtext($1))`, [order]);
    const handing = desk.run();
    await until(async () => {
      const waiting = await desk.office.query(
        `select from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())`,
      );
      return waiting.length > 0;
    });
    await session.query(
      `insert into sohead (sonum, soorg, cusnum, cusref, extref, ${address.columns})
       values (999001, 'W', 10000, $1, 'THROUGHLINE', ${address.values})`,
      [order],
    );
    await session.query(
      `insert into soline (sonum, linnum, itmcod, whscod, ordqty, pri, taxcod) values (999001, 1, $1, 'B1', 2, 10, 'S')`,
      [sku],
    );
    await session.query('commit');
    await session.close();
    await handing;
    for (let times = 0; times < 3; times += 1) await desk.run();
    expect(await desk.kept(order)).toMatchObject({ state: 'verified', erpNumber: '999001', differences: [] });
    expect(await office('select cnlqty from soline where sonum = 999001')).toEqual([{ cnlqty: 2 }]);
  });

  it('is bound again to a document that turns up later, and cancels it', async () => {
    const sku = await newItem();
    const order = await inDoubt(sku);
    await desk.run();
    expect(await desk.kept(order)).toMatchObject({ state: 'cancelled', erpNumber: null });
    const number = await head('W', order, 'THROUGHLINE');
    await line(number, 1, sku, 2);
    await desk.capture();
    expect(await desk.newest(order)).toMatchObject({ state: 'acknowledged', erpNumber: String(number) });
    expect(await document(number)).toMatchObject({ channelOrder: order });
    for (let times = 0; times < 3; times += 1) await desk.run();
    await desk.capture();
    expect(await office('select cnlqty from soline where sonum = $1', number)).toEqual([{ cnlqty: 2 }]);
    expect(await desk.kept(order)).toMatchObject({ state: 'verified', differences: [] });
    expect(await available(sku)).toBe(10);
  });
});

describe('a row that a clerk holds', () => {
  it('keeps the cancellation of its own order waiting, and no other', async () => {
    const sku = await newItem();
    const [held, free] = [await handedOver([sku, 2]), await handedOver([sku, 2])];
    const session = await desk.office.session();
    await session.query('begin');
    await session.query('select from sohead where sonum = $1 for update', [held.number]);
    for (const { order } of [held, free]) await desk.cancel(order, 1, 1);
    const fresh = await desk.receive(orderOf([sku, 1]));
    await desk.run();
    const cancelled = ({ number }: { number: number }) =>
      office('select cnlqty from soline where sonum = $1', number);
    expect([await cancelled(held), await cancelled(free)]).toEqual([[{ cnlqty: 0 }], [{ cnlqty: 1 }]]);
    expect(await desk.kept(fresh)).toMatchObject({ state: 'verified' });
    // It is put off, and the next round has nothing to wait for.
    await desk.adapter.tx((tx) =>
      tx.query('update exports set due_at = now() where order_number <> $1', [held.order]),
    );
    await desk.handOver();
    await session.query('rollback');
    await session.close();
    await desk.run();
    expect(await cancelled(held)).toEqual([{ cnlqty: 1 }]);
  });
});

describe('what differs in a document', () => {
  const [guide, bell] = ['BIKE', 'BELL'];
  type Edit = [kind: string, difference: object, done: string[], undone: string[]];
  const edits: Edit[] = [
    [
      'missing-line',
      { line: 2, field: 'lines[2]', ours: '2 × BELL', theirs: 'none', worth: '-19.9' },
      [
        'create table if not exists lost as select * from soline limit 0',
        'insert into lost select * from soline where sonum = $1 and linnum = 2',
        'delete from soline where sonum = $1 and linnum = 2',
      ],
      [
        'insert into soline (sonum, linnum, itmcod, itmdsc, whscod, ordqty, pri, taxcod, linknd, untcod, untqty, untpri) select sonum, linnum, itmcod, itmdsc, whscod, ordqty, pri, taxcod, linknd, untcod, untqty, untpri from lost where sonum = $1',
      ],
    ],
    [
      'added-line',
      { line: 9, field: 'lines[9]', ours: 'none', theirs: '3 × BIKE', worth: '30' },
      [
        `insert into soline (sonum, linnum, itmcod, whscod, ordqty, pri, taxcod) values ($1, 9, 'BIKE', 'B1', 3, 10, 'S')`,
      ],
      ['delete from soline where sonum = $1 and linnum = 9'],
    ],
    [
      'customer',
      { line: null, field: 'customer', ours: '10000', theirs: '10001', worth: null },
      ['update sohead set cusnum = 10001, bilcus = 10001 where sonum = $1'],
      ['update sohead set cusnum = 10000, bilcus = 10000 where sonum = $1'],
    ],
    [
      'substituted',
      { line: 2, field: 'lines[2].sku', ours: bell, theirs: guide, worth: null },
      [`update soline set itmcod = 'BIKE' where sonum = $1 and linnum = 2`],
      [`update soline set itmcod = 'BELL' where sonum = $1 and linnum = 2`],
    ],
    [
      'split',
      { line: 2, field: 'lines[2]', ours: '2 × BELL', theirs: '1 × BELL, 1 × BELL in line 9', worth: null },
      [
        'update soline set ordqty = 1, untqty = 1 where sonum = $1 and linnum = 2',
        `insert into soline (sonum, linnum, itmcod, whscod, ordqty, pri, taxcod) values ($1, 9, 'BELL', 'B1', 1, 9.95, 'S')`,
      ],
      [
        'delete from soline where sonum = $1 and linnum = 9',
        'update soline set ordqty = 2, untqty = 2 where sonum = $1 and linnum = 2',
      ],
    ],
    [
      'lowered',
      { line: 2, field: 'lines[2].ordered', ours: '2', theirs: '1', worth: '-9.95' },
      ['update soline set ordqty = 1, untqty = 1 where sonum = $1 and linnum = 2'],
      ['update soline set ordqty = 2, untqty = 2 where sonum = $1 and linnum = 2'],
    ],
    [
      'raised',
      { line: 1, field: 'lines[1].ordered', ours: '1', theirs: '5', worth: '400' },
      ['update soline set ordqty = 5, untqty = 5 where sonum = $1 and linnum = 1'],
      ['update soline set ordqty = 1, untqty = 1 where sonum = $1 and linnum = 1'],
    ],
    [
      'unit',
      { line: 2, field: 'lines[2].unit', ours: '2 C62', theirs: '2 XCT', worth: null },
      [`update soline set untcod = 'KAR' where sonum = $1 and linnum = 2`],
      [`update soline set untcod = 'ST' where sonum = $1 and linnum = 2`],
    ],
    [
      'price',
      { line: 2, field: 'lines[2].discountPercent', ours: '0', theirs: '10', worth: '-1.99' },
      ['update soline set dispct = 10 where sonum = $1 and linnum = 2'],
      ['update soline set dispct = 0 where sonum = $1 and linnum = 2'],
    ],
    [
      'price',
      { line: 2, field: 'lines[2].unitPrice', ours: '9.95', theirs: '9', worth: '-1.9' },
      ['update soline set untpri = 9, pri = 9 where sonum = $1 and linnum = 2'],
      ['update soline set untpri = 9.95, pri = 9.95 where sonum = $1 and linnum = 2'],
    ],
    [
      'charge',
      { line: 9, field: 'charges[PACKING]', ours: 'none', theirs: '4.5', worth: '4.5' },
      [
        `insert into soline (sonum, linnum, itmcod, whscod, ordqty, pri, taxcod, linknd) values ($1, 9, 'PACKING', 'B1', 1, 4.5, 'S', 'H')`,
      ],
      ['delete from soline where sonum = $1 and linnum = 9'],
    ],
    [
      'charge',
      { line: null, field: 'charges[freight]', ours: '4.9', theirs: '0', worth: '-4.9' },
      ['update sohead set frtamt = 0 where sonum = $1'],
      ['update sohead set frtamt = 4.9 where sonum = $1'],
    ],
    [
      'address',
      { line: null, field: 'recipient.city', ours: 'as ordered', theirs: 'changed', worth: null },
      [`update sohead set dlvcty = 'Hamburg' where sonum = $1`],
      [`update sohead set dlvcty = 'Berlin' where sonum = $1`],
    ],
    [
      'reference',
      { line: null, field: 'purchaseOrderNumber', ours: 'none', theirs: 'PO-1', worth: null },
      [`update sohead set purnum = 'PO-1' where sonum = $1`],
      ['update sohead set purnum = null where sonum = $1'],
    ],
    [
      'currency',
      { line: null, field: 'currency', ours: 'EUR', theirs: 'CHF', worth: null },
      [`update sohead set curcod = 'CHF' where sonum = $1`],
      [`update sohead set curcod = 'EUR' where sonum = $1`],
    ],
    [
      'total',
      { line: null, field: 'tax', ours: '23.71', theirs: '0', worth: null },
      [`update sohead set taxcls = 'X' where sonum = $1`],
      [`update sohead set taxcls = 'N' where sonum = $1`],
    ],
  ];

  it.each(edits)(
    '%s: is told with its worth and since when, until it is put back',
    async (kind, of, done, undone) => {
      const order = await desk.receive();
      await desk.run();
      await desk.capture();
      const number = (await desk.kept(order))?.erpNumber;
      const before = await desk.adapter.published('erp.exports');
      for (const sql of done) await office(sql, ...(sql.includes('$1') ? [number] : []));
      await desk.capture();
      const told = await desk.newest(order);
      expect(told).toMatchObject({ order, state: 'verified', erpNumber: number });
      const [difference, ...others] = (told as { differences: { since: string }[] }).differences;
      expect(others).toEqual([]);
      expect(difference).toEqual({ kind, ...of, since: expect.any(String) });
      const since = new Date(difference?.since ?? 0);
      expect(Date.now() - since.getTime()).toBeLessThan(600_000);
      // What changes beside it does not make it younger, and is not told again.
      await office('update soline set shpqty = 1 where sonum = $1 and linnum = 1', number);
      await desk.capture();
      expect(await desk.newest(order)).toEqual(told);
      for (const sql of undone) await office(sql, number);
      await desk.capture();
      expect(await desk.newest(order)).toMatchObject({ state: 'verified', differences: [] });
      const news = (await desk.adapter.published('erp.exports')).slice(before.length);
      expect(news.map(({ key, sequence }) => [key, sequence])).toEqual([
        [order, (before.findLast(({ key }) => key === order)?.sequence ?? 0) + 1],
        [order, (before.findLast(({ key }) => key === order)?.sequence ?? 0) + 2],
      ]);
      expect(JSON.stringify(news)).not.toMatch(/Hamburg|Example/);
    },
  );

  it('is counted by kind, with the age of the oldest', async () => {
    const counted = async () => {
      const all = await desk.adapter.tx((tx) => openDifferences(tx));
      return all.find(({ source, kind }) => source === 'demo' && kind === 'reference');
    };
    expect(await counted()).toBeUndefined();
    const orders = [await desk.receive(), await desk.receive()];
    await desk.run();
    await desk.capture();
    for (const order of orders) {
      await office(`update sohead set purnum = 'PO-1' where cusref = $1`, order);
      await desk.capture();
    }
    const { differences } = (await desk.kept(orders[0] ?? '')) as { differences: { since: string }[] };
    const since = new Date(differences[0]?.since ?? '');
    expect(await counted()).toMatchObject({ source: 'demo', kind: 'reference', count: 2, since });
    for (const order of orders) await office('update sohead set purnum = null where cusref = $1', order);
    await desk.capture();
    expect(await counted()).toBeUndefined();
  });

  it('of the newer of two snapshots is kept', async () => {
    const order = await desk.receive();
    const late = {
      ...desk.adapter.connector,
      // The clerk is faster than our reading back, and capture than its answer.
      snapshot: (async (work) => {
        const seen = await desk.adapter.connector.snapshot(work);
        await office(`update sohead set purnum = 'PO-1' where cusref = $1`, order);
        await desk.capture();
        return seen;
      }) as typeof desk.adapter.connector.snapshot,
    };
    await desk.run(late);
    expect(await desk.newest(order)).toMatchObject({
      state: 'verified',
      differences: [{ kind: 'reference' }],
    });
    await office('update sohead set purnum = null where cusref = $1', order);
    await desk.capture();
    expect(await desk.newest(order)).toMatchObject({ state: 'verified', differences: [] });
  });

  it('is not what cannot be read: that is told as such, until it can', async () => {
    const order = await desk.receive();
    await desk.run();
    const number = (await desk.kept(order))?.erpNumber;
    await office(`update sohead set curcod = 'DM' where sonum = $1`, number);
    await desk.adapter.tx((tx) =>
      tx.query(`update exports set state = 'acknowledged' where order_number = $1`, [order]),
    );
    await desk.run();
    expect(await desk.newest(order)).toMatchObject({
      differences: [{ kind: 'missing-document', theirs: 'cannot be read' }],
    });
    await office(`update sohead set curcod = 'EUR', purnum = 'PO-1' where sonum = $1`, number);
    await desk.capture();
    await office(`update sohead set purnum = null where sonum = $1`, number);
    await desk.capture();
    expect(await desk.newest(order)).toMatchObject({ differences: [] });
  });
});

import type { OrderPlaced } from '@throughline/events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { placedLine } from '../../../apps/erp-adapter/src/exports/fixtures/documents.ts';
import { handedOverOrders } from '../../../apps/erp-adapter/src/exports/handed-over.queries.ts';
import { type Desk, openDesk } from './desk.ts';

/** Two cartons of twelve bells, of which two cost 214.80. */
const cartons = placedLine({
  ...{ line: 1, sku: 'BELL', quantity: 24, unit: 'XCT', unitQuantity: 2 },
  ...{ unitPrice: '214.8', perQuantity: 2, net: '214.8' },
});
/** Three kits, each of two bells and a pump; of pumps there are some in Lyon alone. */
const kits = placedLine({
  ...{ line: 2, sku: 'SET', quantity: 3, unitPrice: '25', net: '75' },
  components: [
    { sku: 'BELL', quantity: 2 },
    { sku: 'PUMP', quantity: 1 },
  ],
});
const bike = placedLine({ line: 3 });

/** 214.80 + 75.00 + 100.00 and 4.90 of shipping, at 19 %. */
const business: Partial<OrderPlaced> = {
  purchaseOrderNumber: 'PO-2026-0042',
  lines: [cartons, kits, bike],
  ...{ shippingNet: '4.9', net: '394.7', tax: '74.99', gross: '469.69' },
};

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
  const { office } = desk;
  await office.addItem('SET', { price: '25', onHand: 0 });
  await office.addItem('PUMP', { price: '7', onHand: 0 });
  await office.query(`update itmmas set itmknd = 'K' where itmcod = 'SET'`);
  await office.query(`insert into itmunt (itmcod, untcod, numqty) values ('BELL', 'KAR', 12)`);
  await office.query(
    `insert into stkbal (itmcod, whscod, onhand) values ('BELL', 'L1', 500), ('PUMP', 'L1', 500)`,
  );
  await office.query(`update stkbal set onhand = 500 where itmcod = 'BELL' and whscod = 'B1'`);
});
afterAll(() => desk?.close());

const rowsOf = (document: number) =>
  desk.office.query(
    `select linnum, rtrim(itmcod) as sku, linknd, rtrim(whscod) as whscod, ordqty, cnlqty, pri, taxcod,
            rtrim(untcod) as untcod, untqty, untpri,
            perqty, parlin, kitqty
     from soline where sonum = $1 order by linnum`,
    [document],
  );
const cancelled = (document: number) =>
  desk.office.query('select linnum, cnlqty from soline where sonum = $1 and cnlqty > 0 order by linnum', [
    document,
  ]);
const outcome = async (order: string) => {
  const [row] = await desk.adapter.tx((tx) =>
    tx.query<{ state: string; reason: string | null; differences: object[] }>(
      'select state, reason, differences from exports where order_number = $1',
      [order],
    ),
  );
  return row;
};
const verified = { state: 'verified', reason: null, differences: [] };
/** Hands an order over. @returns the number of its one document */
async function documentOf(order: string): Promise<number> {
  await desk.run();
  const [document, ...others] = await desk.documents(order);
  expect(others).toEqual([]);
  return document?.number ?? 0;
}
/** Tells of what was cancelled, and compares again. */
async function settle(): Promise<void> {
  for (let times = 0; times < 3; times += 1) await desk.run();
}

describe('an order of a business', () => {
  it('arrives as it was placed: units of pack, kits with their components, its purchase order', async () => {
    const order = await desk.receive(business, { recipient: false });
    await desk.address(order, 'BE');
    const document = await documentOf(order);
    const [head] = await desk.office.query(
      'select purnum, rtrim(dlvreg) as region, bilcus, sosts from sohead where sonum = $1',
      [document],
    );
    expect(head).toEqual({ purnum: 'PO-2026-0042', region: 'BE', bilcus: 10000, sosts: 'O' });
    const line = { cnlqty: 0, taxcod: 'S', perqty: 1, parlin: null, kitqty: null };
    const component = { ...line, linknd: 'C', whscod: 'L1', pri: '0', untcod: 'ST', untpri: '0', parlin: 2 };
    expect(await rowsOf(document)).toEqual([
      {
        ...{ ...line, linnum: 1, sku: 'BELL', linknd: 'G', whscod: 'B1', ordqty: 24, pri: '8.95' },
        ...{ untcod: 'KAR', untqty: 2, untpri: '214.8', perqty: 2 },
      },
      {
        ...{ ...line, linnum: 2, sku: 'SET', linknd: 'K', whscod: 'L1', ordqty: 3, pri: '25' },
        ...{ untcod: 'ST', untqty: 3, untpri: '25' },
      },
      {
        ...{ ...line, linnum: 3, sku: 'BIKE', linknd: 'G', whscod: 'B1', ordqty: 1, pri: '100' },
        ...{ untcod: 'ST', untqty: 1, untpri: '100' },
      },
      { ...component, linnum: 4, sku: 'BELL', ordqty: 6, untqty: 6, kitqty: 2 },
      { ...component, linnum: 5, sku: 'PUMP', ordqty: 3, untqty: 3, kitqty: 1 },
    ]);
    expect(await outcome(order)).toEqual(verified);
  });

  it('is found and not made twice', async () => {
    const order = await desk.receive(business);
    const document = await documentOf(order);
    const rows = await rowsOf(document);
    await desk.adapter.tx((tx) =>
      tx.query(`update exports set state = 'received', erp_number = null where order_number = $1`, [order]),
    );
    expect(await documentOf(order)).toBe(document);
    expect(await rowsOf(document)).toEqual(rows);
    expect(await outcome(order)).toEqual(verified);
  });

  it('is cancelled in part: a piece of a carton, and a kit with its components', async () => {
    const order = await desk.receive(business);
    const document = await documentOf(order);
    await desk.cancel(order, 1, 5);
    await desk.cancel(order, 2, 1);
    await settle();
    expect(await cancelled(document)).toEqual([
      { linnum: 1, cnlqty: 5 },
      { linnum: 2, cnlqty: 1 },
      { linnum: 4, cnlqty: 2 },
      { linnum: 5, cnlqty: 1 },
    ]);
    expect(await outcome(order)).toEqual(verified);
  });

  it('says at once what was cancelled before it was handed over', async () => {
    const order = await desk.receive(business);
    await desk.cancel(order, 2, 2);
    const document = await documentOf(order);
    expect(await cancelled(document)).toEqual([
      { linnum: 2, cnlqty: 2 },
      { linnum: 4, cnlqty: 4 },
      { linnum: 5, cnlqty: 2 },
    ]);
    expect(await outcome(order)).toEqual(verified);
  });

  it('keeps kits of which anything has left', async () => {
    const order = await desk.receive(business);
    const document = await documentOf(order);
    await desk.office.ship(document, 4, 3, 'L1');
    await desk.cancel(order, 2, 3);
    await settle();
    expect(await cancelled(document)).toEqual([
      { linnum: 2, cnlqty: 1 },
      { linnum: 4, cnlqty: 2 },
      { linnum: 5, cnlqty: 1 },
    ]);
    expect(await outcome(order)).toEqual(verified);
  });

  it('claims its goods and components, less what was given up and what the back office was told', async () => {
    const order = await desk.receive(business);
    const document = String(await documentOf(order));
    const claims = async (...skus: string[]) => {
      const all = await handedOverOrders(desk.adapter.dataSource, 'demo').claims(
        skus.map((sku) => ({ sku, sourceKey: sku })),
      );
      return all.filter((claim) => claim.order === order);
    };
    const claim = (line: number, sku: string, units: number) => {
      return { order, erpNumber: document, line, sku, units, left: {} };
    };
    expect(await claims('BELL', 'PUMP', 'SET', 'BIKE')).toEqual([
      ...[claim(1, 'BELL', 24), claim(2, 'BELL', 6), claim(2, 'PUMP', 3), claim(3, 'BIKE', 1)],
    ]);
    expect(await claims('NONE')).toEqual([]);
    await desk.cancel(order, 1, 5);
    await desk.cancel(order, 2, 1);
    expect(await claims('BELL', 'PUMP')).toEqual([
      ...[claim(1, 'BELL', 24), claim(2, 'BELL', 6), claim(2, 'PUMP', 3)],
    ]);
    await settle();
    expect(await claims('BELL', 'PUMP')).toEqual([
      ...[claim(1, 'BELL', 19), claim(2, 'BELL', 4), claim(2, 'PUMP', 2)],
    ]);
    await desk.adapter.tx((tx) =>
      tx.query(
        'update export_lines set released = 2, cancelled = cancelled + 3, cancelled_there = 3 where order_number = $1 and line = 1',
        [order],
      ),
    );
    expect(await claims('BELL')).toEqual([claim(1, 'BELL', 14), claim(2, 'BELL', 4)]);
    await desk.adapter.tx((tx) =>
      tx.query('insert into reservation_claims (order_number, claimed, closed) values ($1, 9, true)', [
        order,
      ]),
    );
    expect(await claims('BELL', 'PUMP', 'BIKE')).toEqual([]);
  });

  it('is refused alone when the back office does not know a unit or a component of it', async () => {
    const good = await desk.receive(business);
    const units = await desk.receive({ ...business, lines: [{ ...cartons, unit: 'XPX' }] });
    const parts = [{ sku: 'NONE', quantity: 1 }];
    const components = await desk.receive({ ...business, lines: [{ ...kits, components: parts }] });
    await settle();
    expect(await outcome(good)).toEqual(verified);
    expect(await outcome(units)).toMatchObject({
      state: 'refused',
      reason: 'The back office has no unit XPX of item BELL',
    });
    expect(await outcome(components)).toMatchObject({
      state: 'refused',
      reason: 'The back office has no item NONE, a component of kit SET',
    });
    expect([...(await desk.documents(units)), ...(await desk.documents(components))]).toEqual([]);
  });

  it('says which figures were changed there', async () => {
    const order = await desk.receive(business);
    const document = await documentOf(order);
    await desk.office.query(`update sohead set purnum = 'PO-1' where sonum = $1`, [document]);
    await desk.office.query('update soline set untqty = 24, untcod = $2 where sonum = $1 and linnum = 1', [
      document,
      'ST',
    ]);
    await desk.office.query('update soline set kitqty = 1 where sonum = $1 and linnum = 4', [document]);
    await desk.adapter.tx((tx) =>
      tx.query(`update exports set state = 'acknowledged' where order_number = $1`, [order]),
    );
    await desk.run();
    const { differences } = (await outcome(order)) ?? {};
    const since = expect.any(String);
    expect(differences).toEqual([
      {
        kind: 'reference',
        field: 'purchaseOrderNumber',
        line: null,
        ours: 'PO-2026-0042',
        theirs: 'PO-1',
        since,
        worth: null,
      },
      // 24 pieces of a price that was for two cartons.
      {
        kind: 'unit',
        field: 'lines[1].unit',
        line: 1,
        ours: '2 XCT',
        theirs: '24 C62',
        since,
        worth: '2362.8',
      },
      {
        ...{ kind: 'components', field: 'lines[2].components', line: 2, since, worth: null },
        ...{ ours: '1 × PUMP, 2 × BELL', theirs: '1 × BELL, 1 × PUMP' },
      },
    ]);
  });
});

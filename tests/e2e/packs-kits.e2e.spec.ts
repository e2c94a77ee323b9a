import { beforeAll, describe, expect, inject, it } from 'vitest';
import { until } from '../../libs/testing/src/until.ts';
import { change } from '../system/back-office.ts';
import { accepted, orderBody, shopOf, type PlacedOrder } from '../system/shop.ts';
import { salesOrders, sql } from '../system/sql.ts';
import { attach } from '../system/system.ts';

const system = attach(inject('home'));
const shop = shopOf(system);
/** A bottle and its cage; the bottle is sold by itself and by the carton of 24 as well. */
const [kit, bottle, cage] = ['KT-BTLM', 'WB-H098', 'BC-M005'] as const;
const available = async (sku: string) => (await shop.figure(sku)).stock.available;

describe('an order of a kit and a carton', () => {
  let placed: PlacedOrder;
  let before: number;
  beforeAll(async () => {
    await change(system, `/items/${bottle}/count`, { warehouse: 'B1', quantity: 400 });
    await change(system, `/items/${cage}/count`, { warehouse: 'B1', quantity: 300 });
    await until(async () => (await available(bottle)) > 200 && (await available(cage)) > 100);
    before = await available(bottle);
    const lines = [
      { sku: kit, quantity: 2 },
      { sku: bottle, quantity: 1, unit: 'XCT' },
    ];
    placed = await shop.placeAndWait(orderBody(lines, { purchaseOrderNumber: 'PO 4711' }));
  });

  it('is promised in components and base units, once, and shows in every figure made of them', async () => {
    expect(accepted).toContain(placed.state);
    expect(placed).toMatchObject({
      purchaseOrderNumber: 'PO 4711',
      lines: [
        { sku: kit, quantity: 2, reserved: 2, backOrdered: 0 },
        { sku: bottle, quantity: 24, unit: 'XCT', unitQuantity: 1, reserved: 24, backOrdered: 0 },
      ],
    });
    await until(async () => (await available(bottle)) === before - 26);
    const whole = Math.min(await available(bottle), await available(cage));
    await until(async () => (await available(kit)) === whole);
  });

  it('is in the back office as ordered, the components beside the kit', async () => {
    const document = await until(async () => (await salesOrders(system, placed.order))[0]);
    const rows = await sql<object>(
      system,
      'demo-erp',
      `select linnum as line, trim(itmcod) as item, linknd as kind, parlin as kit, ordqty as ordered,
              trim(untcod) as unit, untqty as units, h.purnum as purchase
       from soline join sohead h using (sonum) where sonum = $1 order by linnum`,
      [document.number],
    );
    const head = { purchase: 'PO 4711' };
    expect(rows).toMatchObject([
      { ...head, line: 1, item: kit, kind: 'K', kit: null, ordered: 2, unit: 'SET', units: 2 },
      { ...head, line: 2, item: bottle, kind: 'G', kit: null, ordered: 24, unit: 'KAR', units: 1 },
      { ...head, item: cage, kind: 'C', kit: 1, ordered: 2 },
      { ...head, item: bottle, kind: 'C', kit: 1, ordered: 2 },
    ]);
    await until(async () => (await shop.order(placed)).integration === 'verified');
  });

  it('is shipped, billed, and credited in part, and stays complete', async () => {
    const document = await until(async () => (await salesOrders(system, placed.order))[0]);
    await change(system, `/orders/${document.number}/ship`);
    await until(async () =>
      (await shop.order(placed)).lines.every(({ shipped, quantity }) => shipped === quantity),
    );
    await change(system, `/orders/${document.number}/invoice`);
    await until(async () => (await shop.order(placed)).state === 'completed');
    const [billed] = await sql<{ invoice: number; line: number }>(
      system,
      'demo-erp',
      'select invnum as invoice, linnum as line from invlin where sonum = $1 and solin = 2',
      [document.number],
    );
    await change(system, `/invoices/${billed?.invoice}/credit`, {
      ...{ text: 'CARTON DAMAGED', [`credit-${billed?.line}`]: 24 },
    });
    await until(async () => (await shop.order(placed)).invoices.length === 2);
    expect(await shop.order(placed)).toMatchObject({
      state: 'completed',
      lines: [
        { invoiced: 2, credited: 0 },
        { invoiced: 24, credited: 24 },
      ],
      invoices: [{ kind: 'invoice' }, { kind: 'credit-note' }],
    });
    // Nothing of it is claimed any more, and the goods have left.
    await until(async () => (await available(bottle)) === before - 26);
  });
});

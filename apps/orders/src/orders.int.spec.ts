import { until } from '@throughline/testing';
import { erpInvoice, erpOrder, erpShipment } from '@throughline/testing/builders';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { spanning } from './fixtures/invoices.ts';
import { Neighbourhood, journey, recordedAt } from './fixtures/neighbourhood.ts';

let neighbourhood: Neighbourhood;

beforeAll(async () => {
  neighbourhood = await Neighbourhood.start({ ORDER_CHECK_SECONDS: '0.05', ORDER_WAIT_SECONDS: '3' });
});
afterAll(() => neighbourhood.installation.stop());

describe('an order on its way', () => {
  it('is placed, confirmed, handed over, shipped, invoiced and completed, in one trace', async () => {
    await neighbourhood.asked('W-1');
    await neighbourhood.happened('W-1', 'OrderPlaced');
    expect(await neighbourhood.inState('W-1', 'placed')).toMatchObject({ gross: '91.02' });
    await neighbourhood.reserved('W-1');
    await neighbourhood.inState('W-1', 'confirmed');
    for (const step of ['sent', 'acknowledged', 'verified'] as const) {
      await neighbourhood.exported('W-1', step);
      await until(() => neighbourhood.newest('W-1')?.integration === step);
    }
    await neighbourhood.inState('W-1', 'in-fulfilment');
    await neighbourhood.stated('W-1', '410001', { shipments: [erpShipment('D1', [1, 1])] });
    await neighbourhood.inState('W-1', 'partly-shipped');
    await neighbourhood.stated('W-1', '410001', {
      shipments: [erpShipment('D1', [1, 1]), erpShipment('D2', [1, 2])],
    });
    await neighbourhood.inState('W-1', 'shipped');
    await neighbourhood.billed([{ order: '410001', channelOrder: 'W-1' }], 'R1');
    const done = await neighbourhood.inState('W-1', 'completed');
    expect(done).toMatchObject({
      integration: 'verified',
      erpNumber: '410001',
      lines: [
        { ordered: 2, reserved: 2, shipped: 2, invoiced: 2, cancelled: 0 },
        { ordered: 3, reserved: 3, shipped: 3, invoiced: 3, cancelled: 0 },
      ],
      traceparent: expect.stringContaining(journey.slice(0, 35)),
    });
    await neighbourhood.happened('W-1', 'OrderCompleted');
    expect(neighbourhood.types('W-1')).toEqual([
      'OrderPlaced',
      'OrderConfirmed',
      'OrderHandedOver',
      'OrderHandedOver',
      'OrderHandedOver',
      'OrderShipped',
      'OrderShipped',
      'OrderInvoiced',
      'OrderCompleted',
    ]);
    const sequences = neighbourhood.events('W-1').map(({ sequence }) => sequence);
    expect(sequences).toEqual(sequences.toSorted((a, b) => a - b));
    expect(new Set(neighbourhood.events('W-1').map(({ traceparent }) => traceparent?.slice(0, 35)))).toEqual(
      new Set([journey.slice(0, 35)]),
    );
  });

  it('is rejected when inventory refuses it', async () => {
    await neighbourhood.asked('W-2');
    await neighbourhood.happened('W-2', 'OrderPlaced');
    await neighbourhood.refused('W-2');
    expect(await neighbourhood.inState('W-2', 'rejected')).toMatchObject({
      rejection: { reason: 'out-of-stock', lines: [{ line: 2, available: 1 }] },
    });
  });

  it('waits for a price it names, and is placed when that arrives', async () => {
    await neighbourhood.asked('W-3', { lines: [{ priceVersion: 'P3' }, {}] });
    const waiting = await until(async () => {
      const { body } = await neighbourhood.get('/orders?state=undecided', 'order-desk').expect(200);
      return body.orders.some(({ order }: { order: string }) => order === 'W-3') && body;
    });
    expect(waiting.undecided.count).toBeGreaterThanOrEqual(1);
    expect(waiting.undecided.value).toMatchObject([{ currency: 'EUR' }]);
    expect(neighbourhood.types('W-3')).toEqual([]);
    await neighbourhood.priced({ version: 'P3' });
    await neighbourhood.happened('W-3', 'OrderPlaced');
  });

  it('takes over what was said of it while it waited, in a database that was restored', async () => {
    await neighbourhood.asked('W-17', { lines: [{ priceVersion: 'P17' }, {}] });
    await neighbourhood.inState('W-17', 'placed');
    await neighbourhood.reserved('W-17');
    await neighbourhood.answered('W-17');
    await neighbourhood.stated('W-17', '410017', { shipments: [erpShipment('D17', [1])] });
    expect(neighbourhood.types('W-17')).toEqual([]);
    await neighbourhood.priced({ version: 'P17' });
    await neighbourhood.inState('W-17', 'partly-shipped');
    await neighbourhood.happened('W-17', 'OrderShipped');
    expect(neighbourhood.types('W-17')).toEqual(['OrderPlaced', 'OrderConfirmed', 'OrderShipped']);
  });

  it('is rejected with the price that holds when what it names never comes', async () => {
    await neighbourhood.asked('W-4', { lines: [{ priceVersion: 'P4' }, {}] });
    expect(await neighbourhood.inState('W-4', 'rejected')).toMatchObject({
      rejection: { reason: 'price-changed', lines: [{ line: 1, price: '29.74' }] },
    });
    await neighbourhood.happened('W-4', 'OrderRejected');
    expect(neighbourhood.types('W-4')).toEqual(['OrderRejected']);
  });

  it('takes over what the back office said before the order was known', async () => {
    await neighbourhood.stated('W-5', '410005', { shipments: [erpShipment('D5')] });
    await neighbourhood.billed([{ order: '410005', channelOrder: 'W-5' }], 'R5');
    await neighbourhood.exported('W-5', 'verified');
    await neighbourhood.asked('W-5');
    await neighbourhood.reserved('W-5');
    const order = await until(() => {
      const value = neighbourhood.newest('W-5');
      return value?.state === 'completed' && value.integration === 'verified' && value;
    });
    expect(order).toMatchObject({ shipments: [{ number: 'D5' }], invoices: [{ number: 'R5' }] });
  });

  it('is not set back by an older state of its hand-over that comes again', async () => {
    await neighbourhood.asked('W-6');
    await neighbourhood.exported('W-6', 'verified', 90_002);
    await neighbourhood.inState('W-6', 'in-fulfilment');
    await neighbourhood.exported('W-6', 'sent', 90_001);
    await neighbourhood.stated('W-6', '410006', { shipments: [erpShipment('D6', [1])] });
    expect(await neighbourhood.inState('W-6', 'partly-shipped')).toMatchObject({ integration: 'verified' });
  });

  it('is cancelled by its shopper, and a promise that comes later changes nothing', async () => {
    await neighbourhood.asked('W-7');
    await neighbourhood.happened('W-7', 'OrderPlaced');
    await neighbourhood.say('orders.requests', 'CancellationRequested', {
      order: 'W-7',
      by: 'shopper',
      reason: '',
      at: recordedAt,
    });
    await neighbourhood.inState('W-7', 'cancelled');
    await neighbourhood.reserved('W-7');
    await neighbourhood.exported('W-7', 'sent');
    await until(() => neighbourhood.newest('W-7')?.integration === 'sent');
    expect(neighbourhood.newest('W-7')).toMatchObject({ state: 'cancelled' });
    await neighbourhood.happened('W-7', 'OrderHandedOver');
    expect(neighbourhood.types('W-7')).toEqual(['OrderPlaced', 'OrderCancelled', 'OrderHandedOver']);
  });

  it('that began in the back office stands beside ours, and is booked when its account is known', async () => {
    await neighbourhood.billed([{ order: '420000', channelOrder: null }], 'R8');
    await neighbourhood.stated(null, '420000', { origin: 'telephone', customer: '20001' });
    await until(() => neighbourhood.newest('demo:420000')?.invoices.length === 1);
    expect(neighbourhood.newest('demo:420000')).toMatchObject({ origin: 'telephone', account: 'demo:20001' });
    await neighbourhood.account('A7', '20001');
    await until(() => neighbourhood.newest('demo:420000')?.account === 'A7');
    expect(neighbourhood.types('demo:420000')).toEqual([]);
    await neighbourhood.cancel('demo:420000', 'order-desk').expect(422);
  });

  it('has its part of an invoice that spans another, whichever of them is known first', async () => {
    const both = [
      { order: '410030', channelOrder: 'W-30' },
      { order: '410031', channelOrder: 'W-31' },
    ];
    await neighbourhood.asked('W-30');
    await neighbourhood.happened('W-30', 'OrderPlaced');
    await neighbourhood.billed(both, 'R30');
    await neighbourhood.billed(both, 'C30', { kind: 'credit-note', corrects: ['R30'] });
    const invoices = [
      { number: 'R30', kind: 'invoice', shared: true, net: '77.85', gross: '91.02' },
      { number: 'C30', kind: 'credit-note', shared: true, net: '77.85', gross: '91.02' },
    ];
    const lines = [
      { invoiced: 2, credited: 2 },
      { invoiced: 3, credited: 3 },
    ];
    // Documents of different numbers may come in any order.
    const inOrder = <T extends { invoices: { kind: string }[] }>(value: T) => {
      return { ...value, invoices: value.invoices.toSorted((a, b) => (a.kind < b.kind ? 1 : -1)) };
    };
    const billedOf = (order: string) =>
      until(() => {
        const value = neighbourhood.newest(order);
        return value?.invoices.length === 2 && inOrder(value);
      });
    expect(await billedOf('W-30')).toMatchObject({ lines, invoices });
    await neighbourhood.asked('W-31');
    expect(await billedOf('W-31')).toMatchObject({ lines, invoices });
    await neighbourhood.happened('W-31', 'OrderCredited');
    for (const order of ['W-30', 'W-31']) await until(() => neighbourhood.types(order).length === 3);
    for (const order of ['W-30', 'W-31'])
      expect(neighbourhood.types(order).toSorted()).toEqual([
        'OrderCredited',
        'OrderInvoiced',
        'OrderPlaced',
      ]);
    const shown = await neighbourhood.get('/orders/W-31', 'finance').expect(200);
    expect(inOrder(shown.body)).toMatchObject({ lines, invoices });
  });

  it('of kits in cartons is placed, promised and shipped in kits', async () => {
    const components = [
      { sku: 'SHELL', quantity: 1 },
      { sku: 'STRAP', quantity: 2 },
    ];
    const base = { numerator: 1, denominator: 1, gtin: null, sellable: true };
    await neighbourhood.product({
      sku: 'KIT',
      kind: 'kit',
      components,
      units: [
        { ...base, unit: 'C62' },
        { ...base, unit: 'XCT', numerator: 4 },
      ],
    });
    await neighbourhood.priced({ sku: 'KIT', version: 'K1', amount: '2.1', perQuantity: 100 });
    const carton = { unit: 'XCT', unitQuantity: 1, quantity: 4, unitPrice: '2.1', perQuantity: 25 };
    await neighbourhood.asked('W-32', {
      purchaseOrderNumber: 'PO-32',
      lines: [{ sku: 'KIT', priceVersion: 'K1', ...carton, components }],
    });
    await neighbourhood.happened('W-32', 'OrderPlaced');
    const units = (sku: string, quantity: number) => ({ line: 1, sku, quantity });
    await neighbourhood.say('inventory.reservations', 'StockReserved', {
      order: 'W-32',
      lines: [
        { line: 1, sku: 'SHELL', reserved: 4, backOrdered: 0, expectedOn: null },
        { line: 1, sku: 'STRAP', reserved: 7, backOrdered: 1, expectedOn: '2026-11-14' },
      ],
      at: recordedAt,
    });
    expect(await neighbourhood.inState('W-32', 'back-ordered')).toMatchObject({
      purchaseOrderNumber: 'PO-32',
      lines: [{ unit: 'XCT', unitQuantity: 1, perQuantity: 25, components, reserved: 3, backOrdered: 1 }],
    });
    const shells = erpShipment('D32', [], { lines: [units('SHELL', 4)] });
    const straps = erpShipment('D33', [], { lines: [units('STRAP', 8)] });
    const kits = { ...erpOrder().lines[0]!, sku: 'KIT', ordered: 4, components };
    await neighbourhood.stated('W-32', '410032', { lines: [kits], shipments: [shells, straps] });
    expect(await neighbourhood.inState('W-32', 'shipped')).toMatchObject({
      lines: [{ ordered: 4, shipped: 4, expectedOn: '2026-11-14' }],
      shipments: [{ number: 'D32' }, { number: 'D33' }],
    });
  });

  it('follows its document: changed, gone, found again and completed', async () => {
    await neighbourhood.asked('W-50');
    await neighbourhood.reserved('W-50');
    await neighbourhood.exported('W-50', 'verified');
    await neighbourhood.inState('W-50', 'in-fulfilment');
    const split = erpOrder({ channelOrder: 'W-50', number: '410050' });
    const [helmets, bottles] = split.lines;
    const lines = [
      { ...helmets!, ordered: 1 },
      { ...bottles!, sku: 'WB-H099' },
      { ...helmets!, line: 3, ordered: 1 },
    ];
    await neighbourhood.stated('W-50', '410050', { lines });
    const amended = await until(() => {
      const value = neighbourhood.newest('W-50');
      return value?.amendments.length === 2 && value;
    });
    expect(amended.amendments).toMatchObject([
      { kind: 'substituted', line: 2, was: '3 × WB-H098', is: '3 × WB-H099' },
      { kind: 'split', line: 3, replaces: 1 },
    ]);
    await neighbourhood.happened('W-50', 'OrderAmended');
    expect(neighbourhood.events('W-50').find(({ type }) => type === 'OrderAmended')).toMatchObject({
      value: {
        released: [
          { line: 1, sku: 'HL-U509-R', quantity: 1 },
          { line: 2, sku: 'WB-H098', quantity: 3 },
        ],
      },
    });
    await neighbourhood.withdrawn('erp.orders', '410050');
    expect(await neighbourhood.inState('W-50', 'cancelled')).toMatchObject({
      amendments: [{ kind: 'missing' }],
      dueGross: '0',
    });
    const units = [
      { line: 1, sku: 'HL-U509-R', quantity: 1 },
      { line: 2, sku: 'WB-H099', quantity: 3 },
      { line: 3, sku: 'HL-U509-R', quantity: 1 },
    ];
    const shipment = erpShipment('D50', [], { lines: units });
    await neighbourhood.stated('W-50', '410050', { lines, shipments: [shipment] });
    await neighbourhood.inState('W-50', 'shipped');
    const invoice = spanning(erpInvoice('R50'), [{ order: '410050', channelOrder: 'W-50' }]);
    const billed = units.map((unit) => ({ ...invoice.lines[0]!, ...unit }));
    await neighbourhood.billed([], 'R50', { ...invoice, lines: billed });
    await neighbourhood.inState('W-50', 'completed');
    await neighbourhood.stated('W-50', '410050', {
      lines,
      shipments: [{ ...shipment, lines: units.slice(1) }],
    });
    await neighbourhood.inState('W-50', 'partly-shipped');
    await until(() => neighbourhood.types('W-50').filter((type) => type === 'OrderReopened').length === 2);
    const events = neighbourhood.types('W-50');
    expect(events.slice(events.indexOf('OrderAmended'))).toEqual([
      ...['OrderAmended', 'OrderAmended'],
      ...['OrderShipped', 'OrderAmended', 'OrderReopened'],
      ...['OrderInvoiced', 'OrderCompleted'],
      ...['OrderShipmentCorrected', 'OrderReopened'],
    ]);
  });

  it('follows its own document alone, whatever another says', async () => {
    await neighbourhood.asked('W-51');
    await neighbourhood.reserved('W-51');
    await neighbourhood.exported('W-51', 'verified');
    await neighbourhood.inState('W-51', 'in-fulfilment');
    await neighbourhood.stated('W-51', '499951', { shipments: [erpShipment('D99')] });
    await neighbourhood.withdrawn('erp.orders', '499951');
    await neighbourhood.stated('W-51', '410051', { shipments: [erpShipment('D51', [1])] });
    expect(await neighbourhood.inState('W-51', 'partly-shipped')).toMatchObject({
      shipments: [{ number: 'D51' }],
      amendments: [],
    });
  });

  it('has of an invoice that is issued again what that says now, and nothing of one that is gone', async () => {
    const orders = ['W-52', 'W-53'].map((channelOrder) => ({
      ...{ order: `4100${channelOrder.slice(2)}`, channelOrder },
    }));
    for (const { channelOrder } of orders) await neighbourhood.asked(channelOrder);
    for (const { channelOrder } of orders) await neighbourhood.happened(channelOrder, 'OrderPlaced');
    await neighbourhood.billed(orders, 'R52');
    const billedWith = (order: string, invoices: number) =>
      until(() => {
        const value = neighbourhood.newest(order);
        return value?.invoices.length === invoices && value;
      });
    for (const { channelOrder } of orders) await billedWith(channelOrder, 1);
    await neighbourhood.billed(orders.slice(1), 'R52', { gross: '99' });
    expect(await billedWith('W-52', 0)).toMatchObject({ lines: [{ invoiced: 0 }, { invoiced: 0 }] });
    await until(() => neighbourhood.newest('W-53')?.invoices[0]?.gross === '99');
    await neighbourhood.withdrawn('erp.invoices', 'R52');
    expect(await billedWith('W-53', 0)).toMatchObject({ lines: [{ invoiced: 0 }, { invoiced: 0 }] });
    await neighbourhood.happened('W-52', 'OrderInvoiceCorrected');
    await until(() => neighbourhood.types('W-53').length === 4);
    expect(neighbourhood.types('W-52')).toEqual(['OrderPlaced', 'OrderInvoiced', 'OrderInvoiceCorrected']);
    expect(neighbourhood.types('W-53')).toEqual([
      ...['OrderPlaced', 'OrderInvoiced', 'OrderInvoiceCorrected', 'OrderInvoiceCorrected'],
    ]);
  });

  it('learns that an invoice is gone also when it was not known yet while it was there', async () => {
    await neighbourhood.billed([{ order: '410054', channelOrder: 'W-54' }], 'R54');
    await neighbourhood.withdrawn('erp.invoices', 'R54');
    await neighbourhood.billed([{ order: '410054', channelOrder: 'W-54' }], 'R55');
    await neighbourhood.asked('W-54');
    expect(
      await until(() => {
        const value = neighbourhood.newest('W-54');
        return value?.invoices.some(({ number }) => number === 'R55') && value;
      }),
    ).toMatchObject({ invoices: [{ number: 'R55' }], lines: [{ invoiced: 2 }, { invoiced: 3 }] });
  });

  it('is refused when its account is blocked', async () => {
    await neighbourhood.account('B1', '20002', { blockedFor: ['orders'] });
    await neighbourhood.asked('W-9', { account: 'B1' });
    expect(await neighbourhood.inState('W-9', 'rejected')).toMatchObject({
      rejection: { reason: 'account-blocked' },
    });
  });
});

describe('a fact that waits', () => {
  it('is applied when its order was written at the same time, however many wait for orders that never come', async () => {
    await neighbourhood.asked('W-40');
    await neighbourhood.inState('W-40', 'placed');
    await neighbourhood.exported('NOBODY', 'acknowledged');
    const waiting = async (order: string) =>
      (await neighbourhood.sql('select from waiting_facts where order_no = $1', [order])).length;
    await until(async () => (await waiting('NOBODY')) === 1);
    await neighbourhood.sql(
      `insert into waiting_facts (topic, key, sequence, order_no, type, value, time)
       select 'erp.orders', n::text, 1, 'N' || lpad(n::text, 6, '0'), 'ErpOrder', '{}', now()
       from generate_series(1, 2500) n`,
    );
    // As if it had been kept by a transaction that did not see the order, which did not see it.
    await neighbourhood.sql(
      `update waiting_facts set order_no = 'W-40', value = value || '{"order": "W-40"}' where order_no = 'NOBODY'`,
    );
    await until(() => neighbourhood.newest('W-40')?.integration === 'acknowledged');
    expect(await waiting('W-40')).toBe(0);
    await neighbourhood.sql(`delete from waiting_facts where type = 'ErpOrder' and order_no like 'N%'`);
  });

  it('for an order that never comes is listed, and taken out by a person who says why', async () => {
    for (const order of ['NEVER-1', 'NEVER-2']) await neighbourhood.exported(order, 'acknowledged');
    const path = '/waiting-facts?after=NEVER&limit=1';
    const page = await until(async () => {
      const { body } = await neighbourhood.get('/waiting-facts?after=NEVER', 'auditor').expect(200);
      return body.waiting.length === 2 && body;
    });
    const waits = { topics: ['erp.exports'], facts: 1, oldest: recordedAt.toISOString() };
    expect(page).toEqual({
      waiting: [
        { order: 'NEVER-1', ...waits },
        { order: 'NEVER-2', ...waits },
      ],
      next: null,
    });
    const { body: first } = await neighbourhood.get(path, 'integrator').expect(200);
    expect(first).toEqual({ waiting: [{ order: 'NEVER-1', ...waits }], next: 'NEVER-1' });

    const dismiss = (body: object, role: 'auditor' | 'integrator' = 'integrator') =>
      neighbourhood.dismiss('NEVER-1', body, role);
    await dismiss({ reason: 'a test of the office' }, 'auditor').expect(403);
    await dismiss({ reason: ' ' }).expect(400, /reason/);
    await dismiss({ reason: 'a test of the office' }).expect(200, { order: 'NEVER-1', dismissed: 1 });
    await dismiss({ reason: 'a test of the office' }).expect(404);
    const { body: left } = await neighbourhood.get(path, 'integrator').expect(200);
    expect(left.waiting).toMatchObject([{ order: 'NEVER-2' }]);
    expect(
      await neighbourhood.sql(
        `select action, target, details from kernel.audit_log where target = 'order NEVER-1'`,
      ),
    ).toEqual([
      {
        ...{ action: 'dismiss-waiting-facts', target: 'order NEVER-1' },
        details: { reason: 'a test of the office', facts: 1, topics: ['erp.exports'] },
      },
    ]);
    await neighbourhood.dismiss('NEVER-2', { reason: 'likewise' }, 'integrator').expect(200);
  });

  it('for longer than a minute is a finding, as is an order that nobody decides', async () => {
    await neighbourhood.exported('UNKNOWN', 'verified');
    await neighbourhood.asked('W-41', { at: recordedAt });
    await neighbourhood.inState('W-41', 'placed');
    const found = await until(async () => {
      const { body } = await neighbourhood.get('/ops/findings', 'integrator').expect(200);
      const kinds = body.map(({ kind }: { kind: string }) => kind);
      return kinds.includes('fact-waits') && kinds.includes('order-undecided') && body;
    });
    const of = (kind: string) => found.filter((one: { kind: string }) => one.kind === kind);
    expect(of('fact-waits')).toEqual([
      {
        ...{ kind: 'fact-waits', subject: 'erp.exports', count: 1, since: recordedAt.toISOString() },
        remedy: expect.stringContaining('`throughline waiting`'),
      },
    ]);
    const [{ count, worth, ...undecided }] = of('order-undecided');
    expect(undecided).toEqual({
      ...{ kind: 'order-undecided', subject: 'orders', since: expect.any(String) },
      remedy: expect.stringContaining('`throughline orders --waiting stock`'),
    });
    expect(count).toBeGreaterThan(0);
    expect(worth).toEqual([{ currency: 'EUR', amount: expect.any(String) }]);
    expect(Number(worth[0].amount)).toBeCloseTo(count * 91.02, 2);
  });
});

describe('the order desk', () => {
  const problem = /^application\/problem\+json/;

  it('cancels what has not been shipped, once', async () => {
    await neighbourhood.asked('W-20');
    await neighbourhood.reserved('W-20');
    await neighbourhood.inState('W-20', 'confirmed');
    await neighbourhood.stated('W-20', '410020', { shipments: [erpShipment('D20', [1])] });
    await neighbourhood.inState('W-20', 'partly-shipped');
    const { body } = await neighbourhood.cancel('W-20', 'order-desk').expect(200);
    expect(body).toMatchObject({
      state: 'shipped',
      lines: [
        { shipped: 1, cancelled: 1 },
        { shipped: 0, cancelled: 3 },
      ],
    });
    await neighbourhood.happened('W-20', 'OrderCancelled');
    expect(neighbourhood.events('W-20').at(-1)).toMatchObject({
      value: { by: 'staff', reason: 'asked by telephone', whole: false },
    });
    const again = await neighbourhood
      .cancel('W-20', 'order-desk')
      .expect(422)
      .expect('content-type', problem);
    expect(again.body.type).toBe('urn:throughline:problem:nothing-to-cancel');
  });

  it('finds orders page by page, newest first', async () => {
    for (const minutes of [1, 2, 3])
      await neighbourhood.asked(`L-${String(minutes)}`, {
        account: 'guests',
        channel: 'market',
        at: new Date(recordedAt.getTime() + minutes * 60_000),
      });
    await until(() => neighbourhood.newest('L-3'));
    await until(() => neighbourhood.newest('L-1'));
    await until(() => neighbourhood.newest('L-2'));
    const list = async (query: string) =>
      (await neighbourhood.get(`/orders?origin=market&${query}`, 'auditor').expect(200)).body;
    const first = await list('limit=2');
    expect(first.orders.map(({ order }: { order: string }) => order)).toEqual(['L-3', 'L-2']);
    const second = await list(`limit=2&after=${encodeURIComponent(first.next)}`);
    expect(second.orders.map(({ order }: { order: string }) => order)).toEqual(['L-1']);
    expect(second.next).toBeNull();
    const shown = await neighbourhood.get('/orders/L-1', 'finance').expect(200);
    expect(shown.body).toMatchObject({ order: 'L-1', origin: 'market', gross: '91.02' });
  });

  it('sees what an order waits for, and lists those that wait for a person', async () => {
    const waitingOf = async (order: string) =>
      (await neighbourhood.get(`/orders/${order}`, 'auditor').expect(200)).body.waiting;
    await neighbourhood.asked('W-21');
    await neighbourhood.inState('W-21', 'placed');
    await until(async () => (await waitingOf('W-21'))?.for === 'stock');
    expect(await waitingOf('W-21')).toMatchObject({ for: 'stock', whom: 'inventory' });
    await neighbourhood.reserved('W-21');
    await neighbourhood.inState('W-21', 'confirmed');
    await neighbourhood.exported('W-21', 'refused');
    const waiting = { for: 'person', whom: 'order desk', since: recordedAt.toISOString() };
    await until(async () => (await waitingOf('W-21'))?.for === 'person');
    expect(await waitingOf('W-21')).toEqual(waiting);
    const { body } = await neighbourhood.get('/orders?waiting=person', 'auditor').expect(200);
    expect(body.orders).toMatchObject([{ order: 'W-21', integration: 'refused', waiting }]);
    const wrong = await neighbourhood.get('/orders?waiting=nobody', 'auditor').expect(400);
    expect(wrong.body.errors).toMatchObject([
      { field: 'waiting', message: expect.stringContaining('"hand-over"') },
    ]);
  });

  it('asks for a token', async () => {
    await neighbourhood.http().get('/orders').expect(401).expect('content-type', problem);
    await neighbourhood.http().post('/orders/W-20/cancellation').send({}).expect(401);
  });

  it('lets nobody else cancel', async () => {
    await neighbourhood.cancel('W-20', 'auditor').expect(403).expect('content-type', problem);
    await neighbourhood.get('/orders', 'warehouse').expect(403);
  });

  it('names what does not fit', async () => {
    const { body } = await neighbourhood.get('/orders?after=yesterday', 'auditor').expect(400);
    expect(body.errors).toMatchObject([{ field: 'after' }]);
    const states =
      'placed, confirmed, back-ordered, rejected, in-fulfilment, partly-shipped, shipped, invoiced, completed, cancelled, returned, undecided';
    const integrations = 'none, received, parked, sent, acknowledged, verified, refused, cancelled';
    for (const [field, words] of Object.entries({ state: states, integration: integrations })) {
      const refused = await neighbourhood.get(`/orders?${field}=nonsense`, 'auditor').expect(400);
      expect(refused.body.errors).toEqual([{ field, in: 'query', message: `is not one of ${words}` }]);
      for (const word of words.split(', '))
        await neighbourhood.get(`/orders?${field}=${word}&limit=1`, 'auditor').expect(200);
    }
    await neighbourhood.cancel('none', 'order-desk').expect(404);
    await neighbourhood.get('/orders/none', 'auditor').expect(404);
  });
});

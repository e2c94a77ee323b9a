import type { ErpInvoice, OrderExport, OrderLine } from '@throughline/events';
import {
  erpInvoice,
  erpOrder,
  erpShipment,
  later,
  placedAt,
  placedOrder,
} from '@throughline/testing/builders';
import { describe, expect, it } from 'vitest';
import { followDocument } from './followed-document.ts';
import { applyExport, applyInvoice as invoice } from './fulfilment.ts';
import { applyEvents, decideCancellation, tracked, unchanged } from './order.ts';
import type { OrderState } from './order.ts';

const applyInvoice = (state: OrderState, document: ErpInvoice, at: Date) =>
  invoice(state, { name: `erp.invoices demo|${document.number}`, invoice: document, at });
const helmet = { line: 1, sku: 'HL-U509-R' };
const bottle = { line: 2, sku: 'WB-H098' };
const confirmedAlready = [
  { step: 'received', at: placedAt, detail: null },
  { step: 'confirmed', at: later(1), detail: null },
];
/** A confirmed order of two helmets and three bottles. */
const order = (first: Partial<OrderLine> = {}, second: Partial<OrderLine> = {}): OrderState =>
  tracked(
    placedOrder({
      state: 'confirmed',
      history: confirmedAlready,
      lines: [
        { reserved: 2, ...first },
        { reserved: 3, ...second },
      ],
    }),
  );
const types = (events: readonly { type: string }[]) => events.map(({ type }) => type);
const untracked = { carrier: null, trackingNumber: null, trackingUrl: null };
const shippedEvent = (shipment: string, lines: object[], complete: boolean) => ({
  type: 'OrderShipped',
  value: { order: 'W1', shipment, location: 'B1', ...untracked, lines, complete, at: later(60) },
});
const cancelledEvent = (lines: object[], whole: boolean) => ({
  type: 'OrderCancelled',
  value: { order: 'W1', by: 'erp', reason: '', lines, whole, at: later(61) },
});
const both = [
  { ...helmet, quantity: 2 },
  { ...bottle, quantity: 3 },
];

describe('the hand-over', () => {
  const exported = (state: string, some: Partial<OrderExport> = {}): OrderExport => ({
    order: 'W1',
    source: 'demo',
    state,
    reason: null,
    erpNumber: null,
    differences: [],
    at: later(2),
    ...some,
  });

  it('is told with its number and its reason, and changes the order', () => {
    const { state, events } = applyExport(order(), exported('acknowledged', { erpNumber: '410001' }));
    expect(events).toEqual([
      {
        type: 'OrderHandedOver',
        value: { order: 'W1', state: 'acknowledged', erpNumber: '410001', reason: null, at: later(2) },
      },
    ]);
    expect(state.order).toEqual({
      ...order().order,
      state: 'in-fulfilment',
      integration: 'acknowledged',
      erpNumber: '410001',
      history: [...confirmedAlready, { step: 'handed-over', at: later(2), detail: '410001' }],
    });
  });

  it('leaves what the order is when it is parked', () => {
    const { state, events } = applyExport(order(), exported('parked', { reason: 'no such customer' }));
    expect(events).toEqual([
      {
        type: 'OrderHandedOver',
        value: { order: 'W1', state: 'parked', erpNumber: null, reason: 'no such customer', at: later(2) },
      },
    ]);
    expect(state.order).toEqual({
      ...order().order,
      integration: 'parked',
      integrationReason: 'no such customer',
    });
  });

  it('is no event while it is only received', () => {
    const before = applyExport(order(), exported('parked', { reason: 'no such customer' })).state;
    expect(applyExport(before, exported('received'))).toEqual({
      state: tracked({ ...order().order, integration: 'received' }),
      events: [],
    });
  });

  it('closes an order of which it was the last that was missing', () => {
    const done = order({ shipped: 2, invoiced: 2 }, { shipped: 3, invoiced: 3 });
    expect(types(applyExport(done, exported('verified')).events)).toEqual([
      'OrderHandedOver',
      'OrderCompleted',
    ]);
  });
});

describe('invoices', () => {
  const told = { order: 'W1', currency: 'EUR', gross: '50.83', net: '43.62', shared: false, at: later(61) };

  it('are told once, with units of each line and what of it is for this order', () => {
    const once = applyInvoice(order(), erpInvoice('R1', [1, 2]), later(61));
    const lines = [
      { ...helmet, quantity: 1 },
      { ...bottle, quantity: 2 },
    ];
    // 29.74, 8.98 and 4.9 with 6.58 and 0.63 of tax.
    expect(once.events).toEqual([
      { type: 'OrderInvoiced', value: { ...told, invoice: 'R1', lines, complete: false } },
    ]);
    expect(once.state.order).toEqual({
      ...order({ invoiced: 1 }, { invoiced: 2 }).order,
      invoices: [
        {
          ...{ number: 'R1', kind: 'invoice', currency: 'EUR', shared: false },
          ...{ gross: '50.83', net: '43.62', at: later(61) },
        },
      ],
      history: [...confirmedAlready, { step: 'invoiced', at: later(61), detail: 'R1' }],
    });
    expect(applyInvoice(once.state, erpInvoice('R1', [1, 2]), later(62))).toEqual(unchanged(once.state));
  });

  it('say that they are shared, and count only what is of this order', () => {
    const { lines, charges } = erpInvoice('R1', [1, 2]);
    const portion = erpInvoice('R1', [2, 3], { order: null, lines: lines.slice(1), charges });
    // 8.98 and 4.9, of 91.02 in all.
    expect(applyInvoice(order(), portion, later(61)).events).toMatchObject([
      { value: { shared: true, net: '13.88', gross: '91.02', lines: [{ ...bottle, quantity: 2 }] } },
    ]);
  });

  it('leave out what is no line of the order, but not its amount', () => {
    const { lines } = erpInvoice('R1', [1]);
    const pallet = { ...lines[0]!, line: 9, sku: 'PALLET', net: '10' };
    const portion = erpInvoice('R1', [1], { lines: [...lines, pallet], charges: [] });
    expect(applyInvoice(order(), portion, later(61)).events).toMatchObject([
      { value: { net: '39.74', lines: [{ ...helmet, quantity: 1 }] } },
    ]);
  });

  it('that give back are told once, as what they are, and open nothing again', () => {
    const done = applyInvoice(
      followDocument(order(), erpOrder({ shipments: [erpShipment()] }), later(61)).state,
      erpInvoice(),
      later(61),
    ).state;
    const note = erpInvoice('C1', [1, 2], { kind: 'credit-note', corrects: ['R1'] });
    const once = applyInvoice(done, note, later(61));
    const lines = [
      { ...helmet, quantity: 1 },
      { ...bottle, quantity: 2 },
    ];
    expect(once.events).toEqual([
      { type: 'OrderCredited', value: { ...told, creditNote: 'C1', corrects: ['R1'], lines } },
    ]);
    expect(once.state.order).toMatchObject({
      state: 'completed',
      lines: [
        { shipped: 2, invoiced: 2, credited: 1 },
        { shipped: 3, invoiced: 3, credited: 2 },
      ],
      invoices: [
        { number: 'R1', kind: 'invoice' },
        { number: 'C1', kind: 'credit-note', gross: '50.83', net: '43.62', shared: false },
      ],
    });
    expect(applyInvoice(once.state, note, later(62))).toEqual(unchanged(once.state));
  });

  it('are told by their own currency', () => {
    const once = applyInvoice(order(), erpInvoice('R1', [2, 3], { currency: 'CHF' }), later(61));
    expect(once.events).toMatchObject([{ value: { currency: 'CHF' } }]);
    const note = erpInvoice('C1', [1], { kind: 'credit-note', corrects: ['R1'], currency: 'CHF' });
    expect(applyInvoice(once.state, note, later(62)).state.order.invoices).toMatchObject([
      { number: 'R1', currency: 'CHF' },
      { number: 'C1', currency: 'CHF' },
    ]);
  });

  it.each([
    ['both lines are', [2, 3], order(), true],
    ['a bottle is not', [2, 2], order(), false],
    ['a helmet is not', [1, 3], order(), false],
    ['only the helmets are', [2, 0], order(), false],
    ['the helmets were before', [0, 3], order({ invoiced: 2 }), true],
    ['the bottles were cancelled', [2, 0], order({}, { cancelled: 3 }), true],
    ['one bottle was cancelled', [2, 2], order({}, { cancelled: 1 }), true],
    ['all and more is', [3, 3], order(), true],
  ])('say whether anything is left to invoice: %s', (_, units, before, complete) => {
    expect(applyInvoice(before, erpInvoice('R1', units), later(61)).events[0]).toMatchObject({
      type: 'OrderInvoiced',
      value: { complete },
    });
  });
});

describe('the end of an order', () => {
  const completed = { type: 'OrderCompleted', value: { order: 'W1', at: later(62) } };

  it('comes when all lines are shipped and invoiced, whichever is told last', () => {
    const shipped = followDocument(order(), erpOrder({ shipments: [erpShipment()] }), later(61));
    expect(types(shipped.events)).toEqual(['OrderShipped']);
    const invoicedLast = applyInvoice(shipped.state, erpInvoice(), later(62));
    expect(types(invoicedLast.events)).toEqual(['OrderInvoiced', 'OrderCompleted']);
    expect(invoicedLast.events[1]).toEqual(completed);
    expect(invoicedLast.state.order.state).toBe('completed');

    const invoiced = applyInvoice(order(), erpInvoice(), later(61));
    expect(types(invoiced.events)).toEqual(['OrderInvoiced']);
    const shippedLast = followDocument(invoiced.state, erpOrder({ shipments: [erpShipment()] }), later(62));
    expect(types(shippedLast.events)).toEqual(['OrderShipped', 'OrderCompleted']);
    expect(shippedLast.events[1]).toEqual(completed);
    expect(shippedLast.state.order.state).toBe('completed');
  });

  it('waits for the second line', () => {
    const helmets = followDocument(order(), erpOrder({ shipments: [erpShipment('D1', [2])] }), later(61));
    expect(types(applyInvoice(helmets.state, erpInvoice('R1', [2]), later(62)).events)).toEqual([
      'OrderInvoiced',
    ]);
  });

  it('comes when what is left is cancelled, by us or by the back office', () => {
    const helmets = order({ shipped: 2, invoiced: 2 });
    const byUs = decideCancellation(helmets, { by: 'staff', reason: '', at: later(61) });
    expect(applyEvents(helmets, byUs, later(62)).events).toEqual([...byUs, completed]);
    const document = erpOrder({ lines: [{}, { cancelled: 3 }], shipments: [erpShipment('D1', [2])] });
    const byThem = followDocument(order({ invoiced: 2 }), document, later(62));
    expect(types(byThem.events)).toEqual(['OrderShipped', 'OrderCancelled', 'OrderCompleted']);
    expect(byThem.state.order.state).toBe('completed');
  });

  it('is not told when nothing happened', () => {
    const done = order({ shipped: 2, invoiced: 2 }, { shipped: 3, invoiced: 3 });
    expect(applyEvents(done, [], later(62))).toEqual(unchanged(done));
    const open = order();
    expect(followDocument(open, erpOrder(), later(62))).toEqual(unchanged(open));
    expect(followDocument(open, erpOrder(), later(62)).state).toBe(open);
  });
});

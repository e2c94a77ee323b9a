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

describe('shipments', () => {
  const told = (state: OrderState, ...shipments: ReturnType<typeof erpShipment>[]) =>
    followDocument(state, erpOrder({ shipments }), later(61));

  it('are told with what left of each line', () => {
    const { state, events } = told(order(), erpShipment('D1', [1, 2]));
    const lines = [
      { ...helmet, quantity: 1 },
      { ...bottle, quantity: 2 },
    ];
    expect(events).toEqual([shippedEvent('D1', lines, false)]);
    expect(state.order).toEqual({
      ...order({ shipped: 1 }, { shipped: 2 }).order,
      state: 'partly-shipped',
      shipments: [{ number: 'D1', location: 'B1', at: later(60), ...untracked, lines }],
      history: [...confirmedAlready, { step: 'shipped', at: later(60), detail: 'D1' }],
    });
  });

  it('are told with who carries them, and where they can be followed', () => {
    const tracking = {
      carrier: 'Example Parcel',
      trackingNumber: 'VH0000810001',
      trackingUrl: 'https://tracking.example/parcel/VH0000810001',
    };
    const { events, state } = told(order(), erpShipment('D1', [2, 3], tracking));
    const { type, value } = shippedEvent('D1', both, true);
    expect(events).toEqual([{ type, value: { ...value, ...tracking } }]);
    expect(state.order.shipments).toEqual([
      { number: 'D1', location: 'B1', at: later(60), ...tracking, lines: both },
    ]);
  });

  it.each([
    ['both lines have left', [2, 3], order(), true],
    ['a bottle is left', [2, 2], order(), false],
    ['a helmet is left', [1, 3], order(), false],
    ['only the helmets have left', [2, 0], order(), false],
    ['only the bottles have left', [0, 3], order(), false],
    ['the helmets have left before', [0, 3], order({ shipped: 2 }), true],
    ['the bottles were cancelled', [2, 0], order({}, { cancelled: 3 }), true],
    ['more has left than was ordered', [2, 4], order(), true],
  ])('say whether anything is left to ship, once %s', (_, units, before, complete) => {
    expect(told(before, erpShipment('D1', units)).events).toMatchObject([
      { type: 'OrderShipped', value: { complete } },
    ]);
  });

  it('are each told once, in their order, the last one as complete', () => {
    const first = erpShipment('D1', [2, 1]);
    const second = erpShipment('D2', [0, 2]);
    const one = told(order(), first);
    expect(told(one.state, first)).toEqual({ state: one.state, events: [] });
    const two = told(one.state, first, second);
    expect(two.events).toEqual([shippedEvent('D2', [{ ...bottle, quantity: 2 }], true)]);
    expect(two.state.order.state).toBe('shipped');
    const atOnce = told(order(), first, second);
    expect(atOnce.events).toEqual([
      shippedEvent(
        'D1',
        [
          { ...helmet, quantity: 2 },
          { ...bottle, quantity: 1 },
        ],
        false,
      ),
      shippedEvent('D2', [{ ...bottle, quantity: 2 }], true),
    ]);
    expect(atOnce.state).toEqual(two.state);
  });

  it('count a line that they hold twice', () => {
    const lines = [
      { ...bottle, quantity: 1 },
      { ...helmet, quantity: 2 },
      { ...bottle, quantity: 2 },
    ];
    expect(told(order(), erpShipment('D1', [], { lines })).events).toEqual([shippedEvent('D1', lines, true)]);
  });

  it('leave out what is no line of the order, and are nothing when nothing is', () => {
    const packaging = { line: 9, sku: 'PALLET', quantity: 1 };
    const mixed = erpShipment('D1', [], { lines: [packaging, { ...helmet, quantity: 2 }] });
    expect(told(order(), mixed).events).toEqual([shippedEvent('D1', [{ ...helmet, quantity: 2 }], false)]);
    expect(told(order(), erpShipment('D1', [], { lines: [packaging] }))).toEqual(unchanged(order()));
    expect(told(order(), erpShipment('D1', [], { lines: [packaging] }), erpShipment('D2')).events).toEqual([
      shippedEvent('D2', both, true),
    ]);
  });

  it('complete a kit with the last of its components, and the order with the last kit', () => {
    const components = [
      { sku: 'SHELL', quantity: 1 },
      { sku: 'STRAP', quantity: 2 },
    ];
    const part = (sku: string, quantity: number) => ({ line: 1, sku, quantity });
    const shells = erpShipment('D1', [], { lines: [part('SHELL', 2), { ...bottle, quantity: 3 }] });
    const strap = erpShipment('D2', [], { lines: [part('STRAP', 2)] });
    const straps = erpShipment('D3', [], { lines: [part('STRAP', 2)] });
    const { events, state } = told(order({ components }), shells, strap, straps);
    expect(events).toEqual([
      shippedEvent('D1', shells.lines, false),
      shippedEvent('D2', strap.lines, false),
      shippedEvent('D3', straps.lines, true),
    ]);
    expect(state.order.lines.map(({ shipped }) => shipped)).toEqual([2, 3]);
    const one = told(order({ components, cancelled: 1 }), shells, strap);
    expect(one.events.map(({ value }) => 'complete' in value && value.complete)).toEqual([false, true]);
  });

  it('take back a cancellation that came too late', () => {
    const cancelled = applyEvents(
      order(),
      decideCancellation(order(), { by: 'shopper', reason: '', at: later(5) }),
      later(5),
    );
    expect(cancelled.state.order.state).toBe('cancelled');
    const { state } = told(cancelled.state, erpShipment('D1', [2, 1]));
    expect(state.order.lines.map(({ shipped, cancelled: back }) => [shipped, back])).toEqual([
      [2, 0],
      [1, 2],
    ]);
  });
});

describe('units that the back office has cancelled', () => {
  const told = (state: OrderState, ...cancelled: number[]) =>
    followDocument(state, erpOrder({ lines: cancelled.map((units) => ({ cancelled: units })) }), later(61));

  it('are told of each line, once', () => {
    const one = told(order(), 1, 2);
    const lines = [
      { ...helmet, quantity: 1 },
      { ...bottle, quantity: 2 },
    ];
    expect(one.events).toEqual([cancelledEvent(lines, false)]);
    expect(one.state.order).toEqual({
      ...order({ cancelled: 1 }, { cancelled: 2 }).order,
      history: [...confirmedAlready, { step: 'cancelled', at: later(61), detail: null }],
    });
    expect(told(one.state, 1, 2)).toEqual(unchanged(one.state));
    expect(told(one.state, 0, 1)).toEqual(unchanged(one.state));
    expect(told(one.state, 1, 3).events).toEqual([cancelledEvent([{ ...bottle, quantity: 1 }], false)]);
  });

  it.each([
    ['both lines', [2, 3], order(), both, true],
    ['the helmets', [2, 0], order(), [{ ...helmet, quantity: 2 }], false],
    ['the bottles', [0, 3], order(), [{ ...bottle, quantity: 3 }], false],
    [
      'all but a helmet',
      [1, 3],
      order(),
      [
        { ...helmet, quantity: 1 },
        { ...bottle, quantity: 3 },
      ],
      false,
    ],
    [
      'all but a bottle',
      [2, 2],
      order(),
      [
        { ...helmet, quantity: 2 },
        { ...bottle, quantity: 2 },
      ],
      false,
    ],
    ['the rest', [2, 3], order({ cancelled: 2 }, { cancelled: 1 }), [{ ...bottle, quantity: 2 }], true],
    [
      'what has not left',
      [1, 3],
      order({ shipped: 1 }),
      [
        { ...helmet, quantity: 1 },
        { ...bottle, quantity: 3 },
      ],
      false,
    ],
    [
      'more than has not left',
      [2, 4],
      order({ shipped: 1 }),
      [
        { ...helmet, quantity: 1 },
        { ...bottle, quantity: 3 },
      ],
      false,
    ],
  ])(
    'are the whole order only when nothing has left and nothing is left: %s',
    (_, units, before, lines, whole) => {
      expect(told(before, ...units).events).toEqual([cancelledEvent(lines, whole)]);
    },
  );

  it('are none of a line that its document does not have', () => {
    const document = erpOrder({ lines: [{ cancelled: 1 }, { line: 7, cancelled: 3 }] });
    expect(followDocument(order(), document, later(61)).events).toEqual([
      cancelledEvent([{ ...helmet, quantity: 1 }], false),
    ]);
    expect(followDocument(order(), { ...erpOrder(), lines: [] }, later(61))).toEqual(unchanged(order()));
  });

  it('come after what was shipped in the same document', () => {
    const document = erpOrder({
      lines: [{ cancelled: 0 }, { cancelled: 2 }],
      shipments: [erpShipment('D1', [2, 1])],
    });
    const { events, state } = followDocument(order(), document, later(61));
    expect(events).toEqual([
      shippedEvent(
        'D1',
        [
          { ...helmet, quantity: 2 },
          { ...bottle, quantity: 1 },
        ],
        false,
      ),
      cancelledEvent([{ ...bottle, quantity: 2 }], false),
    ]);
    expect(state.order.state).toBe('shipped');
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
    expect(applyInvoice(once.state, erpInvoice('R1', [2, 3]), later(62))).toEqual(unchanged(once.state));
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
    const document = erpOrder({ lines: [{}, { cancelled: 3 }] });
    const byThem = followDocument(helmets, document, later(62));
    expect(types(byThem.events)).toEqual(['OrderCancelled', 'OrderCompleted']);
    expect(byThem.state.order.state).toBe('completed');
  });

  it('is not told when nothing happened', () => {
    const done = order({ shipped: 2, invoiced: 2 }, { shipped: 3, invoiced: 3 });
    expect(applyEvents(done, [], later(62))).toEqual(unchanged(done));
    expect(followDocument(done, erpOrder(), later(62))).toEqual(unchanged(done));
  });
});

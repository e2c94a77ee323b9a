import type { ErpOrder, ErpOrderLine, OrderLine } from '@throughline/events';
import { add } from '@throughline/money';
import { erpInvoice, erpOrder, erpShipment, later, orderRequested } from '@throughline/testing/builders';
import { describe, expect, it } from 'vitest';
import { erpOriginated } from './erp-originated.ts';
import { followDocument } from './followed-document.ts';
import { applyExport, applyInvoice } from './fulfilment.ts';
import { bottle, confirmedAlready, confirmedOrder as order, helmet } from '../fixtures/confirmed.ts';
import { applyEvents, decideCancellation, evolve, requested, unchanged } from '../order/order.ts';
import type { OrderState } from '../order/order.ts';

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
const changed = (
  kind: string,
  line: number | null,
  was: string,
  is: string,
  replaces: number | null = null,
) => ({ kind, line, replaces, was, is });
const amended = (changes: object[], released: object[], at = later(61)) => ({
  type: 'OrderAmended',
  value: { order: 'W1', changes, released, at },
});
/** The document of the default order with other lines: null for one that is gone, whole ones for added. */
const documentOf = (
  lines: readonly (Partial<ErpOrderLine> | null)[],
  some: Partial<Omit<ErpOrder, 'lines'>> = {},
): ErpOrder => {
  const { lines: known } = erpOrder();
  const all = lines.flatMap((line, index) =>
    line === null ? [] : [{ ...known[Math.min(index, 1)]!, ...line }],
  );
  return { ...erpOrder(some), lines: all };
};
const follow = (state: OrderState, document: ErpOrder | null, minutes = 61) =>
  followDocument(state, document, later(minutes));
const told = (state: OrderState, ...documents: (ErpOrder | null)[]): OrderState =>
  documents.reduce((known, document) => follow(known, document).state, state);
const billed = (state: OrderState, document = erpInvoice(), at = later(62)) =>
  applyInvoice(state, { name: `erp.invoices demo|${document.number}`, invoice: document, at });
const unitsOf = ({ order: { lines } }: OrderState, ...fields: (keyof OrderLine)[]) =>
  lines.map((line) => fields.map((field) => line[field]));

describe('a service that its back office does not ship', () => {
  const fitting = { line: 900, sku: 'FIT', kind: 'service', ordered: 1 };
  const delivered = erpShipment('D1', [2, 3]);
  const withFitting = (some: Partial<ErpOrderLine>) =>
    documentOf([{}, {}, { ...fitting, ...some }], { shipments: [delivered] });
  const fittingBilled = erpInvoice('R2', [], {
    lines: [{ ...erpInvoice().lines[0]!, ...fitting, quantity: 1 }],
  });

  it('is done once it is invoiced, so that its order ends, whichever is heard first', () => {
    const shipped = billed(told(order(), withFitting({}))).state;
    expect(shipped.order.state).toBe('partly-shipped');
    const invoiced = follow(billed(shipped, fittingBilled).state, withFitting({ invoiced: 1 }));
    expect([invoiced.state.order.state, types(invoiced.events)]).toEqual(['completed', ['OrderCompleted']]);
    const heard = follow(shipped, withFitting({ invoiced: 1 }));
    expect([heard.state.order.state, types(heard.events)]).toEqual(['shipped', []]);
    expect(unitsOf(heard.state, 'shipped')).toEqual([[2], [3], [1]]);
    const last = billed(heard.state, fittingBilled);
    expect([last.state.order.state, types(last.events)]).toEqual([
      'completed',
      ['OrderInvoiced', 'OrderCompleted'],
    ]);
  });

  it('is open again when it was not invoiced after all', () => {
    const ended = billed(billed(told(order(), withFitting({ invoiced: 1 }))).state, fittingBilled).state;
    expect(ended.order.state).toBe('completed');
    const { state, events } = follow(ended, withFitting({}));
    expect([state.order.state, types(events)]).toEqual(['partly-shipped', ['OrderReopened']]);
  });

  it('counts once where a back office ships it and invoices it', () => {
    const shipment = erpShipment('D1', [], { lines: [{ line: 900, sku: 'FIT', quantity: 1 }] });
    const document = documentOf([{}, {}, { ...fitting, invoiced: 1 }], { shipments: [shipment] });
    expect(unitsOf(told(order(), document), 'shipped')).toEqual([[0], [0], [1]]);
  });

  it('is not to be confused with goods, which are invoiced before they leave', () => {
    const document = documentOf([{ invoiced: 2 }, { kind: 'kit', invoiced: 3 }]);
    expect(unitsOf(told(order(), document), 'shipped')).toEqual([[0], [0]]);
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

  it('may be missing where lines say that they were shipped: what these say has left', () => {
    const partly = follow(order(), erpOrder({ lines: [{ shipped: 1 }, { shipped: 3 }] }));
    expect(partly.state.order.state).toBe('partly-shipped');
    const document = erpOrder({ lines: [{ shipped: 2 }, { shipped: 3 }] });
    const { state, events } = follow(order(), document);
    expect([events, state.order.state]).toEqual([[], 'shipped']);
    expect(types(billed(state).events)).toEqual(['OrderInvoiced', 'OrderCompleted']);
    // A note that is written later is told, and counts nothing twice.
    const noted = follow(state, { ...document, shipments: [erpShipment()] });
    expect(types(noted.events)).toEqual(['OrderShipped']);
    expect(unitsOf(noted.state, 'shipped')).toEqual([[2], [3]]);
    // What has left is not given up when the document goes.
    expect(follow(state, null).state.followed.givenUp).toEqual({});
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
    expect(told(one.state, 1, 3).events).toEqual([cancelledEvent([{ ...bottle, quantity: 1 }], false)]);
  });

  it('are told as a change where they were given up before, beside those that are not', () => {
    const again = told(told(told(order(), 0, 3).state, 0, 0).state, 2, 3);
    expect(again.events).toEqual([
      cancelledEvent([{ ...helmet, quantity: 2 }], true),
      amended([changed('cancelled', bottle.line, '3 × WB-H098', '')], []),
    ]);
  });

  it('are wanted again when the document says so, and are given up no second time', () => {
    const one = told(order(), 0, 3).state;
    const again = told(one, 0, 1);
    expect(again.state.order.lines.map(({ cancelled }) => cancelled)).toEqual([0, 1]);
    expect(again.events).toEqual([
      amended([changed('restored', bottle.line, '', '2 × WB-H098')], [], later(61)),
    ]);
    const twice = told(again.state, 0, 3);
    expect(twice.state.order.lines.map(({ cancelled }) => cancelled)).toEqual([0, 3]);
    expect(twice.events).toEqual([
      amended([changed('cancelled', bottle.line, '2 × WB-H098', '')], [], later(61)),
    ]);
    expect(twice.state.followed.givenUp).toEqual({ 2: 3 });
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
  ])(
    'are the whole order only when nothing has left and nothing is left: %s',
    (_, units, before, lines, whole) => {
      expect(told(before, ...units).events).toEqual([cancelledEvent(lines, whole)]);
    },
  );

  it('are only what has not left', () => {
    const document = erpOrder({
      lines: [{ cancelled: 2 }, { cancelled: 4 }],
      shipments: [erpShipment('D1', [1])],
    });
    expect(followDocument(order(), document, later(61)).events).toEqual([
      shippedEvent('D1', [{ ...helmet, quantity: 1 }], true),
      cancelledEvent(
        [
          { ...helmet, quantity: 1 },
          { ...bottle, quantity: 3 },
        ],
        false,
      ),
    ]);
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
        true,
      ),
      cancelledEvent([{ ...bottle, quantity: 2 }], false),
    ]);
    expect(state.order.state).toBe('shipped');
  });
});

describe('the lines of a document', () => {
  it('are no news while they are those that were ordered', () => {
    const state = order();
    expect(follow(state, erpOrder())).toEqual({ state, events: [] });
    expect(follow(state, erpOrder()).state).toBe(state);
  });

  it.each<[string, (Partial<ErpOrderLine> | null)[], object[], object[], (number | null)[]]>([
    [
      'lowered',
      [{}, { ordered: 1 }],
      [changed('lowered', 2, '3 × WB-H098', '1 × WB-H098')],
      [{ ...bottle, quantity: 2 }],
      [null, 1],
    ],
    ['raised', [{ ordered: 5 }, {}], [changed('raised', 1, '2 × HL-U509-R', '5 × HL-U509-R')], [], [5, null]],
    [
      'removed',
      [{}, null],
      [changed('removed', 2, '3 × WB-H098', '')],
      [{ ...bottle, quantity: 3 }],
      [null, 0],
    ],
    [
      'removed by being set to nothing',
      [{ ordered: 0 }, {}],
      [changed('removed', 1, '2 × HL-U509-R', '')],
      [{ ...helmet, quantity: 2 }],
      [0, null],
    ],
  ])('that are %s change what is delivered, and give up what was promised of it', (...of) => {
    const [, lines, changes, released, documented] = of;
    const { state, events } = follow(order(), documentOf(lines));
    expect(events).toEqual([amended(changes, released)]);
    expect(state.order).toEqual({
      ...order().order,
      lines: order().order.lines.map((line, index) => ({ ...line, documented: documented[index] })),
      amendments: changes.map((change) => ({ ...change, at: later(61) })),
      history: [...confirmedAlready, { step: 'amended', at: later(61), detail: null }],
    });
    expect(follow(state, documentOf(lines))).toEqual(unchanged(state));
    const back = follow(state, erpOrder(), 70);
    const [{ was, is, ...change }] = changes as [{ was: string; is: string; kind: string }];
    const undone = change.kind === 'raised' ? 'lowered' : 'restored';
    expect(back.events).toEqual([amended([{ ...change, kind: undone, was: is, is: was }], [], later(70))]);
    expect(back.state.order).toEqual({ ...order().order, history: state.order.history });
  });

  it('are no news when they are read again from the log, where records are of classes of their own', () => {
    const decoded = <T extends object>(value: T): T =>
      Object.assign(Object.create({ decoded: true }) as T, value);
    const kit = { line: 3, sku: 'KIT', components: [{ sku: 'A', quantity: 2 }].map(decoded) };
    const { lines, ...shipment } = erpShipment('D1', [1, 2]);
    const document = documentOf([{}, {}, kit], {
      shipments: [decoded({ ...shipment, lines: lines.map(decoded) })],
    });
    const { state } = follow(order(), document);
    const kept = { ...state, order: structuredClone(state.order) };
    expect(follow(kept, document)).toEqual({ state: kept, events: [] });
    expect(follow(kept, document).state).toBe(kept);
  });

  it('that are added are the back office’s own', () => {
    const pump = { line: 3, sku: 'PU-0452', name: 'PUMP', ordered: 4 };
    const { state, events } = follow(order(), documentOf([{}, {}, pump]));
    expect(events).toEqual([amended([changed('added', 3, '', '4 × PU-0452')], [])]);
    expect(state.order.lines[2]).toEqual({
      ...order().order.lines[1],
      ...{ line: 3, addedBy: 'erp', replaces: null, sku: 'PU-0452', name: 'PUMP' },
      ...{ priceVersion: null, taxRate: '0', ordered: 0, documented: 4, reserved: 0 },
    });
    expect(state.order.amendments).toEqual([{ ...changed('added', 3, '', '4 × PU-0452'), at: later(61) }]);
    expect(follow(state, documentOf([{}, {}, { ...pump, ordered: 1 }])).events).toEqual([
      amended([changed('lowered', 3, '4 × PU-0452', '1 × PU-0452')], []),
    ]);
    expect(follow(state, documentOf([{}, {}, { ...pump, ordered: 6 }])).events).toEqual([
      amended([changed('raised', 3, '4 × PU-0452', '6 × PU-0452')], []),
    ]);
    expect(follow(state, documentOf([{}, {}, { ...pump, sku: 'PU-M044' }])).events).toEqual([
      amended([changed('substituted', 3, '4 × PU-0452', '4 × PU-M044')], []),
    ]);
    const gone = follow(state, erpOrder());
    expect(gone.events).toEqual([amended([changed('removed', 3, '4 × PU-0452', '')], [])]);
    expect(gone.state.order).toEqual({ ...order().order, history: state.order.history });
  });

  it('that are added may be kits, and keep what came back of them', () => {
    const kit = documentOf([{}, {}, { line: 3, sku: 'KIT', components: [{ sku: 'A', quantity: 2 }] }]);
    const { order: of, ...state } = told(order(), kit);
    expect(of.lines[2]).toMatchObject({ sku: 'KIT', components: [{ sku: 'A', quantity: 2 }], returned: 0 });
    const returned = { ...of, lines: of.lines.map((line) => ({ ...line, returned: line.line })) };
    expect(unitsOf(told({ ...state, order: returned }, kit), 'returned')).toEqual([[1], [2], [3]]);
  });

  it('that were added are told as removed once, be it that they had no units any more', () => {
    const emptied = told(
      order(),
      documentOf([{}, {}, { line: 3 }]),
      documentOf([{}, {}, { line: 3, ordered: 0 }]),
    );
    const { state, events } = follow(emptied, erpOrder());
    expect(events).toEqual([]);
    expect(unitsOf(state, 'line')).toEqual([[1], [2]]);
  });

  it('that were split deliver for the line that they were taken from, and complete the order', () => {
    const part = { line: 3, sku: 'WB-H098', ordered: 2 };
    const split = documentOf([{}, { ordered: 1 }, part]);
    const { state, events } = follow(order(), split);
    expect(events).toEqual([
      amended(
        [changed('lowered', 2, '3 × WB-H098', '1 × WB-H098'), changed('split', 3, '', '2 × WB-H098', 2)],
        [{ ...bottle, quantity: 2 }],
      ),
    ]);
    expect(state.order.amendments).toEqual([{ ...changed('split', 3, '', '2 × WB-H098', 2), at: later(61) }]);
    const lines = [...both.slice(0, 1), { ...bottle, quantity: 1 }, { line: 3, sku: 'WB-H098', quantity: 2 }];
    const shipped = follow(state, { ...split, shipments: [erpShipment('D1', [], { lines })] });
    expect(types(shipped.events)).toEqual(['OrderShipped']);
    expect(shipped.state.order.state).toBe('shipped');
    const invoice = erpInvoice('R1', [2, 1]);
    const all = [...invoice.lines, { ...invoice.lines[1]!, line: 3, quantity: 2 }];
    const done = billed(shipped.state, { ...invoice, lines: all });
    expect(types(done.events)).toEqual(['OrderInvoiced', 'OrderCompleted']);
    expect(unitsOf(done.state, 'ordered', 'documented', 'shipped', 'invoiced')).toEqual([
      [2, null, 2, 2],
      [3, 1, 1, 1],
      [0, 2, 2, 2],
    ]);
  });

  it('that were billed before the document was read count as billed once it is', () => {
    const invoice = erpInvoice('R1', [2, 1]);
    const all = [...invoice.lines, { ...invoice.lines[1]!, line: 3, quantity: 2 }];
    const before = billed(order(), { ...invoice, lines: all }).state;
    const lines = [...both.slice(0, 1), { ...bottle, quantity: 1 }, { line: 3, sku: 'WB-H098', quantity: 2 }];
    const split = documentOf([{}, { ordered: 1 }, { line: 3, sku: 'WB-H098', ordered: 2 }], {
      shipments: [erpShipment('D1', [], { lines })],
    });
    expect(types(follow(before, split).events)).toEqual(['OrderShipped', 'OrderAmended', 'OrderCompleted']);
  });

  it('that were typed again under another number deliver for the line of the same product', () => {
    const { state } = follow(order(), documentOf([{}, null, { line: 7, sku: 'WB-H098', ordered: 3 }]));
    expect(state.order.lines.map(({ line, replaces }) => [line, replaces])).toEqual([
      [1, null],
      [2, null],
      [7, 2],
    ]);
    expect(state.order.state).toBe('confirmed');
  });

  it('with another product under the same number are a substitute, which ships and is billed for it', () => {
    const substitute = documentOf([{}, { sku: 'WB-H099', name: 'BIGGER BOTTLE' }]);
    const { state, events } = follow(order(), substitute);
    const change = changed('substituted', 2, '3 × WB-H098', '3 × WB-H099');
    expect(events).toEqual([amended([change], [{ ...bottle, quantity: 3 }])]);
    expect(state.order).toEqual({
      ...order().order,
      lines: [
        order().order.lines[0],
        { ...order().order.lines[1], substitute: { sku: 'WB-H099', name: 'BIGGER BOTTLE' } },
      ],
      amendments: [{ ...change, at: later(61) }],
      history: [...confirmedAlready, { step: 'amended', at: later(61), detail: null }],
    });
    const lines = [both[0]!, { line: 2, sku: 'WB-H099', quantity: 3 }];
    const shipped = told(state, { ...substitute, shipments: [erpShipment('D1', [], { lines })] });
    expect(types(billed(shipped).events)).toEqual(['OrderInvoiced', 'OrderCompleted']);
    expect(follow(state, erpOrder()).events).toEqual([
      amended([changed('restored', 2, '3 × WB-H099', '3 × WB-H098')], []),
    ]);
  });

  it('keep what has left of a product before it was substituted', () => {
    const shipments = [erpShipment('D1', [0, 1])];
    const { events } = follow(order(), documentOf([{}, { sku: 'WB-H099' }], { shipments }));
    expect(events).toMatchObject([
      { type: 'OrderShipped' },
      { type: 'OrderAmended', value: { released: [{ ...bottle, quantity: 2 }] } },
    ]);
  });

  it.each<[string, (Partial<ErpOrderLine> | null)[], (number | null)[]]>([
    ['of the only line that is short by as much', [{}, null, { line: 3, sku: 'WB-H099', ordered: 3 }], [2]],
    ['of none when it is less', [{}, null, { line: 3, sku: 'WB-H099', ordered: 2 }], [null]],
    [
      'of none when two lines are short by as much',
      [null, { ordered: 1 }, { line: 3, sku: 'WB-H099', ordered: 2 }],
      [null],
    ],
    [
      'of none when two of them might be',
      [{}, null, { line: 3, sku: 'WB-H099', ordered: 3 }, { line: 4, sku: 'WB-H100', ordered: 3 }],
      [null, null],
    ],
    [
      'each of the line that is short by as much',
      [null, null, { line: 3, sku: 'WB-H099', ordered: 3 }, { line: 4, sku: 'HL-U510', ordered: 2 }],
      [2, 1],
    ],
    [
      'of the line of its own product first',
      [
        null,
        { ordered: 1 },
        { line: 3, sku: 'WB-H098', ordered: 2 },
        { line: 4, sku: 'HL-U510', ordered: 2 },
      ],
      [2, 1],
    ],
    [
      'of parts, as long as they fit',
      [{}, { ordered: 1 }, { line: 3, sku: 'WB-H098', ordered: 1 }, { line: 4, sku: 'WB-H098', ordered: 2 }],
      [2, null],
    ],
    ['of none when it has no units', [{}, null, { line: 3, sku: 'WB-H098', ordered: 0 }], [null]],
    [
      'of no line that has a substitute',
      [{}, { sku: 'WB-H099', ordered: 1 }, { line: 3, sku: 'WB-H098', ordered: 2 }],
      [null],
    ],
  ])('that are added are a substitute or a part %s', (_, lines, replaces) => {
    const { state } = follow(order(), documentOf(lines));
    expect(state.order.lines.filter(({ addedBy }) => addedBy === 'erp').map((line) => line.replaces)).toEqual(
      replaces,
    );
  });

  it('that are added instead of one are told as its substitute, and are none of what is missing', () => {
    const instead = documentOf([{}, null, { line: 3, sku: 'WB-H099', ordered: 3 }]);
    const { state, events } = follow(order(), instead);
    const change = changed('substituted', 3, '', '3 × WB-H099', 2);
    const removed = changed('removed', 2, '3 × WB-H098', '');
    expect(events).toEqual([amended([removed, change], [{ ...bottle, quantity: 3 }])]);
    expect(state.order.amendments).toEqual([{ ...change, at: later(61) }]);
  });

  it('that were split and lowered at once still fall short of the order', () => {
    const { state } = follow(
      order(),
      documentOf([{}, { ordered: 1 }, { line: 3, sku: 'WB-H098', ordered: 1 }]),
    );
    expect(state.order.amendments).toEqual([
      { ...changed('lowered', 2, '3 × WB-H098', '1 × WB-H098'), at: later(61) },
      { ...changed('split', 3, '', '1 × WB-H098', 2), at: later(61) },
    ]);
  });

  it('part from the order anew when they do so in another way', () => {
    const first = told(order(), documentOf([{}, { ordered: 1 }]));
    const { state } = follow(first, documentOf([{}, { sku: 'WB-H099', ordered: 3 }]), 90);
    expect(state.order.amendments).toEqual([
      { ...changed('substituted', 2, '3 × WB-H098', '3 × WB-H099'), at: later(90) },
    ]);
  });

  it('keep the instant at which they were first seen to part from the order', () => {
    const first = told(order(), documentOf([{ ordered: 1 }, {}]));
    const { state } = follow(first, documentOf([{ ordered: 1 }, { ordered: 1 }]), 90);
    expect(state.order.amendments).toEqual([
      { ...changed('lowered', 1, '2 × HL-U509-R', '1 × HL-U509-R'), at: later(61) },
      { ...changed('lowered', 2, '3 × WB-H098', '1 × WB-H098'), at: later(90) },
    ]);
  });

  it('leave alone in what only the hand-over can see', () => {
    const since = later(40);
    const difference = { kind: 'price', field: 'unitPrice', ours: '4.49', theirs: '5', line: 2, worth: null };
    const { state } = applyExport(order(), {
      ...{ order: 'W1', source: 'demo', state: 'verified', reason: null, erpNumber: '410001' },
      ...{ differences: [{ ...difference, since }], at: later(50) },
    });
    const repriced = { ...changed('repriced', 2, '4.49', '5'), at: since };
    expect(state.order.amendments).toEqual([repriced]);
    const lowered = told(state, documentOf([{ ordered: 1 }, {}]));
    expect(lowered.order.amendments).toEqual([
      { ...changed('lowered', 1, '2 × HL-U509-R', '1 × HL-U509-R'), at: later(61) },
      repriced,
    ]);
  });
});

describe('a document that is gone', () => {
  const missing = changed('missing', null, '', '');

  it('leaves nothing to deliver and gives up what was promised, until it is found again', () => {
    const { state, events } = follow(order(), null);
    expect(events).toEqual([amended([missing], both)]);
    expect(state.order).toEqual({
      ...order().order,
      state: 'cancelled',
      ...{ dueNet: '0', dueTax: '0', dueGross: '0' },
      lines: order().order.lines.map((line) => ({ ...line, documented: 0 })),
      amendments: [{ ...missing, at: later(61) }],
      history: [...confirmedAlready, { step: 'amended', at: later(61), detail: null }],
    });
    expect(follow(state, null)).toEqual(unchanged(state));
    const found = follow(state, erpOrder(), 90);
    expect(found.events).toEqual([
      amended(
        [
          changed('found', null, '', ''),
          changed('restored', 1, '', '2 × HL-U509-R'),
          changed('restored', 2, '', '3 × WB-H098'),
        ],
        [],
        later(90),
      ),
      { type: 'OrderReopened', value: { order: 'W1', at: later(90) } },
    ]);
    expect(found.state.order).toEqual({
      ...order().order,
      history: [...state.order.history, { step: 'reopened', at: later(90), detail: null }],
    });
  });

  it('keeps what has left, of lines that it had added too', () => {
    const pump = { line: 3, sku: 'PU-0452', ordered: 4 };
    const lines = [
      { ...bottle, quantity: 1 },
      { line: 3, sku: 'PU-0452', quantity: 4 },
    ];
    const document = documentOf([{}, {}, pump, { ...pump, line: 4 }], {
      shipments: [erpShipment('D1', [], { lines })],
    });
    const before = told(order(), document);
    const { state, events } = follow(before, null);
    expect(events).toEqual([
      amended(
        [missing],
        [
          { ...helmet, quantity: 2 },
          { ...bottle, quantity: 2 },
        ],
      ),
    ]);
    expect(state.order.shipments).toEqual(before.order.shipments);
    expect(unitsOf(state, 'line', 'documented', 'shipped')).toEqual([
      [1, 0, 0],
      [2, 0, 1],
      [3, 0, 4],
    ]);
    expect(state.order.state).toBe('shipped');
  });
});

describe('shipments that were changed', () => {
  const corrected = (shipment: string, lines: object[], takenBack = false) => ({
    type: 'OrderShipmentCorrected',
    value: { order: 'W1', shipment, location: 'B1', ...untracked, lines, takenBack, at: later(61) },
  });
  const shippedWith = (...shipments: ReturnType<typeof erpShipment>[]) => erpOrder({ shipments });

  it('are told as they were and are, when they hold more than at first', () => {
    const before = told(order(), shippedWith(erpShipment('D1', [2])));
    const { state, events } = follow(before, shippedWith(erpShipment('D1', [2, 3])));
    expect(events).toEqual([
      corrected('D1', [
        { ...helmet, was: 2, quantity: 2 },
        { ...bottle, was: 0, quantity: 3 },
      ]),
    ]);
    expect(state.order).toMatchObject({ state: 'shipped', shipments: [{ number: 'D1', lines: both }] });
    expect(unitsOf(state, 'shipped')).toEqual([[2], [3]]);
    expect(state.order.history.slice(2)).toEqual([
      { step: 'shipped', at: later(60), detail: 'D1' },
      { step: 'shipment-corrected', at: later(61), detail: 'D1' },
    ]);
  });

  it('are told when their carrier is known, which is no step of the order', () => {
    const before = told(order(), shippedWith(erpShipment('D1', [2])));
    const tracking = { carrier: 'Example Parcel', trackingNumber: 'VH1', trackingUrl: null };
    const { state, events } = follow(before, shippedWith(erpShipment('D1', [2], tracking)));
    const { type, value } = corrected('D1', [{ ...helmet, was: 2, quantity: 2 }]);
    expect(events).toEqual([{ type, value: { ...value, ...tracking } }]);
    expect(state.order.shipments).toMatchObject([tracking]);
    expect(state.order.history).toEqual(before.order.history);
  });

  it('that hold more than is wanted are billed for what is', () => {
    const shipped = told(order(), shippedWith(erpShipment('D1', [2, 5])));
    expect(unitsOf(shipped, 'shipped', 'documented')).toEqual([
      [2, null],
      [5, null],
    ]);
    expect(shipped.order.state).toBe('shipped');
    expect(types(billed(shipped).events)).toEqual(['OrderInvoiced', 'OrderCompleted']);
  });

  it('are taken back when they are gone, and what they held is open again', () => {
    const before = told(order(), shippedWith(erpShipment('D1', [2]), erpShipment('D2', [0, 3])));
    const { state, events } = follow(before, shippedWith(erpShipment('D2', [0, 3])));
    expect(events).toEqual([corrected('D1', [{ ...helmet, was: 2, quantity: 0 }], true)]);
    expect(state.order.state).toBe('partly-shipped');
    expect(state.order.shipments.map(({ number }) => number)).toEqual(['D2']);
    expect(unitsOf(state, 'shipped', 'cancelled')).toEqual([
      [0, 0],
      [3, 0],
    ]);
    expect(state.followed.givenUp).toEqual({});
  });

  it('open an order again that was completed, which is completed anew by those that follow', () => {
    const done = billed(told(order(), shippedWith(erpShipment()))).state;
    expect(done.order.state).toBe('completed');
    const opened = follow(done, shippedWith(erpShipment('D1', [2, 1])));
    expect(types(opened.events)).toEqual(['OrderShipmentCorrected', 'OrderReopened']);
    expect(opened.events[1]).toEqual({ type: 'OrderReopened', value: { order: 'W1', at: later(61) } });
    expect(opened.state.order.state).toBe('partly-shipped');
    const again = follow(opened.state, shippedWith(erpShipment('D1', [2, 1]), erpShipment('D2', [0, 2])));
    expect(types(again.events)).toEqual(['OrderShipped', 'OrderCompleted']);
  });

  it('open an order again that was cancelled, when something has left after all', () => {
    const events = decideCancellation(order(), { by: 'shopper', reason: '', at: later(5) });
    const cancelled = applyEvents(order(), events, later(5)).state;
    const opened = follow(cancelled, shippedWith(erpShipment('D1', [2, 1])));
    expect(types(opened.events)).toEqual(['OrderShipped', 'OrderReopened']);
    const back = follow(opened.state, shippedWith());
    expect(types(back.events)).toEqual(['OrderShipmentCorrected']);
    expect(back.state.order.state).toBe('cancelled');
    expect(unitsOf(back.state, 'cancelled')).toEqual([[2], [3]]);
  });
});

describe('a kit', () => {
  const components = [
    { sku: 'A', quantity: 2 },
    { sku: 'B', quantity: 1 },
  ];
  const kits = () => order({ components });
  const part = (sku: string, quantity: number) => ({ line: 1, sku, quantity });
  const shipping = (cancelled: number, ...lines: { line: number; sku: string; quantity: number }[]) =>
    erpOrder({
      lines: [{ components, cancelled }, { cancelled: 3 }],
      shipments: lines.length > 0 ? [erpShipment('D1', [], { lines })] : [],
    });

  it('of which some components have left has begun to leave: the rest is cancelled, and completes the order', () => {
    const { state, events } = follow(kits(), shipping(2, part('A', 2)));
    expect(types(events)).toEqual(['OrderShipped', 'OrderCancelled', 'OrderCompleted']);
    expect(events[1]).toEqual(
      cancelledEvent(
        [
          { ...helmet, quantity: 1 },
          { ...bottle, quantity: 3 },
        ],
        false,
      ),
    );
    expect(state.followed.givenUp).toEqual({ 1: 1, 2: 3 });
    expect(unitsOf(state, 'shipped', 'cancelled')).toEqual([
      [0, 2],
      [0, 3],
    ]);
  });

  it('of which the components came back is given up then', () => {
    const before = told(kits(), shipping(2, part('A', 2)));
    const { state, events } = follow(before, shipping(2));
    expect(events.slice(1)).toEqual([
      amended([], [{ ...helmet, quantity: 1 }]),
      { type: 'OrderReopened', value: { order: 'W1', at: later(61) } },
    ]);
    expect(state.order.state).toBe('cancelled');
    expect(state.followed.givenUp).toEqual({ 1: 2, 2: 3 });
  });

  it('is shipped by the recipe of the document, where that has another', () => {
    const other = [{ sku: 'A', quantity: 1 }];
    const document = erpOrder({
      lines: [{ components: other }],
      shipments: [erpShipment('D1', [], { lines: [part('A', 2)] })],
    });
    expect(unitsOf(told(kits(), document), 'shipped')).toEqual([[2], [0]]);
    expect(unitsOf(told(kits(), document, null), 'shipped')).toEqual([[2], [0]]);
  });

  it('may be shipped whole, and so may one that replaces it', () => {
    const whole = erpShipment('D1', [], { lines: [part('HL-U509-R', 2)] });
    expect(unitsOf(told(kits(), erpOrder({ shipments: [whole] })), 'shipped')).toEqual([[2], [0]]);
    const other = erpOrder({
      lines: [{ sku: 'KIT', components }],
      shipments: [erpShipment('D1', [], { lines: [part('KIT', 1)] })],
    });
    expect(unitsOf(told(kits(), other), 'shipped')).toEqual([[1], [0]]);
  });

  it('that is replaced by something that is none is shipped with that', () => {
    const document = erpOrder({
      lines: [{ sku: 'HL-U510', components: [] }],
      shipments: [erpShipment('D1', [], { lines: [part('HL-U510', 2)] })],
    });
    expect(unitsOf(told(kits(), document), 'shipped')).toEqual([[2], [0]]);
  });
});

describe('what shopper or staff cancelled', () => {
  const cancel = (state: OrderState) => {
    const events = decideCancellation(state, { by: 'staff', reason: '', at: later(62) });
    return applyEvents(state, events, later(62));
  };

  it('comes on top of what the back office had cancelled, and is not cancelled twice when it follows', () => {
    const there = told(order(), erpOrder({ lines: [{}, { cancelled: 1 }] }));
    const { state, events } = cancel(there);
    expect(events).toMatchObject([
      {
        value: {
          lines: [
            { ...helmet, quantity: 2 },
            { ...bottle, quantity: 2 },
          ],
          whole: true,
        },
      },
    ]);
    expect(unitsOf(told(state, erpOrder({ lines: [{}, { cancelled: 1 }] })), 'cancelled')).toEqual([
      [2],
      [3],
    ]);
    const followed = follow(state, erpOrder({ lines: [{ cancelled: 2 }, { cancelled: 3 }] }));
    expect(followed.events).toEqual([]);
    expect(followed.state.order).toEqual(state.order);
  });

  it('stays cancelled, without a word, when the document says of it no more that it is', () => {
    const { state } = cancel(order());
    const followed = told(state, erpOrder({ lines: [{ cancelled: 2 }, { cancelled: 3 }] }));
    const { state: after, events } = follow(followed, erpOrder({ lines: [{ cancelled: 2 }, {}] }));
    expect(events).toEqual([]);
    expect(unitsOf(after, 'cancelled')).toEqual([[2], [3]]);
  });

  it('is not what the back office had cancelled before, which it may want again', () => {
    const { state } = cancel(told(order(), erpOrder({ lines: [{}, { cancelled: 3 }] })));
    expect(state.order.state).toBe('cancelled');
    expect(unitsOf(told(state, erpOrder({ lines: [{ cancelled: 2 }, {}] })), 'cancelled')).toEqual([
      [2],
      [0],
    ]);
  });

  it('is also what delivers for lines of the order, and not what the back office added by itself', () => {
    const document = documentOf([
      {},
      { ordered: 1 },
      { line: 3, sku: 'WB-H098', ordered: 2 },
      { line: 4, sku: 'PU-0452', ordered: 4 },
    ]);
    const { state, events } = cancel(told(order(), document));
    expect(events).toMatchObject([
      {
        value: {
          lines: [
            { ...helmet, quantity: 2 },
            { ...bottle, quantity: 1 },
            { line: 3, sku: 'WB-H098', quantity: 2 },
          ],
          whole: false,
        },
      },
    ]);
    expect(unitsOf(told(state, document), 'cancelled')).toEqual([[2], [1], [2], [0]]);
  });

  it('is no more than what was promised, however much the document has', () => {
    const { state } = cancel(told(order(), documentOf([{ ordered: 5 }, {}])));
    expect(unitsOf(state, 'cancelled')).toEqual([[5], [3]]);
    expect(state.followed.givenUp).toEqual({ 1: 2, 2: 3 });
    expect(state.followed.cancelledHere).toEqual({ 1: 5, 2: 3 });
  });
});

describe('what is due', () => {
  const placed = (): OrderState =>
    evolve(requested(orderRequested(), null), { type: 'OrderPlaced', value: orderRequested() });
  const dueOf = ({ order: { dueNet, dueTax, dueGross } }: OrderState) => [dueNet, dueTax, dueGross];
  const cancelled = (first: number, second: number, some: Partial<ErpOrder> = {}) =>
    erpOrder({ lines: [{ cancelled: first }, { cancelled: second }], ...some });

  it('is the total while nothing has changed', () => {
    expect(dueOf(placed())).toEqual([null, null, null]);
    expect(dueOf(told(placed(), erpOrder()))).toEqual([null, null, null]);
  });

  it('is the total while other lines deliver what is missing from one', () => {
    const { net, tax, gross } = erpOrder();
    const split = (part: Partial<ErpOrderLine>) => ({
      ...documentOf([{}, { ordered: 1 }, { ...bottle, line: 3, ordered: 2, ...part }]),
      ...{ net, tax, gross },
    });
    expect(dueOf(told(placed(), split({})))).toEqual([null, null, null]);
    expect(dueOf(told(placed(), split({ cancelled: 2 })))).not.toEqual([null, null, null]);
  });

  it('is the total without what is cancelled, whoever cancelled it', () => {
    // 29.74 and 4.9 at 19 %, 13.47 at 7 %: 48.11, 6.58 and 0.94 of tax.
    expect(dueOf(told(placed(), cancelled(1, 0)))).toEqual(['48.11', '7.52', '55.63']);
    expect(dueOf(told(placed(), cancelled(1, 0), erpOrder()))).toEqual([null, null, null]);
    const shipments = [erpShipment('D1', [1, 3])];
    const shipped = told(placed(), erpOrder({ shipments }));
    const events = decideCancellation(shipped, { by: 'staff', reason: '', at: later(62) });
    expect(dueOf(applyEvents(shipped, events, later(62)).state)).toEqual(['48.11', '7.52', '55.63']);
  });

  // 34.66 at 19 % is 6.5854: 6.59 together, and 5.65 and 0.93 apart; 0.94 of the bottles.
  it.each([
    ['with the goods of its class', '13.18', ['48.13', '7.53', '55.66']],
    ['apart from all goods', '13.17', ['48.13', '7.52', '55.65']],
  ])('has shipping taxed as the total has: %s', (_, tax, due) => {
    const request = { ...orderRequested({ shippingNet: '4.92' }), tax, gross: add('77.87', tax) };
    const state = evolve(requested(request, null), { type: 'OrderPlaced', value: request });
    const { net, gross } = request;
    expect(dueOf(told(state, cancelled(1, 0, { net, tax, gross })))).toEqual(due);
  });

  it('has the goods of each tax class taxed by themselves, also those of one rate', () => {
    // 19 % of 3.01 and 4.9 is 1.5029, and of 9.12 1.7328: 3.23 apart, and 3.24 together.
    const request = orderRequested({
      lines: [{ unitPrice: '3.01' }, { unitPrice: '3.04', taxCategory: 'eco', taxRate: '19' }],
    });
    const state = evolve(requested(request, null), { type: 'OrderPlaced', value: request });
    const { net, tax, gross } = request;
    expect(dueOf(told(state, cancelled(1, 0, { net, tax, gross })))).toEqual(['17.03', '3.23', '20.26']);
  });

  it('is what the document comes to, where that is something else', () => {
    const lowered = documentOf([{ ordered: 1 }, {}], { net: '48.11', tax: '7.51', gross: '55.62' });
    expect(dueOf(told(placed(), lowered))).toEqual(['48.11', '7.51', '55.62']);
    expect(dueOf(told(placed(), lowered, erpOrder()))).toEqual([null, null, null]);
    for (const amount of ['net', 'tax', 'gross'])
      expect(dueOf(told(placed(), erpOrder({ [amount]: '1' })))).not.toEqual([null, null, null]);
  });

  it.each<[string, ErpOrder]>([
    ['are numbered anew', documentOf([{ line: 10 }, { line: 20 }])],
    ['are split', documentOf([{}, { ordered: 1 }, { line: 3, sku: 'WB-H098', ordered: 2 }])],
    [
      'have changed places',
      documentOf([
        { line: 2, sku: 'HL-U509-R', ordered: 2 },
        { line: 1, sku: 'WB-H098', ordered: 3 },
      ]),
    ],
  ])('is the total where the document comes to it and its lines %s', (_, document) => {
    const events = decideCancellation(order(), { by: 'shopper', reason: '', at: later(62) });
    expect(dueOf(told(placed(), document))).toEqual([null, null, null]);
    expect(dueOf(applyEvents(told(placed(), document), events, later(62)).state)).not.toEqual([
      null,
      null,
      null,
    ]);
  });

  it('is less than what is billed, where it is billed twice, until one of the invoices is gone', () => {
    const due = told(placed(), erpOrder({ shipments: [erpShipment()] }));
    const twice = billed(billed(due).state, erpInvoice('R2')).state;
    const beyond = { kind: 'billed', line: null, replaces: null, at: later(62) };
    expect(billed(due).state.order.amendments).toEqual([]);
    expect(twice.order.amendments).toMatchObject([beyond]);
    // It was seen first then, whatever else was changed before, and whatever is billed after that.
    const raised = told(placed(), documentOf([{ ordered: 3 }, {}]));
    const thrice = ['R1', 'R2', 'R3'].reduce(
      (state, number, index) => billed(state, erpInvoice(number), later(62 + index)).state,
      raised,
    );
    expect(thrice.order.amendments.map(({ kind, at }) => [kind, at])).toEqual([
      ['raised', later(61)],
      ['billed', later(63)],
    ]);
    // Whatever is read of its document meanwhile.
    expect(follow(twice, erpOrder({ shipments: [erpShipment()] }), 70)).toEqual(unchanged(twice));
    const gone = applyInvoice(twice, { name: 'erp.invoices demo|R2', invoice: null, at: later(80) });
    expect(gone.state.order.amendments).toEqual([]);
  });

  it('is nothing when nothing has left and nothing will, and what has left when the document is gone', () => {
    expect(dueOf(told(placed(), cancelled(2, 3)))).toEqual(['0', '0', '0']);
    expect(dueOf(told(placed(), null))).toEqual(['0', '0', '0']);
    const shipments = [erpShipment('D1', [1, 3])];
    expect(dueOf(told(placed(), erpOrder({ shipments }), null))).toEqual(['48.11', '7.52', '55.63']);
    expect(dueOf(told(placed(), cancelled(2, 3, { shipments })))).toEqual(['48.11', '7.52', '55.63']);
  });

  it('is the total of an order from before, of which nobody knows how it was computed', () => {
    expect(dueOf(told(order(), cancelled(1, 0)))).toEqual([null, null, null]);
  });

  it.each([
    [
      'packs',
      { unit: 'XBX', unitQuantity: 2, quantity: 24, unitPrice: '12', taxIncluded: false },
      '18',
      '21.42',
    ],
    [
      'a price of a hundred',
      { unitQuantity: 24, quantity: 24, unitPrice: '100', perQuantity: 100 },
      '18',
      '21.42',
    ],
    [
      'prices with tax',
      { unitQuantity: 24, quantity: 24, unitPrice: '1.19', perQuantity: 1, taxIncluded: true },
      '18',
      '21.42',
    ],
    [
      'units of before there were packs',
      { unit: '', unitQuantity: 0, quantity: 24, unitPrice: '1' },
      '18',
      '21.42',
    ],
  ])('counts parts of %s', (_, line, net, gross) => {
    const request = orderRequested({ shippingNet: '0', lines: [{ taxCategory: 'standard', ...line }] });
    const state = evolve(requested(request, null), { type: 'OrderPlaced', value: request });
    const [first] = erpOrder().lines;
    const document = {
      ...erpOrder({ net: request.net, tax: request.tax, gross: request.gross }),
      lines: [{ ...first!, ordered: 24, cancelled: 6 }],
    };
    const { order: of } = told(state, document);
    expect([of.dueNet, of.dueGross]).toEqual([net, gross]);
  });
});

describe('an order that began in the back office', () => {
  const called = erpOrder({ channelOrder: null });
  const begun = () => erpOriginated(null, called, null);
  const stated = (state: OrderState, document: ErpOrder) =>
    follow(erpOriginated(state, document, null), document);

  it('has units that were cancelled and are not any more', () => {
    const { state, events } = stated(begun(), documentOf([{}, { cancelled: 3 }], { channelOrder: null }));
    expect(types(events)).toEqual(['OrderCancelled']);
    expect(unitsOf(state, 'cancelled')).toEqual([[0], [3]]);
    const again = stated(state, called);
    expect(unitsOf(again.state, 'cancelled')).toEqual([[0], [0]]);
    expect(types(stated(again.state, documentOf([{}, { cancelled: 3 }])).events)).toEqual(['OrderCancelled']);
  });

  it('has of what its document cancels only the units told that had not left nor been cancelled before', () => {
    const one = stated(begun(), documentOf([{}, { cancelled: 1 }], { channelOrder: null })).state;
    const document = documentOf([{}, { cancelled: 3 }], { channelOrder: null });
    const shipments = [erpShipment('D1', [0, 1])];
    const { state, events } = stated(one, { ...document, shipments });
    expect(events.slice(1)).toEqual([
      {
        type: 'OrderCancelled',
        value: { ...cancelledEvent([{ ...bottle, quantity: 1 }], false).value, order: 'demo:410001' },
      },
    ]);
    expect(unitsOf(state, 'shipped', 'cancelled')).toEqual([
      [0, 0],
      [1, 2],
    ]);
  });

  it('is cancelled when its document is gone, and as it was when that is there again', () => {
    const { state } = follow(begun(), null);
    expect(state.order).toMatchObject({ state: 'cancelled', amendments: [{ kind: 'missing' }] });
    expect(state.followed.givenUp).toEqual({});
    const { order: found } = stated(state, called).state;
    expect(found).toMatchObject({ state: 'confirmed', amendments: [], dueGross: null });
  });

  it('parts from its document in nothing, whatever that has', () => {
    const { state } = stated(begun(), documentOf([{ ordered: 9 }, null, { line: 3, sku: 'PU-0452' }]));
    expect(state.order.amendments).toEqual([]);
    expect(unitsOf(state, 'line', 'ordered', 'documented', 'addedBy')).toEqual([
      [1, 9, null, ''],
      [3, 3, null, ''],
    ]);
    expect(state.order.dueGross).toBeNull();
  });
});

import type { Order, OrderLine, OrderStep, StockReserved } from '@throughline/events';
import {
  erpOrder,
  erpShipment,
  later,
  orderRequested,
  placedAt,
  placedOrder,
  stockRefused,
  stockReserved,
} from '@throughline/testing/builders';
import { describe, expect, it } from 'vitest';
import { followDocument } from '../documents/followed-document.ts';
import {
  applyEvents,
  decideCancellation,
  decideStock,
  endings,
  evolve,
  isDecided,
  requested,
  stateOf,
  tracked,
} from './order.ts';
import type { OrderEvent, OrderState } from './order.ts';

const helmet = { line: 1, sku: 'HL-U509-R' };
const bottle = { line: 2, sku: 'WB-H098' };
const placed: OrderEvent = { type: 'OrderPlaced', value: orderRequested() };
const received: OrderStep = { step: 'received', at: placedAt, detail: null };
const reserved = (...lines: Partial<StockReserved['lines'][number]>[]) => ({
  type: 'StockReserved' as const,
  value: stockReserved({ lines }),
});
const refused = { type: 'StockRefused' as const, value: stockRefused() };
const confirmed: OrderEvent = {
  type: 'OrderConfirmed',
  value: { order: 'W1', lines: stockReserved().lines, backOrdered: false, at: later(1) },
};
const byParcel = {
  carrier: 'Example Parcel',
  trackingNumber: 'VH1',
  trackingUrl: 'https://tracking.example/parcel/VH1',
};
const shipped = (
  shipment: string,
  ...lines: { line: number; sku: string; quantity: number }[]
): OrderEvent => ({
  type: 'OrderShipped',
  value: { order: 'W1', shipment, location: 'B1', ...byParcel, lines, complete: false, at: later(60) },
});
const amounts = { currency: 'EUR', gross: '91.02', net: '77.85' };
const billed = { order: 'W1', ...amounts, shared: false };
const invoiced = (
  invoice: string,
  ...lines: { line: number; sku: string; quantity: number }[]
): OrderEvent => ({
  type: 'OrderInvoiced',
  value: { ...billed, invoice, lines, complete: false, at: later(70) },
});
const credited = (
  creditNote: string,
  ...lines: { line: number; sku: string; quantity: number }[]
): OrderEvent => ({
  type: 'OrderCredited',
  value: { ...billed, creditNote, corrects: ['R1'], shared: true, lines, at: later(75) },
});
const cancelled = (...lines: { line: number; sku: string; quantity: number }[]): OrderEvent => ({
  type: 'OrderCancelled',
  value: { order: 'W1', by: 'staff', reason: 'changed their mind', lines, whole: false, at: later(5) },
});
const handedOver = (state: string, erpNumber: string | null, reason: string | null = null): OrderEvent => ({
  type: 'OrderHandedOver',
  value: { order: 'W1', state, erpNumber, reason, at: later(2) },
});
const given = (...events: OrderEvent[]): OrderState =>
  events.reduce(evolve, requested(orderRequested(), null));
/** The state once its document has shipments that hold so much. */
const left = (state: OrderState, ...shipments: { line: number; sku: string; quantity: number }[][]) =>
  followDocument(
    state,
    erpOrder({ shipments: shipments.map((lines, index) => erpShipment(`D${index + 1}`, [], { lines })) }),
    later(60),
  ).state;
const nothingFollowed = {
  ...{ cancelledHere: {}, cancelledThere: {}, givenUp: {}, billed: {} },
  ...{ stated: null, terms: null },
};
const after = (...events: OrderEvent[]): Order => given(placed, ...events).order;
const unitsOf = ({ lines }: Order, field: keyof OrderLine) => lines.map((line) => line[field]);
const byStaff = { by: 'staff', reason: 'changed their mind', at: later(5) };

describe('an order that was asked for', () => {
  const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

  it('stands as the shopper saw it, nothing promised, and is being checked', () => {
    const request = orderRequested();
    expect(requested(request, traceparent)).toEqual({
      order: placedOrder({ traceparent }),
      checking: request,
      waitUntil: null,
      documents: {},
      unbound: null,
      buyers: [],
      followed: { ...nothingFollowed, terms: null },
    });
  });

  it('says in which unit, of what and for whom it was ordered', () => {
    const sold = { unit: 'XBX', unitQuantity: 2, perQuantity: 100, components: [{ sku: 'A', quantity: 2 }] };
    const asked = { region: 'BY', purchaseOrderNumber: 'PO-7' };
    const { order } = requested(orderRequested({ ...asked, lines: [{ ...sold, quantity: 24 }] }), null);
    expect(order).toMatchObject(asked);
    expect(order.lines).toMatchObject([{ ...sold, ordered: 24 }]);
  });

  it('is checked no more when it is placed, and else the same', () => {
    const { followed, ...state } = given(placed);
    expect(state).toEqual({ ...tracked(placedOrder()), followed: undefined });
    expect(followed).toEqual({
      ...nothingFollowed,
      terms: {
        rounding: 'tax-group',
        shippingTaxRate: '19',
        taxCategories: { 1: 'standard', 2: 'reduced' },
      },
    });
  });
});

describe('deciding', () => {
  it('confirms what is promised, line by line', () => {
    expect(decideStock(given(placed), reserved())).toEqual([confirmed]);
    expect(after(confirmed)).toEqual(
      placedOrder({
        state: 'confirmed',
        lines: [{ reserved: 2 }, { reserved: 3 }],
        history: [received, { step: 'confirmed', at: later(1), detail: null }],
      }),
    );
  });

  it.each([
    ['first', [{ reserved: 1, backOrdered: 1, expectedOn: '2026-02-14' }, {}]],
    ['second', [{}, { reserved: 1, backOrdered: 2, expectedOn: '2026-02-14' }]],
  ])('says that units have to wait when only the %s line has such', (_, lines) => {
    const events = decideStock(given(placed), reserved(...lines));
    expect(events).toEqual([
      {
        type: 'OrderConfirmed',
        value: { order: 'W1', lines: stockReserved({ lines }).lines, backOrdered: true, at: later(1) },
      },
    ]);
    expect(after(...events)).toEqual(
      placedOrder({
        state: 'back-ordered',
        lines: [
          { reserved: 2, ...lines[0] },
          { reserved: 3, ...lines[1] },
        ],
        history: [received, { step: 'back-ordered', at: later(1), detail: null }],
      }),
    );
  });

  it('leaves a line alone that a promise does not name', () => {
    const [, second] = stockReserved().lines;
    const partly: OrderEvent = { ...confirmed, value: { ...confirmed.value, lines: [second!] } };
    expect(unitsOf(after(partly), 'reserved')).toEqual([0, 3]);
    expect(unitsOf(after(confirmed, partly), 'reserved')).toEqual([2, 3]);
  });

  it('rejects what is refused, naming the line that fell short and what could be had', () => {
    const short = { ...bottle, reason: 'out-of-stock', available: 1, price: null, priceVersion: null };
    const events = decideStock(given(placed), refused);
    expect(events).toEqual([
      { type: 'OrderRejected', value: { order: 'W1', reason: 'out-of-stock', lines: [short], at: later(1) } },
    ]);
    expect(after(...events)).toEqual(
      placedOrder({
        state: 'rejected',
        rejection: { reason: 'out-of-stock', lines: [short] },
        history: [received, { step: 'rejected', at: later(1), detail: 'out-of-stock' }],
      }),
    );
  });

  it.each<[string, OrderEvent[]]>([
    ['confirmed', [confirmed]],
    [
      'confirmed with units to wait for',
      decideStock(given(placed), reserved({}, { reserved: 1, backOrdered: 2 })),
    ],
    ['rejected', decideStock(given(placed), refused)],
    ['cancelled', [cancelled({ ...helmet, quantity: 2 }, { ...bottle, quantity: 3 })]],
  ])('says nothing more of an order that was %s', (_, events) => {
    const state = given(placed, ...events);
    expect(isDecided(state.order)).toBe(true);
    expect(decideStock(state, refused)).toEqual([]);
    expect(decideStock(state, reserved())).toEqual([]);
  });

  it('still has to come when the back office is told first', () => {
    const state = given(placed, handedOver('acknowledged', '410001'));
    expect(isDecided(state.order)).toBe(false);
    expect(decideStock(state, reserved())).toEqual([confirmed]);
  });
});

describe('a kit', () => {
  const components = [
    { sku: 'A', quantity: 2 },
    { sku: 'B', quantity: 1 },
  ];
  const kit: OrderEvent = { type: 'OrderPlaced', value: orderRequested({ lines: [{ components }, {}] }) };
  const ofKit = (...events: OrderEvent[]): Order =>
    [kit, ...events].reduce(evolve, requested(orderRequested({ lines: [{ components }, {}] }), null)).order;
  const claims = (
    ...claimed: [sku: string, reserved: number, backOrdered: number, expectedOn: string | null][]
  ): OrderEvent => ({
    type: 'OrderConfirmed',
    value: {
      order: 'W1',
      lines: [
        ...claimed.map(([sku, units, backOrdered, expectedOn]) => {
          return { line: 1, sku, reserved: units, backOrdered, expectedOn };
        }),
        { ...bottle, reserved: 3, backOrdered: 0, expectedOn: null },
      ],
      backOrdered: true,
      at: later(1),
    },
  });

  it.each<[string, OrderEvent, Partial<OrderLine>]>([
    ['all of stock', claims(['A', 4, 0, null], ['B', 2, 0, null]), { reserved: 2 }],
    [
      'as many kits as the scarcest component makes, the rest when that comes',
      claims(['A', 3, 1, '2026-02-14'], ['B', 2, 0, null]),
      { reserved: 1, backOrdered: 1, expectedOn: '2026-02-14' },
    ],
    [
      'the rest when the last of its components comes',
      claims(['A', 2, 2, '2026-03-01'], ['B', 0, 2, '2026-02-14']),
      { reserved: 0, backOrdered: 2, expectedOn: '2026-03-01' },
    ],
    [
      'the rest when nobody knows, as soon as that is so of one component',
      claims(['A', 2, 2, '2026-03-01'], ['B', 1, 1, null]),
      { reserved: 1, backOrdered: 1, expectedOn: null },
    ],
    [
      'the rest without a look at what is there',
      claims(['A', 4, 0, '2026-09-09'], ['B', 1, 1, '2026-02-14']),
      { reserved: 1, backOrdered: 1, expectedOn: '2026-02-14' },
    ],
  ])('is promised whole: %s', (_, event, line) => {
    const [first, second] = ofKit(event).lines;
    expect(first).toEqual({ ...ofKit().lines[0], reserved: 0, backOrdered: 0, expectedOn: null, ...line });
    expect(second).toMatchObject({ reserved: 3, backOrdered: 0, expectedOn: null });
  });
});

describe('cancelling', () => {
  const whole = [
    { ...helmet, quantity: 2 },
    { ...bottle, quantity: 3 },
  ];

  it('takes back the whole order before anything has left', () => {
    const events = decideCancellation(given(placed, confirmed), byStaff);
    expect(events).toEqual([
      { type: 'OrderCancelled', value: { order: 'W1', ...byStaff, lines: whole, whole: true } },
    ]);
    const order = after(confirmed, ...events);
    expect(order).toEqual(
      placedOrder({
        state: 'cancelled',
        lines: [
          { reserved: 2, cancelled: 2 },
          { reserved: 3, cancelled: 3 },
        ],
        ...{ dueNet: '0', dueTax: '0', dueGross: '0' },
        history: [
          received,
          { step: 'confirmed', at: later(1), detail: null },
          { step: 'cancelled', at: later(5), detail: 'changed their mind' },
        ],
      }),
    );
    expect(decideCancellation(tracked(order), byStaff)).toEqual([]);
  });

  it('has nothing else compute anew what is due, such as of an order that was taken over', () => {
    const due = { dueNet: '48.11', dueTax: '7.52', dueGross: '55.63' };
    const state = tracked(placedOrder({ lines: [{ cancelled: 1 }, {}], ...due }));
    expect(evolve(state, confirmed).order).toMatchObject({ state: 'confirmed', ...due });
    expect(evolve(state, invoiced('R1', { ...helmet, quantity: 1 })).order).toMatchObject(due);
  });

  it('ends the check of an order that still waits for a price', () => {
    const state = given(...decideCancellation(given(), { by: 'shopper', reason: '', at: later(5) }));
    expect(state.checking).toBeNull();
    expect(state.order.state).toBe('cancelled');
    expect(state.order.history).toEqual([received, { step: 'cancelled', at: later(5), detail: null }]);
  });

  it.each([
    [
      'a part of the first line',
      [{ ...helmet, quantity: 1 }],
      [
        { ...helmet, quantity: 1 },
        { ...bottle, quantity: 3 },
      ],
    ],
    ['the first line', [{ ...helmet, quantity: 2 }], [{ ...bottle, quantity: 3 }]],
    ['the second line', [{ ...bottle, quantity: 3 }], [{ ...helmet, quantity: 2 }]],
  ])('takes back only what has not left: all but %s', (_, gone, lines) => {
    const events = decideCancellation(left(given(placed, confirmed), gone), byStaff);
    expect(events).toEqual([
      { type: 'OrderCancelled', value: { order: 'W1', ...byStaff, lines, whole: false } },
    ]);
  });

  it('takes back what an earlier cancellation has left', () => {
    const state = given(placed, confirmed, cancelled({ ...helmet, quantity: 1 }, { ...bottle, quantity: 3 }));
    expect(decideCancellation(state, byStaff)).toEqual([
      {
        type: 'OrderCancelled',
        value: { order: 'W1', ...byStaff, lines: [{ ...helmet, quantity: 1 }], whole: true },
      },
    ]);
  });

  it('has nothing to take back of a rejected order, nor of one that has left', () => {
    expect(decideCancellation(given(placed, ...decideStock(given(placed), refused)), byStaff)).toEqual([]);
    expect(decideCancellation(left(given(placed, confirmed), whole), byStaff)).toEqual([]);
  });
});

describe('what happens to an order', () => {
  const all = [
    { ...helmet, quantity: 2 },
    { ...bottle, quantity: 3 },
  ];
  const some = [
    { ...helmet, quantity: 1 },
    { ...bottle, quantity: 2 },
  ];

  it('gives each line the units that were invoiced of it', () => {
    const order = after(confirmed, invoiced('R1', ...some), invoiced('R2', { ...bottle, quantity: 1 }));
    expect(order).toEqual(
      placedOrder({
        state: 'confirmed',
        lines: [
          { reserved: 2, invoiced: 1 },
          { reserved: 3, invoiced: 3 },
        ],
        invoices: [
          { number: 'R1', kind: 'invoice', ...amounts, shared: false, at: later(70) },
          { number: 'R2', kind: 'invoice', ...amounts, shared: false, at: later(70) },
        ],
        history: [
          received,
          { step: 'confirmed', at: later(1), detail: null },
          { step: 'invoiced', at: later(70), detail: 'R1' },
          { step: 'invoiced', at: later(70), detail: 'R2' },
        ],
      }),
    );
  });

  it('gives each line the units that were given back of it, and opens nothing again', () => {
    const before = evolve(left(given(placed, confirmed), all), invoiced('R1', ...all)).order;
    expect(before.state).toBe('invoiced');
    const notes = [credited('C1', { ...bottle, quantity: 1 }), credited('C2', ...some)];
    const { order } = notes.reduce(evolve, tracked(before));
    expect(order).toEqual({
      ...before,
      lines: [
        { ...before.lines[0], credited: 1 },
        { ...before.lines[1], credited: 3 },
      ],
      invoices: [
        ...before.invoices,
        { number: 'C1', kind: 'credit-note', ...amounts, shared: true, at: later(75) },
        { number: 'C2', kind: 'credit-note', ...amounts, shared: true, at: later(75) },
      ],
      history: [
        ...before.history,
        { step: 'credited', at: later(75), detail: 'C1' },
        { step: 'credited', at: later(75), detail: 'C2' },
      ],
    });
  });

  it('is all known to the end', () => {
    const order = after({ type: 'OrderCompleted', value: { order: 'W1', at: later(80) } });
    expect(order).toEqual(
      placedOrder({
        state: 'completed',
        history: [received, { step: 'completed', at: later(80), detail: null }],
      }),
    );
  });
});

describe('a document that was changed', () => {
  const both = [
    { ...helmet, quantity: 2 },
    { ...bottle, quantity: 3 },
  ];
  type Corrected = { line: number; sku: string; was: number; quantity: number };
  const invoiceCorrected = (
    invoice: string,
    kind: string,
    lines: Corrected[],
    takenBack = false,
  ): OrderEvent => ({
    type: 'OrderInvoiceCorrected',
    value: {
      ...{ order: 'W1', invoice, kind, currency: 'CHF', gross: '50', net: '40', lines, takenBack },
      at: later(90),
    },
  });

  it('has of an invoice the units and the amounts as they are now', () => {
    const events = [confirmed, invoiced('R1', ...both), invoiced('R2', { ...bottle, quantity: 1 })];
    const before = after(...events);
    const corrected = invoiceCorrected('R1', 'invoice', [
      { ...helmet, was: 2, quantity: 1 },
      { ...bottle, was: 3, quantity: 4 },
    ]);
    expect(after(...events, corrected)).toEqual({
      ...before,
      lines: [
        { ...before.lines[0], invoiced: 1 },
        { ...before.lines[1], invoiced: 5 },
      ],
      invoices: [
        {
          ...{ number: 'R1', kind: 'invoice', currency: 'CHF', shared: false },
          ...{ gross: '50', net: '40', at: later(70) },
        },
        before.invoices[1],
      ],
      history: [...before.history, { step: 'invoice-corrected', at: later(90), detail: 'R1' }],
    });
  });

  it('has no credit note that was taken back, and what it gave back is not given back', () => {
    const events = [confirmed, invoiced('R1', ...both)];
    const notes = [credited('C1', ...both), credited('C2', { ...bottle, quantity: 1 })];
    const before = after(...events, ...notes);
    const gone = both.map((line) => ({ ...line, was: line.quantity, quantity: 0 }));
    expect(after(...events, ...notes, invoiceCorrected('C1', 'credit-note', gone, true))).toEqual({
      ...before,
      lines: [
        { ...before.lines[0], credited: 0 },
        { ...before.lines[1], credited: 1 },
      ],
      invoices: [before.invoices[0], before.invoices[2]],
      history: [...before.history, { step: 'invoice-corrected', at: later(90), detail: 'C1' }],
    });
  });

  it('is a step of the order, which stays what it was; changes without anything between are one', () => {
    const change = { kind: 'lowered', line: 1, replaces: null, was: '2', is: '1' };
    const amended = (minutes: number): OrderEvent => ({
      type: 'OrderAmended',
      value: {
        ...{ order: 'W1', changes: [change], at: later(minutes) },
        released: [{ ...helmet, quantity: 1 }],
      },
    });
    const before = after(confirmed);
    const steps = [...before.history, { step: 'amended', at: later(90), detail: null }];
    expect(after(confirmed, amended(90), amended(91))).toEqual({ ...before, history: steps });
    expect(after(confirmed, amended(90), shipped('D1'), amended(92)).history).toEqual([
      ...steps,
      { step: 'shipped', at: later(60), detail: 'D1' },
      { step: 'amended', at: later(92), detail: null },
    ]);
  });

  it('is a step when a shipment holds something else, and none when only its carrier is known now', () => {
    const corrected = (quantity: number): OrderEvent => ({
      type: 'OrderShipmentCorrected',
      value: {
        ...{ order: 'W1', shipment: 'D1', location: 'L1', takenBack: false, at: later(90), ...byParcel },
        lines: [
          { ...helmet, was: 2, quantity: 2 },
          { ...bottle, was: 3, quantity },
        ],
      },
    });
    const before = after(confirmed);
    expect(after(confirmed, corrected(3))).toEqual(before);
    expect(after(confirmed, corrected(1))).toEqual({
      ...before,
      history: [...before.history, { step: 'shipment-corrected', at: later(90), detail: 'D1' }],
    });
  });
});

describe('the hand-over', () => {
  const steps = (order: Order) => order.history.slice(1).map(({ step, detail }) => [step, detail]);

  it('keeps its state, its reason and the number of the back office, once that is known', () => {
    expect(after(handedOver('sent', null))).toEqual(placedOrder({ integration: 'sent' }));
    expect(after(handedOver('parked', null, 'no such customer'))).toEqual(
      placedOrder({ integration: 'parked', integrationReason: 'no such customer' }),
    );
    expect(
      after(handedOver('acknowledged', '410001'), handedOver('parked', null, 'prices differ')),
    ).toMatchObject({
      integration: 'parked',
      integrationReason: 'prices differ',
      erpNumber: '410001',
    });
  });

  it('is a step when the back office has the order, and one when it has been compared', () => {
    const acknowledged = after(confirmed, handedOver('acknowledged', '410001'));
    expect(steps(acknowledged)).toEqual([
      ['confirmed', null],
      ['handed-over', '410001'],
    ]);
    expect(acknowledged.state).toBe('in-fulfilment');
    const verified = after(confirmed, handedOver('acknowledged', '410001'), handedOver('verified', null));
    expect(steps(verified)).toEqual([
      ['confirmed', null],
      ['handed-over', '410001'],
      ['verified', '410001'],
    ]);
    expect(verified).toMatchObject({ state: 'in-fulfilment', integration: 'verified', erpNumber: '410001' });
  });

  it('takes both steps at once when only the second is told', () => {
    const order = after(handedOver('verified', '410001'));
    expect(order.history).toEqual([
      received,
      { step: 'handed-over', at: later(2), detail: '410001' },
      { step: 'verified', at: later(2), detail: '410001' },
    ]);
  });

  it('takes no step twice, and none when it is sent, parked or refused', () => {
    const again = ['acknowledged', 'verified', 'acknowledged', 'verified', 'sent', 'parked', 'refused'];
    expect(steps(after(...again.map((state) => handedOver(state, '410001'))))).toEqual([
      ['handed-over', '410001'],
      ['verified', '410001'],
    ]);
    expect(steps(after(handedOver('sent', null), handedOver('refused', null, 'closed')))).toEqual([]);
  });
});

describe('completion', () => {
  const done = { shipped: 2, invoiced: 2 };
  const closing = [{ type: 'OrderCompleted', value: { order: 'W1', at: later(90) } }];
  const open = tracked(placedOrder({ state: 'confirmed' }));
  /** What crossing into an order that stands so is told as. */
  const complete = (first: Partial<OrderLine>, second: Partial<OrderLine>, some: Partial<Order> = {}) =>
    endings(open, tracked(placedOrder({ lines: [first, second], ...some })), [], later(90)).events;

  it.each([
    ['everything was shipped and invoiced', done, { shipped: 3, invoiced: 3 }],
    ['what was not cancelled was shipped and invoiced', done, { cancelled: 3 }],
    ['the first line was cancelled instead', { cancelled: 2 }, { shipped: 3, invoiced: 3 }],
    ['a line was cancelled in part', done, { shipped: 1, invoiced: 1, cancelled: 2 }],
    ['more was shipped and invoiced than was ordered', done, { shipped: 4, invoiced: 5 }],
  ])('comes when %s', (_, first, second) => {
    expect(complete(first, second)).toEqual(closing);
  });

  it.each([
    ['a unit of the first line has not left', { shipped: 1, invoiced: 2 }, { shipped: 3, invoiced: 3 }],
    ['a unit of the second line has not left', done, { shipped: 2, invoiced: 3 }],
    ['a unit of the first line is not invoiced', { shipped: 2, invoiced: 1 }, { shipped: 3, invoiced: 3 }],
    ['a unit of the second line is not invoiced', done, { shipped: 3, invoiced: 2 }],
    ['nothing was shipped', { cancelled: 2 }, { cancelled: 3 }],
  ])('does not come when %s', (_, first, second) => {
    expect(complete(first, second)).toEqual([]);
  });

  it('comes once', () => {
    const history = [received, { step: 'completed', at: later(80), detail: null }];
    expect(complete(done, { shipped: 3, invoiced: 3 }, { history })).toEqual([]);
  });

  it('comes again when the order was opened again', () => {
    const history = ['completed', 'reopened'].map((step) => ({ step, at: later(80), detail: null }));
    expect(complete(done, { shipped: 3, invoiced: 3 }, { history })).toEqual(closing);
    expect(complete({ ...done, shipped: 1 }, { shipped: 3, invoiced: 3 }, { history })).toEqual([]);
  });

  it('comes when parts of a kit have left and the rest is cancelled', () => {
    const components = [
      { sku: 'A', quantity: 2 },
      { sku: 'B', quantity: 1 },
    ];
    const shipments = [
      {
        number: 'D1',
        location: 'B1',
        at: later(60),
        ...byParcel,
        lines: [{ line: 1, sku: 'A', quantity: 2 }],
      },
    ];
    expect(complete({ components, cancelled: 2 }, { cancelled: 3 }, { shipments })).toEqual(closing);
    expect(complete({ components, cancelled: 1 }, { cancelled: 3 }, { shipments })).toEqual([]);
  });

  it('ends when something is open again, with a state that follows from the lines', () => {
    const history = [received, { step: 'completed', at: later(80), detail: null }];
    const lines = [
      { shipped: 2, invoiced: 2 },
      { shipped: 2, invoiced: 3 },
    ];
    const completed = tracked(placedOrder({ history, state: 'completed' }));
    const { state, events } = endings(completed, tracked(placedOrder({ history, lines })), [], later(90));
    expect(events).toEqual([{ type: 'OrderReopened', value: { order: 'W1', at: later(90) } }]);
    expect(state.order).toEqual(
      placedOrder({
        state: 'partly-shipped',
        lines,
        history: [...history, { step: 'reopened', at: later(90), detail: null }],
      }),
    );
  });

  it('ends for an order that was cancelled when something of it has left after all', () => {
    const events = decideCancellation(given(placed, confirmed), byStaff);
    const cancelledNow = applyEvents(given(placed, confirmed), events, later(5)).state;
    const lines = [{ shipped: 2, invoiced: 0 }, { cancelled: 3 }];
    const revived = endings(cancelledNow, tracked(placedOrder({ lines })), [], later(90));
    expect(revived.events).toEqual([{ type: 'OrderReopened', value: { order: 'W1', at: later(90) } }]);
    expect(revived.state.order.state).toBe('shipped');
    const all = [{ shipped: 2, invoiced: 2 }, { cancelled: 3 }];
    expect(endings(cancelledNow, tracked(placedOrder({ lines: all })), [], later(90)).events).toEqual(
      closing,
    );
    const none = tracked(cancelledNow.order);
    expect(endings(cancelledNow, none, [], later(90)).events).toEqual([]);
  });
});

describe('the state of an order', () => {
  const stateWith = (first: Partial<OrderLine>, second: Partial<OrderLine>, some: Partial<Order> = {}) =>
    stateOf(placedOrder({ lines: [first, second], ...some }));
  const steps = (...names: string[]) => ({
    history: [received, ...names.map((step) => ({ step, at: later(1), detail: null }))],
  });
  const step = (name: string) => steps(name);

  it.each<[string, Partial<OrderLine>, Partial<OrderLine>]>([
    ['cancelled', { cancelled: 2 }, { cancelled: 3 }],
    ['placed', { cancelled: 2 }, { cancelled: 2 }],
    ['placed', { cancelled: 1 }, { cancelled: 3 }],
    ['partly-shipped', { shipped: 1 }, {}],
    ['partly-shipped', { shipped: 2 }, {}],
    ['partly-shipped', {}, { shipped: 3 }],
    ['partly-shipped', { shipped: 2, invoiced: 2 }, { shipped: 2, invoiced: 3 }],
    ['shipped', { shipped: 2 }, { shipped: 3 }],
    ['shipped', { shipped: 2 }, { cancelled: 3 }],
    ['shipped', { shipped: 2, invoiced: 2 }, { shipped: 3, invoiced: 2 }],
    ['shipped', { shipped: 2, invoiced: 1 }, { shipped: 3, invoiced: 3 }],
    ['invoiced', { shipped: 2, invoiced: 2 }, { shipped: 3, invoiced: 3 }],
    ['invoiced', { shipped: 2, invoiced: 2 }, { shipped: 1, invoiced: 1, cancelled: 2 }],
    ['invoiced', { shipped: 2, invoiced: 3 }, { shipped: 4, invoiced: 4 }],
    ['placed', { invoiced: 2 }, { invoiced: 3 }],
  ])('is %s with %j and %j of 2 and 3 units', (state, first, second) => {
    expect(stateWith(first, second)).toBe(state);
  });

  it.each<[string, Partial<Order>]>([
    ['confirmed', step('confirmed')],
    ['back-ordered', step('back-ordered')],
    ['placed', step('handed-over')],
    ['placed', { integration: 'sent' }],
    ['in-fulfilment', { integration: 'acknowledged' }],
    ['in-fulfilment', { ...step('back-ordered'), integration: 'verified' }],
    ['completed', step('completed')],
    ['in-fulfilment', { ...steps('confirmed', 'completed', 'reopened'), integration: 'verified' }],
    ['confirmed', steps('confirmed', 'completed', 'reopened', 'shipped')],
    ['completed', steps('completed', 'reopened', 'completed', 'amended')],
    ['rejected', { ...step('completed'), rejection: { reason: 'out-of-stock', lines: [] } }],
  ])('is %s while nothing has left, with %j', (state, some) => {
    expect(stateWith({}, {}, some)).toBe(state);
  });

  it('is what has left before what the back office has', () => {
    expect(stateWith({ shipped: 1 }, {}, { integration: 'verified' })).toBe('partly-shipped');
    expect(stateWith({ cancelled: 2 }, { cancelled: 3 }, { integration: 'verified' })).toBe('cancelled');
  });
});

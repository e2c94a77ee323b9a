import type { ErpInvoice, OrderExport } from '@throughline/events';
import { erpInvoice, erpOrder, erpShipment, later } from '@throughline/testing/builders';
import { describe, expect, it } from 'vitest';
import { followDocument } from './followed-document.ts';
import { applyExport, applyInvoice as invoice } from './fulfilment.ts';
import { bottle, confirmedAlready, confirmedOrder as order, helmet } from '../fixtures/confirmed.ts';
import { applyEvents, decideCancellation, tracked, unchanged } from '../order/order.ts';
import type { OrderState } from '../order/order.ts';

const applyInvoice = (state: OrderState, document: ErpInvoice, at: Date) =>
  invoice(state, { name: `erp.invoices demo|${document.number}`, invoice: document, at });
const types = (events: readonly { type: string }[]) => events.map(({ type }) => type);
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

  const repriced = {
    ...{ kind: 'price', field: 'unitPrice', ours: '4.49', theirs: '5', line: 2, worth: null },
    since: null,
  };
  const told = { kind: 'repriced', line: 2, replaces: null, was: '4.49', is: '5' };

  it('tells once in what only it can see that the document differs, and when that changes', () => {
    const verified = applyExport(order(), exported('verified')).state;
    const first = applyExport(verified, exported('verified', { differences: [repriced] }));
    expect(first.events).toEqual([
      { type: 'OrderAmended', value: { order: 'W1', changes: [told], released: [], at: later(2) } },
    ]);
    expect(first.state.order).toEqual({
      ...verified.order,
      amendments: [{ ...told, at: later(2) }],
      history: [...verified.order.history, { step: 'amended', at: later(2), detail: null }],
    });
    const again = exported('verified', { differences: [repriced], at: later(9) });
    expect(applyExport(first.state, again)).toEqual(unchanged(first.state));
    const dearer = applyExport(
      first.state,
      exported('verified', { differences: [{ ...repriced, theirs: '6' }], at: later(9) }),
    );
    expect(dearer.events).toMatchObject([{ value: { changes: [{ ...told, is: '6' }], at: later(9) } }]);
    expect(dearer.state.order.amendments).toEqual([{ ...told, is: '6', at: later(2) }]);
    const none = applyExport(first.state, exported('verified', { at: later(9) }));
    expect(none).toEqual({
      state: { ...first.state, order: { ...first.state.order, amendments: [] } },
      events: [],
    });
  });

  it('tells differences of each kind and line apart, and when each was seen first', () => {
    const discount = { ...repriced, field: 'lines[1].discountPercent' };
    const first = { ...repriced, line: 1 };
    const one = applyExport(order(), exported('verified', { differences: [first] })).state;
    const all = [first, repriced, { ...discount, line: 1 }];
    const { state, events } = applyExport(one, exported('verified', { differences: all, at: later(9) }));
    const news = [told, { ...told, kind: 'discounted', line: 1 }];
    expect(events).toMatchObject([{ type: 'OrderAmended', value: { changes: news } }]);
    expect(state.order.amendments).toEqual([
      { ...told, line: 1, at: later(2) },
      ...news.map((each) => ({ ...each, at: later(9) })),
    ]);
    const dearer = all.map((each) => ({ ...each, theirs: '6' }));
    const later20 = applyExport(state, exported('verified', { differences: dearer, at: later(20) })).state;
    expect(later20.order.amendments.map(({ at }) => at)).toEqual([later(2), later(9), later(9)]);
  });

  it('is no news of an order that was changed in other ways, when it is told again', () => {
    const lowered = followDocument(order(), erpOrder({ lines: [{ ordered: 1 }] }), later(61)).state;
    const { state } = applyExport(lowered, exported('verified', { differences: [repriced] }));
    const again = applyExport(state, exported('verified', { differences: [repriced], at: later(70) }));
    expect(again.events).toEqual([]);
    expect(again.state).toBe(state);
  });

  it('is told again when it is parked for another reason', () => {
    const { state } = applyExport(order(), exported('parked', { reason: 'no such customer' }));
    const otherwise = applyExport(state, exported('parked', { reason: 'no such item' }));
    expect(otherwise.events).toMatchObject([{ type: 'OrderHandedOver', value: { reason: 'no such item' } }]);
    expect(otherwise.state.order.integrationReason).toBe('no such item');
  });

  it.each([
    ['price', 'repriced'],
    ['discount', 'discounted'],
    ['charge', 'charged'],
    ['address', 'redirected'],
  ])('tells a difference of kind %s as %s', (kind, amendment) => {
    const differences = [{ ...repriced, kind, since: later(1) }];
    const { state } = applyExport(order(), exported('verified', { differences }));
    expect(state.order.amendments).toEqual([{ ...told, kind: amendment, at: later(1) }]);
  });

  it('tells a discount that is found as another price as the discount it is', () => {
    const differences = [{ ...repriced, field: 'lines[2].discountPercent', ours: '0', theirs: '10' }];
    const { state } = applyExport(order(), exported('verified', { differences }));
    expect(state.order.amendments).toEqual([
      { kind: 'discounted', line: 2, replaces: null, was: '0', is: '10', at: later(2) },
    ]);
  });

  it('leaves to the document what that says itself', () => {
    const lowered = followDocument(order(), erpOrder({ lines: [{ ordered: 1 }] }), later(61)).state;
    const differences = [{ ...repriced, kind: 'lowered' }, { ...repriced, kind: 'total' }, repriced];
    const { state, events } = applyExport(lowered, exported('verified', { differences }));
    expect(types(events)).toEqual(['OrderHandedOver', 'OrderAmended']);
    expect(state.order.amendments).toEqual([...lowered.order.amendments, { ...told, at: later(2) }]);
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

describe('an invoice that says something else than before', () => {
  const bothLines = [
    { ...helmet, quantity: 2 },
    { ...bottle, quantity: 3 },
  ];
  const name = 'erp.invoices demo|R1';
  const corrected = (some: object, lines: object[], takenBack = false) => ({
    type: 'OrderInvoiceCorrected',
    value: {
      ...{ order: 'W1', invoice: 'R1', kind: 'invoice', currency: 'EUR', lines, takenBack, at: later(63) },
      ...some,
    },
  });
  const before = () => applyInvoice(order(), erpInvoice('R1', [1, 2]), later(61)).state;

  it('is corrected to what it says now', () => {
    const { state, events } = applyInvoice(before(), erpInvoice('R1', [2, 1]), later(63));
    // 59.48, 4.49 and 4.9 with 12.23 and 0.31 of tax.
    expect(events).toEqual([
      corrected({ gross: '81.41', net: '68.87' }, [
        { ...helmet, was: 1, quantity: 2 },
        { ...bottle, was: 2, quantity: 1 },
      ]),
    ]);
    expect(state.order).toMatchObject({
      lines: [{ invoiced: 2 }, { invoiced: 1 }],
      invoices: [{ number: 'R1', gross: '81.41', net: '68.87', currency: 'EUR', at: later(61) }],
    });
    expect(state.followed.billed).toEqual({
      [name]: {
        ...{ number: 'R1', kind: 'invoice', currency: 'EUR', gross: '81.41', net: '68.87' },
        lines: [
          { ...helmet, quantity: 2 },
          { ...bottle, quantity: 1 },
        ],
      },
    });
    expect(applyInvoice(state, erpInvoice('R1', [2, 1]), later(64))).toEqual(unchanged(state));
  });

  it('is corrected in its amounts and its currency alone', () => {
    const { events } = applyInvoice(
      before(),
      erpInvoice('R1', [1, 2], { gross: '60', currency: 'CHF' }),
      later(63),
    );
    expect(events).toEqual([
      corrected({ gross: '60', net: '43.62', currency: 'CHF' }, [
        { ...helmet, was: 1, quantity: 1 },
        { ...bottle, was: 2, quantity: 2 },
      ]),
    ]);
  });

  it('is taken back when it is gone, and opens an order again that it had completed', () => {
    const shipped = followDocument(order(), erpOrder({ shipments: [erpShipment()] }), later(61)).state;
    const done = applyInvoice(shipped, erpInvoice(), later(62)).state;
    const gone = invoice(done, { name, invoice: null, at: later(63) });
    expect(gone.events).toEqual([
      corrected(
        { gross: '0', net: '0' },
        bothLines.map(({ quantity, ...line }) => ({ ...line, was: quantity, quantity: 0 })),
        true,
      ),
      { type: 'OrderReopened', value: { order: 'W1', at: later(63) } },
    ]);
    expect(gone.state.order).toMatchObject({ state: 'shipped', invoices: [] });
    expect(gone.state.followed.billed).toEqual({});
    expect(invoice(gone.state, { name, invoice: null, at: later(64) })).toEqual(unchanged(gone.state));
    const again = applyInvoice(gone.state, erpInvoice(), later(65));
    expect(types(again.events)).toEqual(['OrderInvoiced', 'OrderCompleted']);
  });

  it('of a credit note changes what is given back', () => {
    const note = (units: number[]) => erpInvoice('C1', units, { kind: 'credit-note', corrects: ['R1'] });
    const credited = applyInvoice(order(), note([1, 2]), later(61)).state;
    const { state, events } = applyInvoice(credited, note([1, 1]), later(63));
    expect(events).toMatchObject([{ value: { invoice: 'C1', kind: 'credit-note' } }]);
    expect(state.order.lines.map(({ credited: units, invoiced }) => [units, invoiced])).toEqual([
      [1, 0],
      [1, 0],
    ]);
  });

  it('is not news of lines that the order has not', () => {
    const { lines } = erpInvoice('R1', [1]);
    const pallet = (quantity: number) => ({ ...lines[0]!, line: 9, sku: 'PALLET', net: '10', quantity });
    const first = applyInvoice(order(), erpInvoice('R1', [1], { lines: [...lines, pallet(1)] }), later(61));
    const second = applyInvoice(
      first.state,
      erpInvoice('R1', [1], { lines: [...lines, pallet(2)] }),
      later(63),
    );
    expect(second.events).toMatchObject([{ value: { lines: [{ ...helmet, was: 1, quantity: 1 }] } }]);
  });

  it('is noted without a word where the order has it already, as after a restore', () => {
    const state = before();
    const now = applyInvoice(state, erpInvoice('R1', [2, 1]), later(63)).state;
    const takenOver = { ...state, order: now.order };
    const again = applyInvoice(takenOver, erpInvoice('R1', [2, 1]), later(64));
    expect(again).toEqual({ state: { ...takenOver, followed: now.followed }, events: [] });
    const withoutIt = { ...state, order: { ...state.order, invoices: [] } };
    const gone = invoice(withoutIt, { name, invoice: null, at: later(64) });
    expect(gone.events).toEqual([]);
    expect(gone.state.followed.billed).toEqual({});
    const known = { ...now, followed: { ...now.followed, billed: {} } };
    expect(applyInvoice(known, erpInvoice('R1', [2, 1]), later(64))).toEqual({ state: now, events: [] });
  });
});

describe('an invoice of an order that was taken over after a restore', () => {
  const name = 'erp.invoices demo|R1';
  const told = applyInvoice(order(), erpInvoice('R1', [1, 2]), later(61)).state;
  /** What the order says to be invoiced, beside what its document was known to bill. */
  const listing = (some: object): OrderState => ({
    ...told,
    order: { ...told.order, invoices: told.order.invoices.map((each) => ({ ...each, ...some })) },
  });

  it('is corrected without a word where the order has the amounts that it comes to now, be it only one of them', () => {
    const dearer = erpInvoice('R1', [1, 2], { gross: '60' });
    const { state, events } = applyInvoice(listing({ gross: '60' }), dearer, later(63));
    expect(events).toEqual([]);
    expect(state.followed.billed[name]).toMatchObject({ gross: '60', net: '43.62' });
    // Of a shared one the gross amount is that of all orders.
    const less = erpInvoice('R1', [2, 1], { gross: '50.83' });
    expect(applyInvoice(listing({ net: '68.87' }), less, later(63)).events).toEqual([]);
    expect(types(applyInvoice(told, less, later(63)).events)).toEqual(['OrderInvoiceCorrected']);
    expect(types(applyInvoice(told, dearer, later(63)).events)).toEqual(['OrderInvoiceCorrected']);
  });

  it('is corrected as any other where nobody knows what the order was told of it', () => {
    const { events } = applyInvoice(listing({ net: null }), erpInvoice('R1', [2, 1]), later(63));
    expect(types(events)).toEqual(['OrderInvoiceCorrected']);
  });

  it('is corrected without a word where the order has it no more, since it was taken back after that', () => {
    const without = { ...told, order: { ...told.order, invoices: [] } };
    const { state, events } = applyInvoice(without, erpInvoice('R1', [2, 1]), later(63));
    expect(events).toEqual([]);
    expect(state.order).toEqual(without.order);
    expect(state.followed.billed[name]).toMatchObject({ net: '68.87' });
  });

  it('is taken back when it is gone, also where the order has it as it was corrected before', () => {
    const gone = invoice(listing({ gross: '81.41', net: '68.87' }), { name, invoice: null, at: later(64) });
    expect(gone.events).toMatchObject([{ type: 'OrderInvoiceCorrected', value: { takenBack: true } }]);
    expect(gone.state.order.invoices).toEqual([]);
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

import {
  account,
  erpInvoice,
  erpOrder,
  erpShipment,
  later,
  orderRequested,
  placedAt,
  placedOrder,
  price,
  product,
  stockRefused,
  stockReserved,
} from '@throughline/testing/builders';
import { describe, expect, it } from 'vitest';
import { type References, decide, isPremature } from './decide.ts';
import { erpOriginated } from '../documents/erp-originated.ts';
import { type Fact, type FactRecord, type RecordFact, factsOf } from '../documents/facts.ts';
import { spanning } from '../fixtures/invoices.ts';
import { bottlePrice, references } from '../fixtures/references.ts';
import { termsOf } from '../order/followed.ts';
import { type OrderState, tracked, unchanged } from '../order/order.ts';

const carried = { order: 'W2', key: 'k', sequence: 1, time: later(61) };
const facts = {
  request: {
    ...carried,
    topic: 'orders.requests',
    type: 'OrderRequested',
    value: orderRequested({ order: 'W2' }),
  },
  cancellation: {
    ...carried,
    topic: 'orders.requests',
    type: 'CancellationRequested',
    value: { order: 'W2', by: 'shopper', reason: 'too late', at: later(5) },
  },
  promise: {
    ...carried,
    topic: 'inventory.reservations',
    type: 'StockReserved',
    value: stockReserved({ order: 'W2' }),
  },
  refusal: {
    ...carried,
    topic: 'inventory.reservations',
    type: 'StockRefused',
    value: stockRefused({ order: 'W2' }),
  },
  release: {
    ...carried,
    topic: 'inventory.reservations',
    type: 'ReservationReleased',
    value: { order: 'W2', lines: [], at: later(5) },
  },
  settlement: {
    ...carried,
    topic: 'inventory.reservations',
    type: 'ReservationSettled',
    value: { order: 'W2', lines: [], estimated: false, closed: true, at: later(5) },
  },
  handOver: {
    ...carried,
    topic: 'erp.exports',
    type: 'OrderExport',
    value: {
      order: 'W2',
      source: 'demo',
      state: 'acknowledged',
      reason: null,
      erpNumber: '410001',
      differences: [],
      at: later(2),
    },
  },
  document: {
    ...carried,
    topic: 'erp.orders',
    type: 'ErpOrder',
    value: erpOrder({ channelOrder: 'W2', shipments: [erpShipment('D1', [2, 0])] }),
  },
  invoice: {
    ...carried,
    topic: 'erp.invoices',
    type: 'ErpInvoice',
    value: spanning(erpInvoice('R1', [0, 3]), [{ order: '410001', channelOrder: 'W2' }]),
  },
} satisfies Record<string, FactRecord & { order: string }>;
const each = Object.entries<FactRecord & { order: string }>(facts);
const placed = tracked(placedOrder({ order: 'W2' }));
const now = later(90);
const buyer = { account: 'A7', country: 'FR', region: 'BRE' };
const rules = {
  graceMs: 15 * 60_000,
  strategy: 'most-specific',
  rounding: 'tax-group',
  waitMs: 60_000,
  limits: { lineQuantity: null, orderWorth: null, openWorth: null },
  holdDays: 0,
} as const;
const known = (some: Partial<References> = {}): References => {
  return { ...references(), buyers: new Map(), openWorth: new Map(), rules, ...some };
};
const withBuyer = known({ buyers: new Map([['demo|10000', buyer]]) });
const nothingKnown = known(references({ products: {}, prices: [], accounts: [] }));
/** The state and the events that a fact leaves of a known order. */
const after = (state: OrderState, fact: Fact, heard: References = known(), at = now) => {
  const outcome = decide(state, fact, heard, at);
  if (outcome.state === null) throw new Error('A known order stays known');
  return outcome;
};
const begun = (fact: Fact, heard: References = known(), at = now) => {
  const outcome = decide(null, fact, heard, at);
  if (outcome.state === null) throw new Error('It begins no order');
  return outcome;
};
const types = (events: readonly { type: string }[]) => events.map(({ type }) => type);

describe('a fact', () => {
  const ordersOf = (record: FactRecord) => factsOf(record).map(({ order }) => order);

  it.each(each)('belongs to the order that it names: %s', (_, { order, ...record }) => {
    expect(factsOf(record)).toEqual([{ ...record, order }]);
  });

  it('belongs to the order of the back office when that did not originate with us', () => {
    const theirs = { ...facts.document.value, channelOrder: null };
    expect(ordersOf({ ...facts.document, value: theirs })).toEqual(['demo:410001']);
    const billed = spanning(erpInvoice('R7'), [{ order: '410001', channelOrder: null }]);
    expect(ordersOf({ ...facts.invoice, value: billed })).toEqual(['demo:410001']);
  });

  it('is one of each order that an invoice spans, with what is that order’s', () => {
    const orders = [
      { order: '410001', channelOrder: 'W2' },
      { order: '410002', channelOrder: null },
    ];
    const value = spanning(erpInvoice('R1'), orders);
    const told = factsOf({ ...facts.invoice, value });
    expect(told.map(({ order, key, sequence }) => [order, key, sequence])).toEqual([
      ['W2', 'k', 1],
      ['demo:410002', 'k', 1],
    ]);
    const outcome = after(placed, told[0]!);
    expect(outcome.state.order.lines.map(({ invoiced }) => invoiced)).toEqual([2, 3]);
    expect(outcome.state.order.invoices).toMatchObject([{ number: 'R1', shared: true, net: '77.85' }]);
  });

  it('waits for its order, unless it begins one', () => {
    const waiting = each.filter(([, fact]) => isPremature(null, fact)).map(([name]) => name);
    expect(waiting).toEqual(Object.keys(facts).filter((name) => name !== 'request'));
    const theirs = { ...facts.document, value: { ...facts.document.value, channelOrder: null } };
    expect(isPremature(null, theirs)).toBe(false);
    const billed = { ...facts.invoice, value: { ...facts.invoice.value, channelOrder: null } };
    expect(isPremature(null, billed)).toBe(true);
    expect(decide(null, billed, known(), now)).toEqual({ state: null, events: [] });
    for (const [name, fact] of each)
      if (name !== 'request') expect(decide(null, fact, known(), now)).toEqual({ state: null, events: [] });
  });

  it('waits while its order is checked, but for what the shopper says', () => {
    const { state } = begun(facts.request, nothingKnown);
    const waiting = each.filter(([, fact]) => isPremature(state, fact)).map(([name]) => name);
    expect(waiting).toEqual(Object.keys(facts).filter((name) => !['request', 'cancellation'].includes(name)));
    expect(each.some(([, fact]) => isPremature(placed, fact))).toBe(false);
  });
});

describe('a request', () => {
  const journey = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

  it('is placed at once when all that it names is known, and carries its journey', () => {
    const { state, events } = begun({ ...facts.request, journey });
    expect(types(events)).toEqual(['OrderPlaced']);
    expect(state.order).toEqual(placedOrder({ order: 'W2', traceparent: journey }));
    expect(state).toMatchObject({ checking: null, waitUntil: null, documents: {}, unbound: null });
  });

  it('waits for what it names from the first look on, and no longer when looked at again', () => {
    const { state, events } = begun(facts.request, nothingKnown, later(1));
    expect(events).toEqual([]);
    expect(state).toEqual({
      ...tracked(placedOrder({ order: 'W2' })),
      checking: facts.request.value,
      waitUntil: later(2),
    });
    const looked = { type: 'ReferencesChecked' } as const;
    const inVain = after(state, looked, nothingKnown, new Date(later(2).getTime() - 1));
    expect(inVain).toEqual(unchanged(state));
    expect(inVain.state).toBe(state);
    expect(after(state, looked, nothingKnown, later(2)).events).toMatchObject([
      { type: 'OrderRejected', value: { reason: 'unknown-account', at: later(2) } },
    ]);
    const arrived = after(state, looked, known(), later(1));
    expect(types(arrived.events)).toEqual(['OrderPlaced']);
    expect(arrived.state.order).toEqual(placed.order);
  });

  it('is cancelled while it waits', () => {
    const { state } = begun(facts.request, nothingKnown);
    const outcome = after(state, facts.cancellation, nothingKnown);
    expect(types(outcome.events)).toEqual(['OrderCancelled']);
    expect(outcome.state).toMatchObject({ checking: null, waitUntil: null, order: { state: 'cancelled' } });
  });
});

describe('what a fact does to an order of ours', () => {
  it.each<[string, Fact]>([
    ['a request that comes again', facts.request],
    ['a release of stock', facts.release],
    ['a settlement of stock', facts.settlement],
    ['a look at what it waits for, when it waits for nothing', { type: 'ReferencesChecked' }],
  ])('is nothing, of %s', (_, fact) => {
    expect(after(placed, fact)).toEqual(unchanged(placed));
  });

  it.each<[string, Fact, unknown[]]>([
    ['cancels it', facts.cancellation, ['cancelled', ['OrderCancelled', later(5)]]],
    [
      'cancels it for staff',
      { type: 'StaffCancellation', value: { order: 'W2', by: 'staff', reason: '', at: later(6) } },
      ['cancelled', ['OrderCancelled', later(6)]],
    ],
    ['confirms it', facts.promise, ['confirmed', ['OrderConfirmed', later(1)]]],
    ['rejects it', facts.refusal, ['rejected', ['OrderRejected', later(1)]]],
    ['hands it over', facts.handOver, ['in-fulfilment', ['OrderHandedOver', later(2)]]],
    ['ships it', facts.document, ['partly-shipped', ['OrderShipped', later(60)]]],
    ['invoices it', facts.invoice, ['placed', ['OrderInvoiced', later(61)]]],
    [
      'gives back what was invoiced',
      { ...facts.invoice, value: { ...facts.invoice.value, kind: 'credit-note' } },
      ['placed', ['OrderCredited', later(61)]],
    ],
  ])('%s', (_, fact, expected) => {
    const { state, events } = after(placed, fact);
    expect([state.order.state, ...events.map(({ type, value }) => [type, value.at])]).toEqual(expected);
  });

  it('leaves account, lines and figures as they were asked for', () => {
    const dearer = { ...facts.document.value, gross: '100', lines: [] };
    const { order, unbound } = after(placed, { ...facts.document, value: dearer }, withBuyer).state;
    expect(order).toMatchObject({ account: 'guests', country: 'DE', gross: '91.02' });
    expect(order.lines.map(({ ordered }) => ordered)).toEqual([2, 3]);
    expect(unbound).toBeNull();
  });
});

describe('a document that changed an order', () => {
  it.each([
    ['erp.exports k', facts.handOver],
    ['erp.orders k', facts.document],
    ['erp.invoices k', facts.invoice],
  ])('is noted as %s by its version, beside others', (name, fact) => {
    const before = { ...placed, documents: { 'erp.orders other': 9 } };
    const { documents } = after(before, { ...fact, sequence: 7 }).state;
    expect(documents).toEqual({ 'erp.orders other': 9, [name]: 7 });
  });

  it('says nothing in an older version or the same one, and is read again in a newer', () => {
    const { state } = after(placed, { ...facts.document, sequence: 7 });
    const more = {
      ...facts.document,
      value: erpOrder({
        channelOrder: 'W2',
        shipments: [erpShipment('D1', [2, 0]), erpShipment('D2', [0, 3])],
      }),
    };
    for (const sequence of [6, 7]) expect(after(state, { ...more, sequence })).toEqual(unchanged(state));
    expect(types(after(state, { ...more, sequence: 8 }).events)).toEqual(['OrderShipped']);
  });

  it('is not noted when it changed nothing', () => {
    const { state } = after(placed, { ...facts.document, sequence: 7 });
    const { events, state: same } = after(state, { ...facts.document, sequence: 8 });
    expect(events).toEqual([]);
    expect(same).toBe(state);
  });
});

describe('a document of the back office', () => {
  const acknowledged = after(placed, facts.handOver).state;
  const ofOrder = { ...facts.document, key: 'demo|410001' };
  const withdrawn = (topic: 'erp.orders' | 'erp.invoices', key: string, sequence: number): RecordFact => ({
    ...{ topic, type: 'DocumentWithdrawn', value: {}, key, sequence, time: later(80), order: 'W2' },
  });

  it('is that of the order by the number that it was handed over as', () => {
    const { state } = after(acknowledged, ofOrder);
    expect(state.order.shipments).toHaveLength(1);
    const other = {
      ...ofOrder,
      value: erpOrder({ number: '410002', channelOrder: 'W2', lines: [{ ordered: 1 }] }),
    };
    expect(after(state, { ...other, sequence: 9 })).toEqual(unchanged(state));
    expect(types(after(placed, other).events)).toEqual(['OrderAmended']);
  });

  it('that is gone is followed when it is that of the order, or when its number is not known yet', () => {
    for (const state of [acknowledged, placed]) {
      const gone = after(state, withdrawn('erp.orders', 'demo|410001', 2));
      expect(gone.events).toMatchObject([
        { type: 'OrderAmended', value: { changes: [{ kind: 'missing' }], at: later(80) } },
      ]);
      expect(gone.state.documents).toMatchObject({ 'erp.orders demo|410001': 2 });
    }
    expect(after(acknowledged, withdrawn('erp.orders', 'demo|410002', 2))).toEqual(unchanged(acknowledged));
  });

  it('that is gone was an invoice, and is taken back by its name', () => {
    const billed = after(placed, { ...facts.invoice, key: 'demo|R1' }).state;
    const gone = after(billed, withdrawn('erp.invoices', 'demo|R1', 2));
    expect(gone.events).toMatchObject([
      { type: 'OrderInvoiceCorrected', value: { invoice: 'R1', takenBack: true, at: later(80) } },
    ]);
    expect(after(billed, withdrawn('erp.invoices', 'demo|R1', 1))).toEqual(unchanged(billed));
    expect(after(billed, withdrawn('erp.invoices', 'demo|R2', 2))).toEqual(unchanged(billed));
  });

  it('that is gone waits like any other for an order that is not placed', () => {
    const gone = withdrawn('erp.invoices', 'demo|R1', 2);
    expect(isPremature(null, gone)).toBe(true);
    expect(isPremature(begun(facts.request, nothingKnown).state, gone)).toBe(true);
    expect(isPremature(placed, gone)).toBe(false);
  });
});

describe('an order that originated in the back office', () => {
  const journey = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  const value = erpOrder({ channelOrder: null, shipments: [erpShipment('D1', [2, 0])] });
  const stated = { ...facts.document, value, journey };
  const originated = erpOriginated(null, erpOrder({ channelOrder: null }), null);

  it('begins with all that its document tells, and its journey', () => {
    const { state, events } = begun(stated, withBuyer);
    expect(events).toEqual([
      {
        type: 'OrderShipped',
        value: {
          order: 'demo:410001',
          shipment: 'D1',
          location: 'B1',
          ...{ carrier: null, trackingNumber: null, trackingUrl: null },
          lines: [{ line: 1, sku: 'HL-U509-R', quantity: 2 }],
          complete: false,
          at: later(60),
        },
      },
    ]);
    expect(state.order).toMatchObject({
      order: 'demo:410001',
      ...buyer,
      state: 'partly-shipped',
      placedAt,
      traceparent: journey,
    });
    expect(state.order.lines.map(({ shipped }) => shipped)).toEqual([2, 0]);
    expect(state).toMatchObject({ documents: { 'erp.orders k': 1 }, unbound: null, checking: null });
  });

  it('begins without a journey where none is followed, its document noted also when nothing was shipped', () => {
    const { state, events } = begun({ ...facts.document, value: erpOrder({ channelOrder: null }) });
    expect(events).toEqual([]);
    expect(state.order.traceparent).toBeNull();
    expect(state.documents).toEqual({ 'erp.orders k': 1 });
  });

  it('tells the units that its document has cancelled as of when that was recorded', () => {
    const cancelled = erpOrder({ channelOrder: null, lines: [{}, { cancelled: 3 }] });
    expect(begun({ ...facts.document, value: cancelled }).events).toMatchObject([
      { type: 'OrderCancelled', value: { lines: [{ line: 2, quantity: 3 }], at: later(61) } },
    ]);
  });

  it('is not cancelled by us', () => {
    expect(after(originated, facts.cancellation)).toEqual(unchanged(originated));
  });

  it('follows its document, and its account once that is known', () => {
    const dearer = { ...facts.document, value: { ...value, gross: '100' } };
    const { state, events } = after(originated, dearer, withBuyer);
    expect(types(events)).toEqual(['OrderShipped']);
    expect(state.order).toMatchObject({ ...buyer, gross: '100' });
  });

  it('is booked to the account of its customer when that becomes known, and stays as it is until then', () => {
    const { state } = begun(stated);
    expect(state.unbound).toEqual({ source: 'demo', customer: '10000' });
    const looked = { type: 'ReferencesChecked' } as const;
    const elsewhere = known({ buyers: new Map([['other|10000', buyer]]) });
    expect(after(state, looked, elsewhere)).toEqual(unchanged(state));
    const { state: booked, events } = after(state, looked, withBuyer);
    expect(events).toEqual([]);
    expect(booked).toEqual({ ...state, order: { ...state.order, ...buyer }, unbound: null });
    const nowhere = known({
      buyers: new Map([['demo|10000', { account: 'A7', country: null, region: null }]]),
    });
    expect(after(state, looked, nowhere).state.order).toEqual({ ...state.order, account: 'A7' });
  });
});

/** With some of the seller's rules set otherwise. */
const underRules = (some: Partial<References['rules']>, more: Partial<References> = {}) =>
  known({ rules: { ...rules, ...some }, ...more });
const limited = (some: Partial<References['rules']['limits']>, more: Partial<References> = {}) =>
  underRules({ limits: { ...rules.limits, ...some } }, more);
const guest = { ...facts.request, value: orderRequested({ order: 'W2', buyer: ['mail', 'door'] }) };
const approval = { type: 'StaffApproval', value: { at: later(200) } } as const;
const refusal = { type: 'StaffRefusal', value: { at: later(200) } } as const;

describe('an order beyond a limit of its buyer', () => {
  const heard = limited({ openWorth: '100' }, { openWorth: new Map([['EUR mail', '8.99']]) });
  const waiting = begun(guest, heard);

  it('waits for a person: it is known and says why, and nothing is promised', () => {
    expect(waiting.events).toEqual([]);
    expect(waiting.state).toEqual({
      order: placedOrder({
        order: 'W2',
        review: { reason: 'open-worth', since: now },
        history: [
          { step: 'received', at: placedAt, detail: null },
          { step: 'review', at: now, detail: 'open-worth' },
        ],
      }),
      checking: guest.value,
      waitUntil: null,
      documents: {},
      unbound: null,
      buyers: ['mail', 'door'],
      followed: tracked(placedOrder({ order: 'W2' })).followed,
    });
  });

  it('is placed like any other up to the limit', () => {
    const { state, events } = begun(
      guest,
      limited({ openWorth: '100' }, { openWorth: new Map([['EUR mail', '8.98']]) }),
    );
    expect(types(events)).toEqual(['OrderPlaced']);
    expect(state.order.review).toBeNull();
    expect(state.buyers).toEqual(['mail', 'door']);
  });

  it.each([
    ['line-quantity', limited({ lineQuantity: 2 })],
    ['order-worth', limited({ orderWorth: '91' })],
  ])('says which: %s', (reason, rule) => {
    expect(begun(guest, rule).state.order.review).toEqual({ reason, since: now });
  });

  it('is rejected when it could not be placed anyway', () => {
    const gone = { 'HL-U509-R': null, 'WB-H098': null };
    const { state, events } = begun(guest, {
      ...limited({ orderWorth: '1' }),
      ...references({ products: gone }),
    });
    expect(types(events)).toEqual(['OrderRejected']);
    expect(state.order.review).toBeNull();
  });

  it('is reviewed once what it named has come, and not before', () => {
    const { state } = begun(guest, { ...limited({ orderWorth: '1' }), ...references({ prices: [] }) });
    expect(state.order.review).toBeNull();
    expect(after(state, { type: 'ReferencesChecked' }, limited({ orderWorth: '1' })).state).toMatchObject({
      order: { review: { reason: 'order-worth', since: now } },
      waitUntil: null,
      checking: guest.value,
    });
  });

  it('is not decided by anything but a person, whatever is heard meanwhile', () => {
    for (const fact of [{ type: 'ReferencesChecked' } as const, guest])
      expect(after(waiting.state, fact, known(), later(9_999))).toEqual(unchanged(waiting.state));
    expect(isPremature(waiting.state, facts.promise)).toBe(true);
  });

  it('goes on as any other once a person takes it, at the prices that were shown, without an end of its hold', () => {
    const { state, events } = after(waiting.state, approval, underRules({ holdDays: 14 }), later(200));
    const { keyHash: _, buyer: __, ...agreed } = guest.value;
    expect(events).toEqual([{ type: 'OrderPlaced', value: agreed }]);
    expect(state).toEqual({
      ...waiting.state,
      checking: null,
      followed: { ...waiting.state.followed, terms: termsOf(agreed) },
      order: {
        ...waiting.state.order,
        review: null,
        history: [...waiting.state.order.history, { step: 'approved', at: later(200), detail: null }],
      },
    });
    expect(state.order.heldUntil).toBeNull();
    expect(types(after(state, facts.promise).events)).toEqual(['OrderConfirmed']);
  });

  const helmet = { line: 1, sku: 'HL-U509-R', available: null, price: null, priceVersion: null };
  const bottle = { ...helmet, line: 2, sku: 'WB-H098' };
  const revoked = [price(), bottlePrice({ revokedAt: later(100) })];
  it.each<[string, string, object[], Parameters<typeof references>[0]]>([
    [
      'its products are not sold any more',
      'unknown-product',
      [helmet],
      { products: { 'HL-U509-R': null, 'WB-H098': product() } },
    ],
    ['its account is blocked', 'account-blocked', [], { accounts: [account({ blockedFor: ['orders'] })] }],
    ['a price was revoked', 'price-changed', [bottle], { prices: revoked }],
    [
      'a price was revoked that there is another one for',
      'price-changed',
      [{ ...bottle, price: '4.29', priceVersion: 'Q2' }],
      { prices: [...revoked, bottlePrice({ version: 'Q2', amount: '4.29' })] },
    ],
    [
      'a price was revoked of a product of which nothing is known',
      'price-changed',
      [bottle],
      { prices: revoked, products: {} },
    ],
    [
      'a price was revoked and nothing is known of its account',
      'price-changed',
      [bottle],
      { prices: revoked, accounts: [] },
    ],
  ])('is rejected when a person takes it and %s', (_, reason, blamed, heardSince) => {
    const { state, events } = after(waiting.state, approval, known(references(heardSince)), later(200));
    const lines = blamed.map((line) => ({ ...line, reason }));
    expect(events).toEqual([
      { type: 'OrderRejected', value: { order: 'W2', reason, lines, at: later(200) } },
    ]);
    expect(state.order).toMatchObject({ state: 'rejected', review: null });
  });

  it('is taken by a person although its price is over, or nothing is known of what it names', () => {
    const over = references({ prices: [price({ validTo: later(1) }), bottlePrice({ validTo: later(1) })] });
    const nothing = references({ products: {}, prices: [], accounts: [] });
    const others = references({ prices: [price({ version: 'P2' }), bottlePrice({ version: 'Q2' })] });
    for (const heardSince of [over, nothing, others])
      expect(types(after(waiting.state, approval, known(heardSince), later(9_999)).events)).toEqual([
        'OrderPlaced',
      ]);
  });

  it('is not placed where a restore has lost what was asked for', () => {
    const lost = { ...waiting.state, checking: null };
    expect(after(lost, approval)).toEqual(unchanged(lost));
  });

  it('ends when a person does not take it', () => {
    const { state, events } = after(waiting.state, refusal);
    expect(events).toEqual([
      { type: 'OrderRejected', value: { order: 'W2', reason: 'not-accepted', lines: [], at: later(200) } },
    ]);
    expect(state.order).toMatchObject({
      state: 'rejected',
      review: null,
      rejection: { reason: 'not-accepted', lines: [] },
    });
    expect(state.checking).toBeNull();
  });

  it('may be cancelled by its shopper meanwhile', () => {
    const { state, events } = after(waiting.state, facts.cancellation);
    expect(types(events)).toEqual(['OrderCancelled']);
    expect(state.order).toMatchObject({ state: 'cancelled', review: null });
    for (const fact of [approval, refusal]) expect(after(state, fact)).toEqual(unchanged(state));
  });

  it.each([
    ['placed already', placed],
    ['still checked', begun(facts.request, nothingKnown).state],
  ])('is none when it is %s: no person decides about it', (_, state) => {
    for (const fact of [approval, refusal]) expect(after(state, fact)).toEqual(unchanged(state));
  });
});

describe('what is promised to a buyer', () => {
  const fortnight = underRules({ holdDays: 14 });
  const day = 24 * 60;
  const { state: held } = begun(guest, fortnight);
  const end = new Date(now.getTime() + 14 * day * 60_000);
  const over = (state: OrderState, at: Date) => after(state, { type: 'HoldChecked' }, fortnight, at);

  it('is held for the time that the seller says', () => {
    expect(held.order.heldUntil).toEqual(end);
    expect(begun(guest, underRules({ holdDays: 0 })).state.order.heldUntil).toBeNull();
  });

  it('is held for a business without an end, by whose account its orders are known', () => {
    const business = account({ kind: 'business' });
    const heard = { ...fortnight, ...references({ accounts: [business] }) };
    const { state } = begun(facts.request, heard);
    expect(state.buyers).toEqual(['account:guests']);
    expect(begun(guest, heard).state.order.heldUntil).toBeNull();
  });

  it('is held on while nothing has come of the order but that it was promised and handed over', () => {
    const { state } = after(after(held, facts.promise).state, facts.handOver);
    expect(state.order).toMatchObject({ state: 'in-fulfilment', heldUntil: end });
  });

  it('is given back when its time is over, and the order says why', () => {
    const { state: confirmed } = after(held, facts.promise);
    expect(over(confirmed, new Date(end.getTime() - 1))).toEqual(unchanged(confirmed));
    const { state, events } = over(confirmed, end);
    expect(events).toEqual([
      {
        type: 'OrderCancelled',
        value: {
          order: 'W2',
          by: 'seller',
          reason: 'hold-ended',
          lines: [
            { line: 1, sku: 'HL-U509-R', quantity: 2 },
            { line: 2, sku: 'WB-H098', quantity: 3 },
          ],
          whole: true,
          at: end,
        },
      },
    ]);
    expect(state.order).toMatchObject({ state: 'cancelled', heldUntil: null });
    expect(state.order.history.at(-1)).toEqual({ step: 'cancelled', at: end, detail: 'hold-ended' });
    expect(over(state, later(99_999_999))).toEqual(unchanged(state));
  });

  it.each<[string, Fact]>([
    ['part of it has left', facts.document],
    ['part of it was invoiced', facts.invoice],
    ['the order was refused', facts.refusal],
    ['the shopper cancels it', facts.cancellation],
  ])('is held no more, and never given back by time, once %s', (_, fact) => {
    const { state } = after(held, fact);
    expect(state.order.heldUntil).toBeNull();
    expect(over(state, later(99_999_999))).toEqual(unchanged(state));
  });

  it('is held without an end when the order waits for goods', () => {
    const value = stockReserved({ order: 'W2' });
    const lines = value.lines.map((line, index) =>
      index === 1 ? { ...line, reserved: 1, backOrdered: 2 } : line,
    );
    const { state } = after(held, { ...facts.promise, value: { ...value, lines } });
    expect(state.order).toMatchObject({ state: 'back-ordered', heldUntil: null });
  });

  it('is held longer, or without an end, when a person says so, and for good once it has none', () => {
    const extended = after(held, { type: 'StaffHold', value: { until: later(90_000) } });
    expect(extended).toEqual({
      state: { ...held, order: { ...held.order, heldUntil: later(90_000) } },
      events: [],
    });
    const lifted = after(extended.state, { type: 'StaffHold', value: { until: null } });
    expect(lifted.state.order.heldUntil).toBeNull();
    expect(after(lifted.state, { type: 'StaffHold', value: { until: later(90_000) } })).toEqual(
      unchanged(lifted.state),
    );
  });
});

describe('a cancellation by the shopper', () => {
  it('that comes when nothing is left to cancel gets that answer', () => {
    const { state: gone } = after(placed, {
      ...facts.document,
      value: erpOrder({ channelOrder: 'W2', shipments: [erpShipment('D1', [2, 3])] }),
    });
    const { state, events } = after(gone, facts.cancellation);
    expect(events).toEqual([]);
    expect(state).toEqual({
      ...gone,
      order: { ...gone.order, cancellationRefusal: { reason: 'too-late', at: later(5) } },
    });
  });

  it('of what was never taken gets none', () => {
    const { state: rejected } = after(placed, facts.refusal);
    expect(after(rejected, facts.cancellation)).toEqual(unchanged(rejected));
  });
});

describe('a request of an order that is known', () => {
  it('says whose it is where that was lost, and nothing else', () => {
    expect(after(placed, guest)).toEqual({ state: { ...placed, buyers: ['mail', 'door'] }, events: [] });
    const own = { ...placed, buyers: ['account:A7'] };
    expect(after(own, guest)).toEqual(unchanged(own));
    expect(after(placed, facts.request).state).toBe(placed);
  });
});

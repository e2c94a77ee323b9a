import {
  erpInvoice,
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
import { erpBorn } from './erp-born.ts';
import { unchanged } from './fulfilment.ts';
import { begin, isDocument, observe, orderOf } from './facts.ts';
import type { Fact } from './facts.ts';

const carried = { key: 'k', sequence: 1, time: later(61) };
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
    value: erpInvoice('R1', [0, 3], { channelOrder: 'W2' }),
  },
} satisfies Record<string, Fact>;
const each = Object.entries<Fact>(facts);
const placed = { checking: null, order: placedOrder({ order: 'W2' }) };

describe('a fact', () => {
  it.each(each)('belongs to the order that it names: %s', (_, fact) => {
    expect(orderOf(fact)).toBe('W2');
  });

  it('belongs to the order of the back office when that did not begin with us', () => {
    const theirs = { ...facts.document.value, channelOrder: null };
    expect(orderOf({ ...facts.document, value: theirs })).toBe('demo:410001');
    const billed = { ...facts.invoice.value, number: 'R7', channelOrder: null };
    expect(orderOf({ ...facts.invoice, value: billed })).toBe('demo:410001');
  });

  it('is a document when it comes from the back office', () => {
    expect(each.filter(([, fact]) => isDocument(fact)).map(([name]) => name)).toEqual([
      'handOver',
      'document',
      'invoice',
    ]);
  });
});

describe('what a fact does to an order of ours', () => {
  const outcome = (fact: Fact) => {
    const { state, events } = observe(placed, fact, null);
    return [state.order.state, ...events.map(({ type, value }) => [type, value.at])];
  };

  it.each([
    ['a request that comes again', facts.request],
    ['a release of stock', facts.release],
    ['a settlement of stock', facts.settlement],
  ])('is nothing, of %s', (_, fact) => {
    expect(observe(placed, fact, null)).toEqual(unchanged(placed));
  });

  it.each<[string, Fact, unknown[]]>([
    ['cancels it', facts.cancellation, ['cancelled', ['OrderCancelled', later(5)]]],
    ['confirms it', facts.promise, ['confirmed', ['OrderConfirmed', later(1)]]],
    ['rejects it', facts.refusal, ['rejected', ['OrderRejected', later(1)]]],
    ['hands it over', facts.handOver, ['in-fulfilment', ['OrderHandedOver', later(2)]]],
    ['ships it', facts.document, ['partly-shipped', ['OrderShipped', later(60)]]],
    ['invoices it', facts.invoice, ['placed', ['OrderInvoiced', later(61)]]],
  ])('%s', (_, fact, expected) => {
    expect(outcome(fact)).toEqual(expected);
  });

  it('leaves account, lines and figures as they were asked for', () => {
    const dearer = { ...facts.document.value, gross: '100', lines: [] };
    const { order } = observe(
      placed,
      { ...facts.document, value: dearer },
      { account: 'A7', country: 'FR' },
    ).state;
    expect(order).toMatchObject({ account: 'guests', country: 'DE', gross: '91.02' });
    expect(order.lines.map(({ ordered }) => ordered)).toEqual([2, 3]);
  });
});

describe('an order that began in the back office', () => {
  const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  const value = erpOrder({ channelOrder: null, shipments: [erpShipment('D1', [2, 0])] });
  const born = erpBorn(null, erpOrder({ channelOrder: null }), null);

  it('begins with all that its document tells, and the trace of its journey', () => {
    const { state, events } = begin(
      { value, time: later(61), traceparent },
      { account: 'A7', country: 'FR' },
    );
    expect(events).toEqual([
      {
        type: 'OrderShipped',
        value: {
          order: 'demo:410001',
          shipment: 'D1',
          location: 'B1',
          lines: [{ line: 1, sku: 'HL-U509-R', quantity: 2 }],
          complete: false,
          at: later(60),
        },
      },
    ]);
    expect(state.order).toMatchObject({
      order: 'demo:410001',
      account: 'A7',
      country: 'FR',
      state: 'partly-shipped',
      placedAt,
      traceparent,
    });
    expect(state.order.lines.map(({ shipped }) => shipped)).toEqual([2, 0]);
    expect(begin({ value, time: later(61) }, null).state.order.traceparent).toBeNull();
  });

  it('tells the units that its document has cancelled as of when that was recorded', () => {
    const cancelled = erpOrder({ channelOrder: null, lines: [{}, { cancelled: 3 }] });
    expect(begin({ value: cancelled, time: later(61) }, null).events).toMatchObject([
      { type: 'OrderCancelled', value: { lines: [{ line: 2, quantity: 3 }], at: later(61) } },
    ]);
  });

  it('is not cancelled by us', () => {
    expect(observe(born, facts.cancellation, null)).toEqual(unchanged(born));
  });

  it('follows its document, and its account once that is known', () => {
    const dearer = { ...value, gross: '100' };
    const { state, events } = observe(
      born,
      { ...facts.document, value: dearer },
      { account: 'A7', country: 'FR' },
    );
    expect(events.map(({ type }) => type)).toEqual(['OrderShipped']);
    expect(state.order).toMatchObject({ account: 'A7', country: 'FR', gross: '100' });
  });
});

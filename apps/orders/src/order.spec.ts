import type { StockReserved } from '@throughline/events';
import { describe, expect, it } from 'vitest';
import { erpBorn, erpBornKey } from './erp-born.ts';
import { follow, observeErpOrder, observeExport, observeInvoice } from './fulfilment.ts';
import { decideCancellation, decideStock, evolve, requested } from './order.ts';
import type { OrderEvent, OrderState } from './order.ts';
import { erpOrder, invoice, later, placedAt, request, shipment } from './fixtures/samples.ts';

const number = { order: 'W1' };
const placed: OrderEvent = { type: 'OrderPlaced', value: request() };
const promise = (reserved: number, backOrdered = 0) => ({
  type: 'StockReserved' as const,
  value: {
    ...number,
    at: later(1),
    lines: [{ line: 1, sku: 'HL-U509-R', reserved, backOrdered, expectedOn: null }],
  } satisfies StockReserved,
});
const refusal = {
  type: 'StockRefused' as const,
  value: { ...number, at: later(1), lines: [{ line: 1, sku: 'HL-U509-R', requested: 2, available: 1 }] },
};
const [confirmed] = decideStock({ order: requested(request(), null).order, checking: null }, promise(2));
const given = (...events: (OrderEvent | undefined)[]): OrderState =>
  events.reduce((state, event) => (event ? evolve(state, event) : state), requested(request(), null));
const types = (events: readonly { type: string }[]) => events.map(({ type }) => type);
const exported = (state: string, erpNumber: string | null = '410001', reason: string | null = null) => ({
  ...number,
  source: 'demo',
  state,
  reason,
  erpNumber,
  differences: [],
  at: later(2),
});
const byStaff = { by: 'staff', reason: 'changed their mind', at: later(5) };

describe('deciding', () => {
  it('confirms what is promised', () => {
    const events = decideStock(given(placed), promise(2));
    expect(events).toMatchObject([{ type: 'OrderConfirmed', value: { backOrdered: false } }]);
    expect(given(placed, ...events).order).toMatchObject({ state: 'confirmed', lines: [{ reserved: 2 }] });
  });

  it('says when units have to wait', () => {
    const events = decideStock(given(placed), promise(1, 1));
    expect(given(placed, ...events).order).toMatchObject({
      state: 'back-ordered',
      lines: [{ reserved: 1, backOrdered: 1 }],
    });
  });

  it('rejects what is refused, with what could be had', () => {
    const events = decideStock(given(placed), refusal);
    expect(given(placed, ...events).order).toMatchObject({
      state: 'rejected',
      rejection: { reason: 'out-of-stock', lines: [{ line: 1, available: 1 }] },
    });
  });

  it('decides once', () => {
    expect(decideStock(given(placed, confirmed), refusal)).toEqual([]);
  });

  it('ignores a promise for an order that was cancelled meanwhile', () => {
    const cancelled = decideCancellation(given(placed), byStaff);
    expect(decideStock(given(placed, ...cancelled), promise(2))).toEqual([]);
  });
});

describe('cancelling', () => {
  it('takes back the whole order before anything has left', () => {
    const events = decideCancellation(given(placed, confirmed), byStaff);
    expect(events).toMatchObject([
      { type: 'OrderCancelled', value: { whole: true, by: 'staff', lines: [{ line: 1, quantity: 2 }] } },
    ]);
    const after = given(placed, confirmed, ...events);
    expect(after.order.state).toBe('cancelled');
    expect(decideCancellation(after, byStaff)).toEqual([]);
  });

  it('takes back an order that still waits for a price', () => {
    const after = given(...decideCancellation(given(), byStaff));
    expect(after).toMatchObject({ checking: null, order: { state: 'cancelled' } });
  });

  it('takes back only what the back office has not shipped', () => {
    const shipped = observeErpOrder(
      given(placed, confirmed),
      erpOrder({ shipments: [shipment('D1', 1)] }),
      later(61),
    );
    expect(decideCancellation(shipped.state, byStaff)).toMatchObject([
      { value: { whole: false, lines: [{ quantity: 1 }] } },
    ]);
  });

  it('has nothing to take back of a rejected order', () => {
    const events = decideStock(given(placed), refusal);
    expect(decideCancellation(given(placed, ...events), byStaff)).toEqual([]);
  });

  it('closes an order whose shipped part is invoiced', () => {
    const shipped = observeErpOrder(
      given(placed, confirmed),
      erpOrder({ shipments: [shipment('D1', 1)] }),
      later(61),
    );
    const invoiced = observeInvoice(shipped.state, invoice('R1', 1), later(62));
    const { state, events } = follow(invoiced.state, decideCancellation(invoiced.state, byStaff), later(63));
    expect(types(events)).toEqual(['OrderCancelled', 'OrderCompleted']);
    expect(state.order.state).toBe('completed');
  });
});

describe('the hand-over', () => {
  it('tells of every state and keeps the number of the back office', () => {
    const sent = observeExport(given(placed, confirmed), exported('sent', null));
    expect(sent.events).toMatchObject([
      { type: 'OrderHandedOver', value: { state: 'sent', erpNumber: null } },
    ]);
    expect(sent.state.order.state).toBe('confirmed');
    const verified = observeExport(sent.state, exported('verified'));
    expect(verified.state.order).toMatchObject({
      state: 'in-fulfilment',
      integration: 'verified',
      erpNumber: '410001',
    });
    expect(verified.state.order.history.map(({ step }) => step)).toEqual([
      'received',
      'confirmed',
      'handed-over',
      'verified',
    ]);
  });

  it('does not change what the order is when it is parked', () => {
    const { state } = observeExport(given(placed, confirmed), exported('parked', null, 'no such customer'));
    expect(state.order).toMatchObject({
      state: 'confirmed',
      integration: 'parked',
      integrationReason: 'no such customer',
    });
  });

  it('is no event while it is only received', () => {
    const { state, events } = observeExport(given(placed, confirmed), exported('received', null));
    expect(events).toEqual([]);
    expect(state.order.integration).toBe('received');
  });
});

describe('fulfilment', () => {
  const first = erpOrder({ shipments: [shipment('D1', 1)] });
  const both = erpOrder({ shipments: [shipment('D1', 1), shipment('D2', 1)] });

  it('follows each shipment once', () => {
    const one = observeErpOrder(given(placed, confirmed), first, later(61));
    expect(one.events).toMatchObject([
      { type: 'OrderShipped', value: { shipment: 'D1', location: 'B1', complete: false } },
    ]);
    expect(one.state.order.state).toBe('partly-shipped');
    expect(observeErpOrder(one.state, first, later(62)).events).toEqual([]);
    const two = observeErpOrder(one.state, both, later(63));
    expect(two.events).toMatchObject([{ value: { shipment: 'D2', complete: true } }]);
    expect(two.state.order.state).toBe('shipped');
  });

  it('is complete when everything is shipped and invoiced, whichever is told first', () => {
    const invoiced = observeInvoice(given(placed, confirmed), invoice('R1', 2), later(61));
    expect(types(invoiced.events)).toEqual(['OrderInvoiced']);
    const shipped = observeErpOrder(invoiced.state, both, later(62));
    expect(types(shipped.events)).toEqual(['OrderShipped', 'OrderShipped', 'OrderCompleted']);
    expect(shipped.state.order.state).toBe('completed');
  });

  it('counts an invoice once, and its freight to no line', () => {
    const freight = { line: 0, sku: 'FREIGHT', quantity: 1, net: '4.9', taxRate: '19' };
    const stated = { ...invoice('R1', 2), lines: [...invoice('R1', 2).lines, freight] };
    const once = observeInvoice(given(placed, confirmed), stated, later(61));
    expect(once.events).toMatchObject([{ value: { invoice: 'R1', complete: true, lines: [{ line: 1 }] } }]);
    expect(observeInvoice(once.state, stated, later(62)).events).toEqual([]);
  });

  it('takes over what the back office cancelled, beyond what we did', () => {
    const { lines } = erpOrder();
    const less = erpOrder({ lines: lines.map((line) => ({ ...line, cancelled: 1 })) });
    const one = observeErpOrder(given(placed, confirmed), less, later(61));
    expect(one.events).toMatchObject([
      { type: 'OrderCancelled', value: { by: 'erp', whole: false, lines: [{ quantity: 1 }] } },
    ]);
    expect(observeErpOrder(one.state, less, later(62)).events).toEqual([]);
    const none = erpOrder({ lines: lines.map((line) => ({ ...line, cancelled: 2 })) });
    expect(observeErpOrder(given(placed, confirmed), none, later(61)).events).toMatchObject([
      { value: { whole: true } },
    ]);
  });

  it('lets what has left stand against a cancellation that came too late', () => {
    const cancelled = given(placed, confirmed, ...decideCancellation(given(placed, confirmed), byStaff));
    const { state } = observeErpOrder(cancelled, first, later(61));
    expect(state.order).toMatchObject({ state: 'shipped', lines: [{ shipped: 1, cancelled: 1 }] });
  });
});

describe('an order that began in the back office', () => {
  const called = erpOrder({ channelOrder: null, origin: 'telephone', customer: '20001' });

  it('has its number, its origin and the account of its customer', () => {
    expect(erpBornKey(called)).toBe('demo:410001');
    expect(erpBorn(null, called, { account: 'A7', country: 'FR' }).order).toMatchObject({
      order: 'demo:410001',
      origin: 'telephone',
      state: 'confirmed',
      account: 'A7',
      country: 'FR',
      shippingNet: '4.9',
      lines: [{ priceVersion: null, taxRate: '19' }],
      placedAt,
    });
  });

  it('keeps what happened when its document changes', () => {
    const shipped = observeErpOrder(
      erpBorn(null, called, null),
      erpOrder({ shipments: [shipment('D1', 1)] }),
      later(61),
    );
    const more = { ...called, lines: called.lines.map((line) => ({ ...line, ordered: 3 })) };
    expect(erpBorn(shipped.state, more, null).order).toMatchObject({
      state: 'partly-shipped',
      shipments: [{ number: 'D1' }],
      lines: [{ ordered: 3, shipped: 1 }],
    });
  });
});

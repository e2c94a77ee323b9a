import type { Decimal } from '@throughline/events';
import { erpInvoice, erpOrder, orderRequested, placedOrder } from '@throughline/testing/builders';
import { expect, it } from 'vitest';
import { type KnownReferences, applyAll, namedBy, waitingFor } from './apply-facts.ts';
import type { RecordFact } from './documents/facts.ts';
import { references } from './fixtures/references.ts';
import { tracked } from './order/order.ts';
import { UnitOfWork } from './orders.unit-of-work.ts';

const at = new Date('2026-02-01T10:01:00Z');
const limits = { lineQuantity: null, orderWorth: null, openWorth: '200' };
const known = (open: Record<string, Decimal> = {}): KnownReferences => ({
  ...references(),
  buyers: new Map(),
  openWorth: new Map(Object.entries(open)),
  rules: {
    graceMs: 900_000,
    strategy: 'most-specific',
    rounding: 'tax-group',
    waitMs: 1,
    limits,
    holdDays: 0,
  },
});
const asked = (order: string, buyer: string[]): RecordFact => ({
  ...{ topic: 'orders.requests', type: 'OrderRequested', order, key: order, sequence: 1, time: at },
  value: orderRequested({ order, buyer }),
});

it('what is placed counts for the orders of the same buyer behind it in the batch, and for nobody else', () => {
  const work = new UnitOfWork(new Map(), at);
  const heard = known();
  const facts = [
    asked('W1', ['m', 'd']),
    asked('W2', ['x', 'd']),
    asked('W3', ['y', 'd']),
    asked('W4', ['x', 'e']),
  ];
  applyAll(work, facts, heard);
  const reviews = facts.map(({ order }) => work.stateOf(order)?.order.review?.reason ?? null);
  expect(reviews).toEqual([null, null, 'open-worth', null]);
  expect(work.events.map(({ key, type }) => `${key} ${type}`)).toEqual([
    'W1 OrderPlaced',
    'W2 OrderPlaced',
    'W4 OrderPlaced',
  ]);
  expect(Object.fromEntries(heard.openWorth)).toEqual({
    'EUR m': '91.02',
    'EUR d': '182.04',
    'EUR x': '182.04',
    'EUR e': '91.02',
  });
});

it('counts on from what was open before', () => {
  const work = new UnitOfWork(new Map(), at);
  const heard = known({ 'EUR m': '108.98' });
  applyAll(work, [asked('W1', ['m']), asked('W2', ['m'])], heard);
  expect(work.stateOf('W1')?.order.review).toBeNull();
  expect(work.stateOf('W2')?.order.review).toEqual({ reason: 'open-worth', since: at });
  expect(heard.openWorth).toEqual(new Map([['EUR m', '200']]));
});

it('what is placed counts once, and not again when more happens to it', () => {
  const work = new UnitOfWork(new Map(), at);
  const heard = known();
  const cancelled: RecordFact = {
    ...{ topic: 'orders.requests', type: 'CancellationRequested', order: 'W1', key: 'W1', sequence: 2 },
    ...{ time: at, value: { order: 'W1', by: 'shopper', reason: '', at } },
  };
  applyAll(work, [asked('W1', ['m']), cancelled], heard);
  expect(work.events.map(({ type }) => type)).toEqual(['OrderPlaced', 'OrderCancelled']);
  expect(heard.openWorth).toEqual(new Map([['EUR m', '91.02']]));
});

it('what is said of an order that is not placed yet waits', () => {
  const placed = { state: tracked(placedOrder({ order: 'W1' })), version: 3 };
  const work = new UnitOfWork(new Map([['W1', placed]]), at);
  const released = (order: string): RecordFact => ({
    ...{
      topic: 'inventory.reservations',
      type: 'ReservationReleased',
      order,
      key: order,
      sequence: 1,
      time: at,
    },
    value: { order, lines: [], at },
  });
  applyAll(work, [released('W1'), released('W2')], known());
  expect(work.waiting).toEqual([released('W2')]);
  expect(work.changed.size).toBe(0);
});

it('facts name what requests are of, and the customers of orders that began in the back office', () => {
  const head = { order: 'W1', key: 'k', sequence: 1, time: at };
  const document = (channelOrder: string | null): RecordFact => ({
    ...{ ...head, topic: 'erp.orders', type: 'ErpOrder', value: erpOrder({ channelOrder }) },
  });
  const billed: RecordFact = {
    ...{ ...head, topic: 'erp.invoices', type: 'ErpInvoice' },
    value: erpInvoice('R1', [1], { channelOrder: null }),
  };
  const request = asked('W2', ['m']);
  expect(namedBy([document('W1'), request, billed, document(null)])).toEqual({
    requests: [request.value],
    customers: [document(null).value],
  });
  expect(namedBy([])).toEqual({ requests: [], customers: [] });
});

it('orders wait for what their requests name, and for the accounts of their customers', () => {
  const state = tracked(placedOrder());
  const checking = orderRequested({ order: 'W2' });
  const unbound = { source: 'demo', customer: '20001' };
  const orders = [state, { ...state, checking }, { ...state, unbound }];
  expect(waitingFor(orders.map((each) => ({ state: each, version: 1 })))).toEqual({
    requests: [checking],
    customers: [unbound],
  });
});

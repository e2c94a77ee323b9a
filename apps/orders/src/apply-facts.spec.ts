import type { Decimal } from '@throughline/events';
import { orderRequested, placedOrder } from '@throughline/testing/builders';
import { expect, it } from 'vitest';
import { type KnownReferences, applyAll } from './apply-facts.ts';
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

import type { OrderLine } from '@throughline/events';
import { later, placedOrder } from '@throughline/testing/builders';
import { describe, expect, it } from 'vitest';
import { helmet } from '../fixtures/confirmed.ts';
import { billable, comesToNothing, hasLeft } from './order-lines.ts';

/** The line of two helmets. */
const lineOf = (some: Partial<OrderLine>) => placedOrder({ lines: [some] }).lines[0]!;

describe('the units of a line that are billed for', () => {
  it.each([
    ['what has left', { shipped: 1 }, 1],
    ['no more than was ordered', { shipped: 5 }, 2],
    ['what was ordered, though the document has less by now', { documented: 1, shipped: 2 }, 2],
    ['what the document has, where that is more', { documented: 4, shipped: 5 }, 4],
    ['nothing that was cancelled', { cancelled: 1, shipped: 2 }, 1],
  ])('are %s', (_, some, units) => {
    expect(billable(lineOf(some))).toBe(units);
  });
});

describe('an order', () => {
  const left = (quantity: number, some: Partial<OrderLine> = {}) =>
    placedOrder({
      lines: [some],
      shipments: [
        {
          ...{ number: 'D1', location: 'B1', at: later(60), lines: [{ ...helmet, quantity }] },
          ...{ carrier: null, trackingNumber: null, trackingUrl: null },
        },
      ],
    });

  it('has not left with a shipment that holds no units', () => {
    expect([hasLeft(left(0)), hasLeft(left(1))]).toEqual([false, true]);
    expect(comesToNothing(left(0, { cancelled: 2 }))).toBe(true);
    expect(comesToNothing(left(1, { cancelled: 2 }))).toBe(false);
  });
});

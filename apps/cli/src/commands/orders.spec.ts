import { describe, expect, it } from 'vitest';
import { type OrderSummary, isStuck, ordersOutput } from './orders.ts';

const now = new Date('2026-11-29T12:00:00Z');
const summary = (some: Partial<OrderSummary>): OrderSummary => ({
  ...{ order: 'W1', origin: 'web', state: 'confirmed', integration: 'sent', currency: 'EUR', gross: '238' },
  ...{ placedAt: '2026-11-29T10:00:00Z', waiting: null },
  ...some,
});
const waiting = (what: string, since = '2026-11-29T11:00:00Z') => ({ for: what, whom: 'somebody', since });

describe('orders', () => {
  it('are listed with what they wait for', () => {
    const answer = {
      orders: [
        summary({ order: 'W10', integration: 'refused', waiting: waiting('person') }),
        summary({ state: 'completed', integration: 'verified', gross: '9.5' }),
      ],
      next: '2026-11-29T10:00:00.000Z|W1',
    };
    expect(ordersOutput(answer, now)).toEqual({
      json: answer,
      lines: [
        'order  origin  placed  state      hand-over  worth       waits for',
        'W10    web     2 h     confirmed  refused    238.00 EUR  person of somebody for 1 h',
        'W1     web     2 h     completed  verified   9.50 EUR',
        '',
        "More: --after '2026-11-29T10:00:00.000Z|W1'",
      ],
      status: 1,
    });
  });

  it('may be none', () => {
    const answer = { orders: [], next: null };
    expect(ordersOutput(answer, now)).toEqual({ json: answer, lines: ['There is none.'], status: 0 });
  });

  it('need nobody while none of them is stuck, and one that is stuck is enough', () => {
    const goesOn = summary({ waiting: waiting('shipment') });
    expect(ordersOutput({ orders: [goesOn, summary({})], next: null }, now).status).toBe(0);
    const stuck = summary({ waiting: waiting('person') });
    expect(ordersOutput({ orders: [goesOn, stuck], next: null }, now).status).toBe(1);
  });
});

describe('an order is stuck', () => {
  it.each([
    ['waits for nothing', null, false],
    ['is handed over', waiting('hand-over'), false],
    ['is to be shipped', waiting('shipment'), false],
    ['is to be invoiced', waiting('invoice'), false],
    ['waits for a person', waiting('person'), true],
    ['waits for somebody else', waiting('approval'), true],
    ['waits for its decision since a minute', waiting('stock', '2026-11-29T11:59:00Z'), false],
    ['waits for it for longer', waiting('stock', '2026-11-29T11:58:59Z'), true],
    ['waits for what it names for longer', waiting('reference', '2026-11-29T11:58:59Z'), true],
    ['waits for what it names since just now', waiting('reference', '2026-11-29T12:00:00Z'), false],
  ])('when it %s: %#', (_, what, expected) => {
    expect(isStuck(what, now)).toBe(expected);
  });
});

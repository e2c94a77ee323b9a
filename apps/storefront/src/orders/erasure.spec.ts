import { describe, expect, it } from 'vitest';
import { placedOrder, toldByOrders } from '../fixtures/orders.ts';
import { stillNeeded } from './erasure.ts';

const needed = (state: string, integration: string) =>
  stillNeeded(placedOrder({ order: toldByOrders({ state, integration }) }));

describe('the address of an order', () => {
  it('is needed until the order is decided', () => {
    expect(stillNeeded(placedOrder())).toBe('It is not decided yet');
    expect(needed('placed', 'none')).toBe('It is not decided yet');
  });

  it.each(['received', 'parked', 'sent', 'refused'])('is needed while the hand-over is %s', (integration) => {
    for (const state of ['confirmed', 'back-ordered', 'in-fulfilment', 'partly-shipped'])
      expect(needed(state, integration)).toContain(`is \`${integration}\`, and takes the address along`);
  });

  it('is needed while the hand-over has not begun', () => {
    expect(needed('confirmed', 'none')).toContain('has not begun');
  });

  it.each(['acknowledged', 'verified', 'cancelled'])('is not, once it is %s', (integration) => {
    expect(needed('in-fulfilment', integration)).toBeNull();
    expect(needed('completed', integration)).toBeNull();
  });

  it.each(['rejected', 'cancelled'])('of an order that is %s is not, however far it came', (state) => {
    for (const integration of ['none', 'received', 'sent', 'refused'])
      expect(needed(state, integration)).toBeNull();
  });
});

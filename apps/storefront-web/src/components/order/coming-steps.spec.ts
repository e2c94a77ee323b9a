import { describe, expect, it } from 'vitest';
import { comingSteps } from './coming-steps.ts';

const order = (state: string, ...steps: string[]) => ({
  state,
  steps: steps.map((step) => ({ step, at: '2026-11-20T12:00:00Z', detail: null })),
});
const way = ['confirmed', 'handed-over', 'shipped', 'invoiced'];

describe('what is to come of an order', () => {
  it.each([
    ['its receipt', order('placed', 'received'), way],
    ['nothing at all', order('placed'), way],
    ['its confirmation', order('confirmed', 'received', 'confirmed'), way.slice(1)],
    ['a confirmation with back-orders', order('back-ordered', 'received', 'back-ordered'), way.slice(1)],
    [
      'its hand-over',
      order('in-fulfilment', 'received', 'confirmed', 'handed-over', 'verified'),
      ['shipped', 'invoiced'],
    ],
    ['a hand-over that told before all else', order('in-fulfilment', 'handed-over'), ['shipped', 'invoiced']],
    [
      'its shipment',
      order('shipped', 'received', 'confirmed', 'handed-over', 'verified', 'shipped'),
      ['invoiced'],
    ],
    [
      'an invoice for a part of it',
      order('shipped', 'received', 'confirmed', 'handed-over', 'shipped', 'invoiced'),
      [],
    ],
  ])('after %s is the rest of the way', (_, given, rest) => {
    expect(comingSteps(given)).toEqual(rest);
  });

  it('is the shipment of the rest when a part was shipped, though that was invoiced', () => {
    const steps = ['received', 'confirmed', 'handed-over', 'shipped'];
    expect(comingSteps(order('partly-shipped', ...steps))).toEqual(['shipped', 'invoiced']);
    expect(comingSteps(order('partly-shipped', ...steps, 'invoiced'))).toEqual(['shipped', 'invoiced']);
  });

  it('is the shipment when what was shipped was taken back', () => {
    const steps = ['received', 'confirmed', 'handed-over', 'shipped', 'shipment-corrected'];
    expect(comingSteps(order('in-fulfilment', ...steps))).toEqual(['shipped', 'invoiced']);
  });

  it.each(['rejected', 'cancelled', 'completed', 'returned', 'invoiced'])(
    'is nothing once it is %s',
    (state) => {
      expect(comingSteps(order(state, 'received'))).toEqual([]);
    },
  );
});

import { describe, expect, it } from 'vitest';
import { comingSteps } from './coming-steps.ts';

const order = (state: string, ...steps: string[]) => ({
  state,
  steps: steps.map((step) => ({ step, at: '2026-11-20T12:00:00Z', detail: null })),
});

describe('what is to come of an order', () => {
  it('is the whole way after its receipt', () => {
    expect(comingSteps(order('placed', 'received'))).toEqual([
      'confirmed',
      'handed-over',
      'shipped',
      'invoiced',
    ]);
  });

  it('is the rest of the way', () => {
    expect(comingSteps(order('in-fulfilment', 'received', 'confirmed', 'handed-over', 'verified'))).toEqual([
      'shipped',
      'invoiced',
    ]);
  });

  it('follows a confirmation with back-orders too', () => {
    expect(comingSteps(order('back-ordered', 'received', 'back-ordered'))[0]).toBe('handed-over');
  });

  it('holds the shipment of the rest', () => {
    expect(comingSteps(order('partly-shipped', 'received', 'confirmed', 'handed-over', 'shipped'))).toEqual([
      'shipped',
      'invoiced',
    ]);
  });

  it.each(['rejected', 'cancelled', 'completed'])('is nothing once it is %s', (state) => {
    expect(comingSteps(order(state, 'received'))).toEqual([]);
  });
});

import type { Order } from '../../api/types.ts';

const way = ['confirmed', 'handed-over', 'shipped', 'invoiced'] as const;
const stood = new Set(['rejected', 'cancelled', 'completed', 'returned', 'invoiced']);

/** Steps that are still to come; none when the order has ended. */
export function comingSteps({ state, steps }: Pick<Order, 'state' | 'steps'>): string[] {
  if (stood.has(state)) return [];
  const done = new Set(steps.map(({ step }) => (step === 'back-ordered' ? 'confirmed' : step)));
  const reached = way.findLastIndex((step) => done.has(step));
  // Of a part of an order that was shipped, the rest is to be shipped yet.
  const next = state === 'partly-shipped' ? way.indexOf('shipped') : reached + 1;
  return way.slice(next);
}

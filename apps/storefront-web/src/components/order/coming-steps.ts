import type { Order } from '../../api/types.ts';

const way = ['confirmed', 'handed-over', 'shipped', 'invoiced'] as const;
const stood = new Set(['rejected', 'cancelled', 'completed', 'returned', 'invoiced']);

/** Steps that are still to come; none when the order has ended. */
export function comingSteps({ state, steps }: Pick<Order, 'state' | 'steps'>): string[] {
  if (stood.has(state)) return [];
  const done = new Set(steps.map(({ step }) => (step === 'back-ordered' ? 'confirmed' : step)));
  const reached = way.findLastIndex((step) => done.has(step));
  // Of what was shipped in part, the rest is to be shipped yet; and what was shipped may have come back.
  const next = state === 'shipped' ? reached + 1 : Math.min(reached + 1, way.indexOf('shipped'));
  return way.slice(next);
}

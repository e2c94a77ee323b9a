import { type PlanEntry, entryFor } from '../plan/plan.ts';

/** How orders go to a source: as they come, when a run of the plan lets them go, or not at all. */
export type HandOverPace = 'at once' | 'in runs' | 'off';

/** The flow of orders out, as the plan names it. */
export const ordersOutFlow = 'orders-out';

/** What the plan says of orders to a source. One that goes without them now keeps those that it was given before. */
export function handOverPace(plan: readonly PlanEntry[], source: string): HandOverPace {
  const entry = entryFor(plan, ordersOutFlow, {});
  if (entry === null || entry.source !== source || entry.mode === 'real-time') return 'at once';
  return entry.mode === 'off' ? 'off' : 'in runs';
}

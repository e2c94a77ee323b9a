import type { Decimal } from '@throughline/events';
import { add } from '@throughline/money';
import { openWorthKey } from './placement/buyer-limits.ts';
import { type References, decide, isPremature } from './decision/decide.ts';
import type { RecordFact } from './documents/facts.ts';
import type { LockedOrder } from './orders.tables.ts';
import type { UnitOfWork } from './orders.unit-of-work.ts';
import type { Named } from './references/reference.tables.ts';

/** What is known while facts are decided one after the other; what is placed counts for those behind it. */
export type KnownReferences = References & { readonly openWorth: Map<string, Decimal> };

/** Applies facts in their order; what is said of an order that is not known, or not placed yet, waits. */
export function applyAll(work: UnitOfWork, facts: readonly RecordFact[], references: KnownReferences): void {
  for (const fact of facts) {
    const state = work.stateOf(fact.order);
    if (isPremature(state, fact)) {
      work.wait(fact);
      continue;
    }
    const outcome = decide(state, fact, references, work.now);
    work.record(fact.order, outcome, fact);
    countPlaced(references, outcome);
  }
}

/** Has what was placed count for the orders of its buyer that are decided next. */
export function countPlaced(
  { openWorth }: KnownReferences,
  { state, events }: ReturnType<typeof decide>,
): void {
  if (state === null || !events.some(({ type }) => type === 'OrderPlaced')) return;
  for (const buyer of state.buyers) {
    const key = openWorthKey(buyer, state.order.currency);
    openWorth.set(key, add(openWorth.get(key) ?? '0', state.order.gross));
  }
}

export function namedBy(facts: readonly RecordFact[]): Named {
  return {
    requests: facts.flatMap((fact) => (fact.type === 'OrderRequested' ? [fact.value] : [])),
    customers: facts.flatMap((fact) =>
      fact.type === 'ErpOrder' && fact.value.channelOrder === null ? [fact.value] : [],
    ),
  };
}

export function waitingFor(orders: readonly LockedOrder[]): Named {
  return {
    requests: orders.flatMap(({ state }) => state.checking ?? []),
    customers: orders.flatMap(({ state }) => state.unbound ?? []),
  };
}

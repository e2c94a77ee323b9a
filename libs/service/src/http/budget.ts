/** So much may be spent at once, and so much comes back with each second. */
export interface Allowance {
  readonly capacity: number;
  readonly perSecond: number;
}

/** What a caller has left, as of an instant; a caller that has spent nothing for long has its whole capacity. */
export interface Budget {
  readonly left: number;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** As much at once as in a minute. */
export function perMinute(count: number): Allowance {
  return { capacity: count, perSecond: count / 60 };
}

export function leftAt(budget: Budget | undefined, { capacity, perSecond }: Allowance, now: number): number {
  if (budget === undefined) return capacity;
  // Clocks may go back.
  const seconds = Math.max(0, now - budget.at) / 1_000;
  return Math.min(capacity, budget.left + seconds * perSecond);
}

/**
 * Spends a cost, or says how long to wait for it. What costs more than the capacity takes the whole of it.
 * @returns what is left then, or the whole seconds, at least one, after which it can be spent
 */
export function spend(
  budget: Budget | undefined,
  cost: number,
  allowance: Allowance,
  now: number,
): { budget: Budget; waitSeconds: 0 } | { waitSeconds: number } {
  const due = Math.min(cost, allowance.capacity);
  const left = leftAt(budget, allowance, now);
  if (left >= due) return { budget: { left: left - due, at: now }, waitSeconds: 0 };
  return { waitSeconds: Math.max(1, Math.ceil((due - left) / allowance.perSecond)) };
}

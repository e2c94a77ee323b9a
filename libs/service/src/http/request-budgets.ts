import { logger } from '@throughline/telemetry';
import type { Clock } from '../configuration/clock.ts';
import { type Allowance, type Budget, leftAt, spend } from './budget.ts';

/** What was spent of a budget since it was last told. */
export interface Spending extends Allowance {
  readonly key: string;
  readonly spent: number;
}

/** Takes spendings of a replica into what all of them have spent. @returns what is left of each budget, by key */
export type ShareSpendings = (spendings: readonly Spending[]) => Promise<ReadonlyMap<string, number>>;

interface Entry {
  budget: Budget;
  readonly allowance: Allowance;
  /** Spent and not told to the other replicas yet. */
  untold: number;
}

/** A replica tells what was spent of a budget in parts of it, so that a cheap request costs no query. */
const partsOfCapacity = 8;
/** Budgets kept at most: those of callers that were last seen longest ago are given up first. */
const most = 100_000;

/**
 * What callers may spend on requests. Each replica counts by itself and never waits; where there is somebody to share
 * with, a budget is never greater here than what all replicas have left of it, up to the part that was not told yet.
 */
export class RequestBudgets {
  readonly #entries = new Map<string, Entry>();
  readonly #clock: Clock;
  #share: ShareSpendings | undefined;
  #untold = new Set<string>();
  #telling = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** From now on spendings are shared. */
  shareBy(share: ShareSpendings): void {
    this.#share = share;
  }

  /** @returns 0 when the cost was spent, otherwise the seconds to wait for it */
  take(key: string, cost: number, allowance: Allowance): number {
    const known = this.#entries.get(key);
    const result = spend(known?.budget, cost, allowance, this.#now());
    if (!('budget' in result)) return result.waitSeconds;
    const entry = known ?? { budget: result.budget, allowance, untold: 0 };
    entry.budget = result.budget;
    entry.untold += cost;
    // The one that was used last stands last.
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    if (this.#entries.size > most) this.#removeOldest();
    if (this.#share && entry.untold >= allowance.capacity / partsOfCapacity) {
      this.#untold.add(key);
      if (!this.#telling) void this.#tell(this.#share);
    }
    return 0;
  }

  /** Forgets callers that have their whole budget again. */
  removeFull(): void {
    const now = this.#now();
    for (const [key, { budget, allowance }] of this.#entries)
      if (leftAt(budget, allowance, now) >= allowance.capacity) this.#entries.delete(key);
  }

  get size(): number {
    return this.#entries.size;
  }

  /** What is spent while one telling is on its way goes with the next, so that one statement serves all callers. */
  async #tell(share: ShareSpendings): Promise<void> {
    this.#telling = true;
    try {
      while (this.#untold.size > 0) {
        const spendings = this.#takeUntold();
        for (const [key, left] of await share(spendings)) {
          const entry = this.#entries.get(key);
          if (!entry) continue;
          const now = this.#now();
          const here = leftAt(entry.budget, entry.allowance, now);
          entry.budget = { left: Math.min(here, left - entry.untold), at: now };
        }
      }
    } catch (error) {
      // Each replica goes on by itself; what was not told is not told again.
      logger.warn({ err: error }, 'The budgets of callers cannot be shared at the moment');
    } finally {
      this.#telling = false;
    }
  }

  #takeUntold(): Spending[] {
    const spendings = [...this.#untold].flatMap((key): Spending[] => {
      const entry = this.#entries.get(key);
      if (!entry) return [];
      const spent = entry.untold;
      entry.untold = 0;
      return [{ key, spent, ...entry.allowance }];
    });
    this.#untold = new Set();
    return spendings;
  }

  #removeOldest(): void {
    for (const key of this.#entries.keys()) return void this.#entries.delete(key);
  }

  #now(): number {
    return this.#clock.now().getTime();
  }
}

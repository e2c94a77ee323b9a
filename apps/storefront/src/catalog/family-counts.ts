import { setTimeout } from 'node:timers/promises';
import type { FamilyCount } from './product-list.queries.ts';

interface Entry {
  families: FamilyCount[];
  countedAt: number;
  /** How many changes of the catalogue were known when counting started. */
  changes: number;
}

interface Counting {
  done: Promise<Entry>;
  /** Resolves when those who can use an earlier count stop waiting. */
  timeout: Promise<void>;
}

/** Counts, and until when they may be used, in epoch milliseconds. */
export interface Counted {
  families: FamilyCount[];
  until: number;
}

/** Least time between two counts while the catalogue keeps changing. */
const intervalMs = 1_000;
/** A count that takes longer, as with a million SKUs, is not waited for while there is an earlier one. */
const timeoutMs = 250;

/**
 * Counts of all products by family. Counting reads every product, so the counts are kept until the catalogue changes, and
 * a moment longer while it keeps changing.
 */
export class FamilyCounts {
  #kept: Entry | undefined;
  #counting: Counting | undefined;
  #changes = 0;

  constructor(private readonly count: () => Promise<FamilyCount[]>) {}

  async get(now: number): Promise<Counted> {
    const kept = this.#kept;
    if (kept && kept.changes === this.#changes) return { families: kept.families, until: Infinity };
    if (kept && now < kept.countedAt + intervalMs)
      return { families: kept.families, until: kept.countedAt + intervalMs };
    const { done, timeout } = (this.#counting ??= this.#begin(now));
    const { families, changes } = await (kept ? Promise.race([done, timeout.then(() => kept)]) : done);
    return { families, until: changes === this.#changes ? Infinity : now + intervalMs };
  }

  /** The catalogue has changed. */
  changed(): void {
    this.#changes += 1;
  }

  #begin(now: number): Counting {
    const done = this.#count(now).finally(() => (this.#counting = undefined));
    return { done, timeout: setTimeout(timeoutMs, undefined, { ref: false }) };
  }

  async #count(now: number): Promise<Entry> {
    const changes = this.#changes;
    this.#kept = { families: await this.count(), countedAt: now, changes };
    return this.#kept;
  }
}

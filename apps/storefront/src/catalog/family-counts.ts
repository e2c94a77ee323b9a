import { setTimeout } from 'node:timers/promises';
import type { FamilyCount } from './product-list.queries.ts';

interface Entry {
  families: FamilyCount[];
  countedAt: number;
  /** How many changes of the catalogue were known when counting began. */
  changes: number;
}

interface Counting {
  done: Promise<Entry>;
  /** When nobody waits any more who can do without. */
  patience: Promise<void>;
}

/** What a count may be used for: `until` is when it is to be looked at again, epoch milliseconds. */
export interface Counted {
  families: FamilyCount[];
  until: number;
}

/** While the catalogue changes without pause, families are counted this often at most. */
const pauseMs = 1_000;
/** A count that takes longer, as that of a million SKUs does, is not waited for while there is an earlier one. */
const patienceMs = 250;

/**
 * Counts of all products by family. Counting reads every product, so the counts are kept until the catalogue changes, and
 * a moment longer while it goes on changing.
 */
export class FamilyCounts {
  #kept: Entry | undefined;
  #counting: Counting | undefined;
  #changes = 0;

  constructor(private readonly count: () => Promise<FamilyCount[]>) {}

  async get(now: number): Promise<Counted> {
    const kept = this.#kept;
    if (kept && kept.changes === this.#changes) return { families: kept.families, until: Infinity };
    if (kept && now < kept.countedAt + pauseMs)
      return { families: kept.families, until: kept.countedAt + pauseMs };
    const { done, patience } = (this.#counting ??= this.#begin(now));
    const { families, changes } = await (kept ? Promise.race([done, patience.then(() => kept)]) : done);
    return { families, until: changes === this.#changes ? Infinity : now + pauseMs };
  }

  /** The catalogue has changed. */
  changed(): void {
    this.#changes += 1;
  }

  #begin(now: number): Counting {
    const done = this.#count(now).finally(() => (this.#counting = undefined));
    // Who is still there is told of an error; nobody may be.
    done.catch(() => undefined);
    return { done, patience: setTimeout(patienceMs, undefined, { ref: false }) };
  }

  async #count(now: number): Promise<Entry> {
    const changes = this.#changes;
    this.#kept = { families: await this.count(), countedAt: now, changes };
    return this.#kept;
  }
}

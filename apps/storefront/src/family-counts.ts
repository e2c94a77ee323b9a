import type { FamilyCount } from './product-list.query.ts';

interface Entry {
  families: FamilyCount[];
  countedAt: number;
  /** How many changes of the catalogue were known when counting began. */
  changes: number;
}

/** What a count may be used for: `until` is when it is to be looked at again, epoch milliseconds. */
export interface Counted {
  families: FamilyCount[];
  until: number;
}

/** While the catalogue changes without pause, families are counted this often at most. */
const pauseMs = 1_000;

/**
 * Counts of all products by family. Counting reads every product, so the counts are kept until the catalogue changes, and
 * a moment longer while it goes on changing.
 */
export class FamilyCounts {
  #kept: Entry | undefined;
  #counting: Promise<Entry> | undefined;
  #changes = 0;

  constructor(private readonly count: () => Promise<FamilyCount[]>) {}

  async get(now: number): Promise<Counted> {
    const kept = this.#kept;
    if (kept && (kept.changes === this.#changes || now < kept.countedAt + pauseMs))
      return this.#counted(kept);
    this.#counting ??= this.#count(now).finally(() => (this.#counting = undefined));
    return this.#counted(await this.#counting);
  }

  /** The catalogue has changed. */
  changed(): void {
    this.#changes += 1;
  }

  async #count(now: number): Promise<Entry> {
    const changes = this.#changes;
    this.#kept = { families: await this.count(), countedAt: now, changes };
    return this.#kept;
  }

  #counted({ families, countedAt, changes }: Entry): Counted {
    return { families, until: changes === this.#changes ? Infinity : countedAt + pauseMs };
  }
}

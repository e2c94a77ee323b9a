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
 * Counts of products by family and search. Counting reads every product that was found, so a count is kept until
 * the catalogue changes, and a moment longer while it goes on changing.
 */
export class FamilyCounts {
  readonly #entries = new Map<string, Entry>();
  readonly #counting = new Map<string, Promise<Entry>>();
  #changes = 0;

  constructor(
    private readonly count: (search: string | undefined) => Promise<FamilyCount[]>,
    private readonly limit = 200,
  ) {}

  async get(search: string | undefined, now: number): Promise<Counted> {
    const key = search ?? '';
    const kept = this.#entries.get(key);
    if (kept && kept.changes === this.#changes) return { families: kept.families, until: Infinity };
    if (kept && now < kept.countedAt + pauseMs)
      return { families: kept.families, until: kept.countedAt + pauseMs };
    let counting = this.#counting.get(key);
    if (!counting) {
      counting = this.#count(key, search, now).finally(() => this.#counting.delete(key));
      this.#counting.set(key, counting);
    }
    const entry = await counting;
    return {
      families: entry.families,
      until: entry.changes === this.#changes ? Infinity : entry.countedAt + pauseMs,
    };
  }

  /** The catalogue has changed. */
  changed(): void {
    this.#changes += 1;
  }

  async #count(key: string, search: string | undefined, now: number): Promise<Entry> {
    const changes = this.#changes;
    const entry = { families: await this.count(search), countedAt: now, changes };
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > this.limit && oldest !== undefined) this.#entries.delete(oldest);
    return entry;
  }
}

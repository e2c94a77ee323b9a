interface Entry {
  body: string;
  skus: readonly string[];
  /** Epoch milliseconds at which a price window opens or closes, or the answer is simply old. */
  until: number;
}

interface Making {
  promise: Promise<string>;
  /** What changed since it began to read. */
  changed: Set<string>;
  outdated: boolean;
}

/**
 * Answers of the product list, kept until one of their SKUs changes. Bounded; the least recently used answer goes
 * first. An answer is not kept when one of its SKUs changed while it was being made.
 */
export class ListCache {
  readonly #entries = new Map<string, Entry>();
  readonly #bySku = new Map<string, Set<string>>();
  readonly #making = new Map<string, Making>();

  constructor(private readonly limit = 500) {}

  /** The kept answer, or the one that `make` gives; who asks before anything changed gets the same. */
  async get(key: string, now: number, make: () => Promise<Entry>): Promise<string> {
    const entry = this.#entries.get(key);
    if (entry && entry.until > now) {
      this.#entries.delete(key);
      this.#entries.set(key, entry);
      return entry.body;
    }
    const current = this.#making.get(key);
    if (current && !current.outdated && current.changed.size === 0) return current.promise;
    const making: Making = { promise: Promise.resolve(''), changed: new Set(), outdated: false };
    making.promise = this.#make(key, making, make);
    this.#making.set(key, making);
    return making.promise;
  }

  /** Forgets the answers that show a SKU. */
  forgetSku(sku: string): void {
    for (const { changed } of this.#making.values()) changed.add(sku);
    for (const key of this.#bySku.get(sku) ?? []) this.#drop(key);
  }

  /** Forgets everything: the set of products itself may have changed. */
  clear(): void {
    for (const making of this.#making.values()) making.outdated = true;
    this.#entries.clear();
    this.#bySku.clear();
  }

  async #make(key: string, making: Making, make: () => Promise<Entry>): Promise<string> {
    try {
      const entry = await make();
      if (!making.outdated && !entry.skus.some((sku) => making.changed.has(sku))) this.#keep(key, entry);
      return entry.body;
    } finally {
      if (this.#making.get(key) === making) this.#making.delete(key);
    }
  }

  #keep(key: string, entry: Entry): void {
    this.#drop(key);
    this.#entries.set(key, entry);
    for (const sku of entry.skus) {
      const keys = this.#bySku.get(sku);
      if (keys) keys.add(key);
      else this.#bySku.set(sku, new Set([key]));
    }
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > this.limit && oldest !== undefined) this.#drop(oldest);
  }

  #drop(key: string): void {
    for (const sku of this.#entries.get(key)?.skus ?? []) {
      const keys = this.#bySku.get(sku);
      keys?.delete(key);
      if (keys?.size === 0) this.#bySku.delete(sku);
    }
    this.#entries.delete(key);
  }
}

interface Entry {
  body: string;
  skus: readonly string[];
  /** Epoch milliseconds until which it may be served: when a price window opens or closes, or when it is simply old. */
  until: number;
}

interface Pending {
  promise: Promise<string>;
  /** SKUs that have changed since it began to read. */
  changed: Set<string>;
  outdated: boolean;
}

/**
 * Responses of the product list, kept until one of their SKUs changes. Bounded; the least recently used is evicted
 * first. A response is not kept when one of its SKUs changed while it was being made.
 */
export class ListCache {
  readonly #entries = new Map<string, Entry>();
  readonly #bySku = new Map<string, Set<string>>();
  readonly #pending = new Map<string, Pending>();

  constructor(private readonly limit = 500) {}

  /** The response that is kept, or else the one that `make` makes, shared with requests that come meanwhile. */
  async get(key: string, now: number, make: () => Promise<Entry>): Promise<string> {
    const entry = this.#entries.get(key);
    if (entry && entry.until > now) {
      this.#entries.delete(key);
      this.#entries.set(key, entry);
      return entry.body;
    }
    const current = this.#pending.get(key);
    if (current && !current.outdated && current.changed.size === 0) return current.promise;
    const pending: Pending = { promise: Promise.resolve(''), changed: new Set(), outdated: false };
    pending.promise = this.#make(key, pending, make);
    this.#pending.set(key, pending);
    return pending.promise;
  }

  /** Drops the responses that show a SKU. */
  invalidateSku(sku: string): void {
    for (const { changed } of this.#pending.values()) changed.add(sku);
    for (const key of this.#bySku.get(sku) ?? []) this.#drop(key);
  }

  /** Drops everything: the set of products itself may have changed. */
  clear(): void {
    for (const pending of this.#pending.values()) pending.outdated = true;
    this.#entries.clear();
    this.#bySku.clear();
  }

  async #make(key: string, pending: Pending, make: () => Promise<Entry>): Promise<string> {
    try {
      const entry = await make();
      if (!pending.outdated && !entry.skus.some((sku) => pending.changed.has(sku))) this.#keep(key, entry);
      return entry.body;
    } finally {
      if (this.#pending.get(key) === pending) this.#pending.delete(key);
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

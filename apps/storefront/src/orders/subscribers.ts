/** Who waits for news of which key. */
export class Watchers<Listener> {
  readonly #byKey = new Map<string, Set<Listener>>();

  /** @returns a function that ends the watch */
  add(keys: Iterable<string>, listener: Listener): () => void {
    const own = [...new Set(keys)];
    for (const key of own) {
      const listeners = this.#byKey.get(key);
      if (listeners) listeners.add(listener);
      else this.#byKey.set(key, new Set([listener]));
    }
    return () => {
      for (const key of own) {
        const listeners = this.#byKey.get(key);
        listeners?.delete(listener);
        if (listeners?.size === 0) this.#byKey.delete(key);
      }
    };
  }

  has(key: string): boolean {
    return this.#byKey.has(key);
  }

  of(key: string): Iterable<Listener> {
    return this.#byKey.get(key) ?? [];
  }

  keys(): Iterable<string> {
    return this.#byKey.keys();
  }
}

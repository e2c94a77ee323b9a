/** Who has subscribed to which keys. */
export class Subscribers<Subscriber> {
  readonly #byKey = new Map<string, Set<Subscriber>>();

  /** @returns a function that unsubscribes */
  add(keys: Iterable<string>, subscriber: Subscriber): () => void {
    const own = [...new Set(keys)];
    for (const key of own) {
      const subscribers = this.#byKey.get(key);
      if (subscribers) subscribers.add(subscriber);
      else this.#byKey.set(key, new Set([subscriber]));
    }
    return () => {
      for (const key of own) {
        const subscribers = this.#byKey.get(key);
        subscribers?.delete(subscriber);
        if (subscribers?.size === 0) this.#byKey.delete(key);
      }
    };
  }

  has(key: string): boolean {
    return this.#byKey.has(key);
  }

  of(key: string): Iterable<Subscriber> {
    return this.#byKey.get(key) ?? [];
  }

  keys(): Iterable<string> {
    return this.#byKey.keys();
  }
}

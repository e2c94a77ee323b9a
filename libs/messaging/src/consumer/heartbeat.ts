const everyMs = 1_000;

/** Sends heartbeats while a batch is being processed, so that the group keeps the member. */
export class Heartbeat {
  readonly #timer: NodeJS.Timeout;
  #failure: { error: unknown } | undefined;

  /** @param failed called once, when the broker no longer knows the member or cannot be reached. */
  constructor(send: () => Promise<void>, failed: () => void) {
    this.#timer = setInterval(() => {
      send().catch((error: unknown) => {
        if (this.#failure === undefined) failed();
        this.#failure ??= { error };
      });
    }, everyMs);
  }

  /** @throws the first failure, if there was one. */
  stop(): void {
    clearInterval(this.#timer);
    if (this.#failure) throw this.#failure.error;
  }
}

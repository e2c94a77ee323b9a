const everyMs = 1_000;

/** Keeps a membership alive while a batch is at work. */
export class Heart {
  readonly #timer: NodeJS.Timeout;
  #failure: { error: unknown } | undefined;

  /** @param failed called once, when the broker no longer takes us for a member or cannot be reached. */
  constructor(beat: () => Promise<void>, failed: () => void) {
    this.#timer = setInterval(() => {
      beat().catch((error: unknown) => {
        if (this.#failure === undefined) failed();
        this.#failure ??= { error };
      });
    }, everyMs);
  }

  /** @throws what the broker answered, if it was no. */
  stop(): void {
    clearInterval(this.#timer);
    if (this.#failure) throw this.#failure.error;
  }
}

/** Keeps the membership alive while a batch is at work; what the broker answers is told at the end. */
export class Heart {
  readonly #timer: NodeJS.Timeout;
  #failure: { error: unknown } | undefined;

  constructor(beat: () => Promise<void>) {
    this.#timer = setInterval(() => {
      beat().catch((error: unknown) => (this.#failure ??= { error }));
    }, 1_000);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    if (this.#failure) throw this.#failure.error;
  }
}

/** Wakes one sleeper; a ring while nobody sleeps is remembered. */
export class Bell {
  #rung = false;
  #wake: (() => void) | undefined;

  constructor(private readonly ending: AbortSignal) {
    ending.addEventListener('abort', () => this.ring(), { once: true });
  }

  ring(): void {
    this.#rung = true;
    this.#wake?.();
  }

  /** Until it rings, the time is over, or everything ends. @returns whether it rang or everything ends */
  async wait(milliseconds: number): Promise<boolean> {
    if (!this.#rung && !this.ending.aborted) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, milliseconds);
      this.#wake = resolve;
      await promise;
      this.#wake = undefined;
      clearTimeout(timer);
    }
    const rung = this.#rung;
    this.#rung = false;
    return rung;
  }
}

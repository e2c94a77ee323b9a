/** How many streams each caller has open. */
export class OpenStreams {
  readonly #open = new Map<string, number>();
  readonly #most: number;

  /** @param most of one caller; 0 for as many as anybody wants */
  constructor(most: number) {
    this.#most = most;
  }

  /** @returns what ends the stream, once; null when the caller has too many */
  open(caller: string): (() => void) | null {
    const before = this.#open.get(caller) ?? 0;
    if (this.#most > 0 && before >= this.#most) return null;
    this.#open.set(caller, before + 1);
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      const left = (this.#open.get(caller) ?? 1) - 1;
      if (left === 0) this.#open.delete(caller);
      else this.#open.set(caller, left);
    };
  }

  /** Callers that have any open. */
  get callers(): number {
    return this.#open.size;
  }
}

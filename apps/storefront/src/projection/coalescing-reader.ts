import { logger } from '@throughline/telemetry';

const retryMs = 500;

/**
 * Reads what is marked, one burst after the other: everything marked while a read runs goes into the next one, so
 * that one statement serves all, and a later read never overtakes an earlier one. Keeps nothing but the marks.
 */
export class BurstReader<Note> {
  readonly #marked = new Map<string, Note[]>();
  #running = false;
  #closed = false;

  /** @param read reads the keys and tells who waits for them; a failure is tried again with the same keys */
  constructor(private readonly read: (marked: ReadonlyMap<string, readonly Note[]>) => Promise<void>) {}

  /** Marks a key, with what is known of the change. */
  mark(key: string, ...notes: Note[]): void {
    const known = this.#marked.get(key);
    if (known) known.push(...notes.slice(0, 1));
    else this.#marked.set(key, notes);
    this.#start();
  }

  close(): void {
    this.#closed = true;
    this.#marked.clear();
  }

  #start(): void {
    if (this.#running || this.#closed) return;
    this.#running = true;
    setImmediate(() => void this.#run());
  }

  async #run(): Promise<void> {
    while (this.#marked.size > 0 && !this.#closed) {
      const burst = new Map(this.#marked);
      this.#marked.clear();
      try {
        await this.read(burst);
      } catch (error) {
        if (this.#closed) break;
        logger.warn({ err: error }, 'Changes cannot be read; trying again');
        for (const [key, notes] of burst) if (!this.#marked.has(key)) this.#marked.set(key, [...notes]);
        await new Promise((resolve) => setTimeout(resolve, retryMs).unref());
      }
    }
    this.#running = false;
    if (this.#marked.size > 0) this.#start();
  }
}

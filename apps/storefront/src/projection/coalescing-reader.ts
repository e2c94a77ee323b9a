import { logger } from '@throughline/telemetry';

const retryMs = 500;

/**
 * Reads keys that have changed, one read after the other: all keys marked while a read runs are read together by the
 * next, so that one statement serves them all, and a later read never overtakes an earlier one.
 */
export class CoalescingReader<Note> {
  readonly #marked = new Map<string, Note[]>();
  #running = false;
  #closed = false;

  /** @param read reads the keys and tells subscribers; after a failure it is called again with the same keys */
  constructor(private readonly read: (marked: ReadonlyMap<string, readonly Note[]>) => Promise<void>) {}

  /** Marks a key to be read, with what is known of the change. */
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
      const batch = new Map(this.#marked);
      this.#marked.clear();
      try {
        await this.read(batch);
      } catch (error) {
        if (this.#closed) break;
        logger.warn({ err: error }, 'Changes cannot be read; trying again');
        for (const [key, notes] of batch) if (!this.#marked.has(key)) this.#marked.set(key, [...notes]);
        await new Promise((resolve) => setTimeout(resolve, retryMs).unref());
      }
    }
    this.#running = false;
    if (this.#marked.size > 0) this.#start();
  }
}

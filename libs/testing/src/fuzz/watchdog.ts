import { Worker } from 'node:worker_threads';
import fc from 'fast-check';

/** Longer than any value takes, on a machine that is busy with other things. */
const longestMs = Number(process.env['THROUGHLINE_FUZZ_HANG_MS'] ?? 30_000);
const keptBytes = 16_384;

/**
 * Watches from a thread of its own that values are done with. One that is not ends the process, which is the only way
 * out of a loop without end, after what it was has been written to standard error.
 */
export class Watchdog {
  /** How many values were begun, which seed they are of, and how many bytes of the last are kept. */
  readonly #numbers = new Int32Array(new SharedArrayBuffer(12));
  readonly #value = new Uint8Array(new SharedArrayBuffer(keptBytes));
  readonly #worker: Worker;

  constructor() {
    this.#worker = new Worker(new URL('./watchdog-thread.ts', import.meta.url), {
      workerData: { numbers: this.#numbers, value: this.#value, longestMs },
      execArgv: [],
    });
    this.#worker.unref();
  }

  begin(seed: number): void {
    Atomics.store(this.#numbers, 1, seed);
  }

  note(value: unknown): void {
    const { written } = new TextEncoder().encodeInto(fc.stringify(value), this.#value);
    Atomics.store(this.#numbers, 2, written);
    Atomics.add(this.#numbers, 0, 1);
  }

  /** Nothing is tried until the next value. */
  rest(): void {
    Atomics.store(this.#numbers, 2, 0);
    Atomics.add(this.#numbers, 0, 1);
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }
}

import { setTimeout } from 'node:timers/promises';
import { type FileStore, notifiesOfChanges } from '../stores/file-store.ts';
import type { DocumentRecord } from './document.ts';
import type { DocumentReader } from './document-reader.ts';
import { type Scan, scan } from './scan.ts';
import type { Observations } from './observations.ts';

/** Between two looks, however many changes there are. */
const leastPauseMs = 200;
/** The longest that a timer can wait. */
const longestPauseMs = 2 ** 31 - 1;

export interface WatchOptions {
  /** What was decided so far, in the order in which it was; asked before each look. */
  known: () => Promise<readonly DocumentRecord[]>;
  signal: AbortSignal;
  /** Milliseconds on a clock that never goes back; the computer's own when left out. */
  now?: () => number;
}

/**
 * Scans at once, then whenever the store tells of a change, a document has stood still for long enough, or the interval
 * of the settings is over. The next look begins when the one before it was dealt with; the order is: put away what is
 * left from before, use what is ready one by one, keep each record in the transaction that uses it, put it away.
 * @throws what `scan` throws; then it is called anew
 */
export async function* watchDocuments(
  store: FileStore,
  reader: DocumentReader,
  { known, signal, now = () => performance.now() }: WatchOptions,
): AsyncGenerator<Scan> {
  const wakeup = new Wakeup(signal);
  // Some changes are missed, and some systems cannot watch at all: the interval covers both.
  if (notifiesOfChanges(store))
    void wakeOnChanges(store.changes(reader.settings.folder, wakeup.signal), wakeup);
  try {
    let observations: Observations = {};
    while (!signal.aborted) {
      const began = now();
      const seen = await scan(store, reader, await known(), observations, began);
      observations = seen.observations;
      yield seen;
      const due = Math.min(reader.settings.every, (seen.wakeAt ?? Infinity) - began);
      await wakeup.wait(due - (now() - began));
    }
  } finally {
    wakeup.end();
  }
}

async function wakeOnChanges(changes: AsyncIterable<void>, wakeup: Wakeup): Promise<void> {
  try {
    for await (const _ of changes) wakeup.wake();
  } catch {
    // As said above.
  }
}

/** Waits for a time, or until it is woken; being woken before the wait counts. */
class Wakeup {
  readonly signal: AbortSignal;
  readonly #end = new AbortController();
  #woken = new AbortController();

  constructor(signal: AbortSignal) {
    this.signal = AbortSignal.any([signal, this.#end.signal]);
  }

  wake(): void {
    this.#woken.abort();
  }

  end(): void {
    this.#end.abort();
  }

  async wait(milliseconds: number): Promise<void> {
    await pause(Math.min(leastPauseMs, milliseconds), this.signal);
    await pause(milliseconds - leastPauseMs, AbortSignal.any([this.signal, this.#woken.signal]));
    this.#woken = new AbortController();
  }
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (milliseconds <= 0) return;
  await setTimeout(Math.min(milliseconds, longestPauseMs), undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}

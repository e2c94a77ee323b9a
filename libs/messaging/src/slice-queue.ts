import type { TopicName } from '@throughline/events';
import type { GroupConsumerSettings } from './group-consumer-settings.ts';
import type { Slice } from './slice.ts';

/** Largest number of records in one transaction. */
export const sliceRecords = 2_000;
/** Transactions of a group at a time, each of another topic. */
const atOnce = 2;

interface Waiting {
  readonly slice: Slice;
  readonly signal: AbortSignal;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Slices of a group's partitions on their way into the database. Those of one topic that are there at the same time
 * go into one transaction: what a transaction costs is shared, and grows less as more has to be done.
 */
export class SliceQueue {
  readonly #applySlices: GroupConsumerSettings['apply'];
  readonly #waiting = new Map<TopicName, Waiting[]>();
  readonly #busy = new Set<TopicName>();

  constructor(apply: GroupConsumerSettings['apply']) {
    this.#applySlices = apply;
  }

  /**
   * Resolves when the slice has been applied. Slices of one partition come one after the other.
   * @throws what the transaction that the slice was part of failed with, or the reason of the signal.
   */
  apply(topic: TopicName, slice: Slice, signal: AbortSignal): Promise<void> {
    return new Promise((done, failed) => {
      const waiting = this.#waiting.get(topic) ?? [];
      this.#waiting.set(topic, waiting);
      waiting.push({ slice, signal, done, failed });
      // A fetch brings its partitions in turn; after that turn they are all here.
      if (waiting.length === 1) setImmediate(() => this.#next());
    });
  }

  #next(): void {
    for (const topic of this.#waiting.keys()) {
      if (this.#busy.size >= atOnce) return;
      if (!this.#busy.has(topic)) void this.#work(topic);
    }
  }

  async #work(topic: TopicName): Promise<void> {
    this.#busy.add(topic);
    const together = this.#take(topic);
    const [first] = together;
    try {
      if (first !== undefined)
        await this.#applySlices(
          topic,
          together.map(({ slice }) => slice),
          first.signal,
        );
      for (const { done } of together) done();
    } catch (error) {
      for (const { failed } of together) failed(error);
    } finally {
      this.#busy.delete(topic);
      setImmediate(() => this.#next());
    }
  }

  /** Takes out as much as one transaction may hold, all of one assignment; those of an assignment that ended fail. */
  #take(topic: TopicName): Waiting[] {
    const waiting = this.#waiting.get(topic) ?? [];
    const together: Waiting[] = [];
    const later: Waiting[] = [];
    let records = 0;
    for (const each of waiting) {
      const [first] = together;
      const fits = records + each.slice.entries.length <= sliceRecords && each.signal === first?.signal;
      if (each.signal.aborted) each.failed(each.signal.reason);
      else if (first === undefined || fits) {
        together.push(each);
        records += each.slice.entries.length;
      } else later.push(each);
    }
    if (later.length > 0) this.#waiting.set(topic, later);
    else this.#waiting.delete(topic);
    return together;
  }
}

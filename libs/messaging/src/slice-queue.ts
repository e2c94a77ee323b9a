import type { TopicName } from '@throughline/events';
import type { GroupConsumerSettings } from './group-consumer-settings.ts';
import type { Slice } from './slice.ts';

/** Largest number of records in one transaction. */
export const sliceRecords = 2_000;
/** So many records share what a transaction costs well enough; more of them rather go into another one beside it. */
const enoughRecords = 500;
/** Transactions of a group at a time. */
const atOnce = 2;

interface Waiting {
  readonly slice: Slice;
  readonly signal: AbortSignal;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Slices of a group's partitions on their way into the database. Small ones of one topic that are there at the same
 * time go into one transaction: what a transaction costs is shared, and grows less as more has to be done.
 */
export class SliceQueue {
  readonly #applySlices: GroupConsumerSettings['apply'];
  readonly #waiting = new Map<TopicName, Waiting[]>();
  /** The transactions under way. */
  readonly #busy: { topic: TopicName; since: number }[] = [];

  constructor(apply: GroupConsumerSettings['apply']) {
    this.#applySlices = apply;
  }

  /** For how long the oldest transaction under way has been tried, in seconds; 0 when there is none. */
  busySeconds(now = Date.now()): number {
    return Math.max(0, ...this.#busy.map(({ since }) => (now - since) / 1000));
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
    for (const [topic, waiting] of this.#waiting)
      while (this.#busy.length < atOnce && this.#mayBegin(topic, waiting)) void this.#work(topic);
  }

  /** Beside a transaction of its own topic only what fills another one. */
  #mayBegin(topic: TopicName, waiting: readonly Waiting[]): boolean {
    return (
      waiting.length > 0 &&
      (!this.#busy.some((one) => one.topic === topic) || recordsOf(waiting) >= enoughRecords)
    );
  }

  async #work(topic: TopicName): Promise<void> {
    const busy = { topic, since: Date.now() };
    this.#busy.push(busy);
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
      this.#busy.splice(this.#busy.indexOf(busy), 1);
      setImmediate(() => this.#next());
    }
  }

  /** Takes out enough for a transaction, all of one assignment; those of an assignment that ended fail. */
  #take(topic: TopicName): Waiting[] {
    const waiting = this.#waiting.get(topic) ?? [];
    const together: Waiting[] = [];
    let records = 0;
    for (const each of waiting.splice(0)) {
      const [first] = together;
      const size = each.slice.entries.length;
      const fits = records < enoughRecords && records + size <= sliceRecords && each.signal === first?.signal;
      if (each.signal.aborted) each.failed(each.signal.reason);
      else if (first === undefined || fits) {
        together.push(each);
        records += size;
      } else waiting.push(each);
    }
    return together;
  }
}

function recordsOf(waiting: readonly Waiting[]): number {
  return waiting.reduce((sum, { slice }) => sum + slice.entries.length, 0);
}

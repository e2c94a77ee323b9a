import type { TopicName } from '@throughline/events';
import { type PartitionBatch, topicsOf } from './partition-batch.ts';

/** Largest number of records in one transaction. */
export const maxTransactionRecords = 2_000;
/** So many records share what a transaction costs well enough; more of them rather go into another one beside it. */
const enoughRecords = 500;
/** Transactions of a group at a time. */
const atOnce = 2;

/** What a transaction may hold, and what is done in it. */
export interface TransactionSettings {
  /** Whether batches of several topics may go into one transaction. */
  readonly mixed: boolean;
  /** Applies batches; see bisect-failures.ts, retry.ts, trace.ts, measure.ts and apply.ts. */
  apply(batches: readonly PartitionBatch[], signal: AbortSignal): Promise<void>;
}

interface Waiting {
  readonly batch: PartitionBatch;
  readonly signal: AbortSignal;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Batches of a group's partitions on their way into the database. Small ones that are there at the same time go into
 * one transaction: what a transaction costs is shared, and grows less as more has to be done.
 */
export class TransactionBatcher {
  readonly #settings: TransactionSettings;
  /** What waits, by what may go into one transaction. */
  readonly #waiting = new Map<TopicName | 'all', Waiting[]>();
  /** The transactions under way. */
  readonly #busy = new Set<{ topics: readonly TopicName[]; since: number }>();

  constructor(settings: TransactionSettings) {
    this.#settings = settings;
  }

  /** For how long the oldest transaction under way has been tried, in seconds; 0 when there is none. */
  busySeconds(now = Date.now()): number {
    return Math.max(0, ...[...this.#busy].map(({ since }) => (now - since) / 1000));
  }

  /**
   * Resolves when the batch has been applied. Batches of one partition come one after the other.
   * @throws what the transaction that the batch was part of failed with, or the reason of the signal.
   */
  apply(batch: PartitionBatch, signal: AbortSignal): Promise<void> {
    return new Promise((done, failed) => {
      const lane = this.#settings.mixed ? 'all' : batch.topic;
      const waiting = this.#waiting.get(lane) ?? [];
      this.#waiting.set(lane, waiting);
      waiting.push({ batch, signal, done, failed });
      // A fetch brings its partitions in turn; after that turn they are all here.
      if (waiting.length === 1) setImmediate(() => this.#next());
    });
  }

  #next(): void {
    for (const waiting of this.#waiting.values())
      while (this.#busy.size < atOnce) {
        const together = this.#take(waiting);
        if (together.length === 0) break;
        void this.#work(together);
      }
  }

  async #work(together: readonly Waiting[]): Promise<void> {
    const batches = together.map(({ batch }) => batch);
    const busy = { topics: topicsOf(batches), since: Date.now() };
    this.#busy.add(busy);
    const [first] = together;
    try {
      if (first !== undefined) await this.#settings.apply(batches, first.signal);
      for (const { done } of together) done();
    } catch (error) {
      for (const { failed } of together) failed(error);
    } finally {
      this.#busy.delete(busy);
      setImmediate(() => this.#next());
    }
  }

  /** Takes out enough for a transaction, all of one assignment; those of an assignment that ended fail. */
  #take(waiting: Waiting[]): Waiting[] {
    const together: Waiting[] = [];
    let records = 0;
    // Beside a transaction of its own topic only what fills another one.
    const filling = recordsOf(waiting) >= enoughRecords;
    for (const each of waiting.splice(0)) {
      const [first] = together;
      const { topic, entries } = each.batch;
      const fits =
        first === undefined ||
        (records < enoughRecords &&
          records + entries.length <= maxTransactionRecords &&
          each.signal === first.signal);
      if (each.signal.aborted) each.failed(each.signal.reason);
      else if (fits && (filling || !this.#isBusyWith(topic))) {
        together.push(each);
        records += entries.length;
      } else waiting.push(each);
    }
    return together;
  }

  #isBusyWith(topic: TopicName): boolean {
    return [...this.#busy].some(({ topics }) => topics.includes(topic));
  }
}

function recordsOf(waiting: readonly Waiting[]): number {
  return waiting.reduce((sum, { batch }) => sum + batch.entries.length, 0);
}

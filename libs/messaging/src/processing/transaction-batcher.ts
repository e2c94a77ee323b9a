import type { TopicName } from '@throughline/events';
import { type PartitionBatch, topicsOf } from './partition-batch.ts';

/** Largest number of records in one transaction. */
export const maxTransactionRecords = 2_000;
/** This many records share the cost of a transaction well enough; more of them go into a concurrent one. */
const enoughRecords = 500;
/** Concurrent transactions of a group. */
const maxConcurrent = 2;

/** What a transaction may contain, and what is done in it. */
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
 * Collects batches of a group's partitions into transactions. Small ones that wait at the same time share one, and with
 * it the cost of a transaction: the more there is to do, the less each record costs.
 */
export class TransactionBatcher {
  readonly #settings: TransactionSettings;
  /** Waiting batches, by what may share a transaction. */
  readonly #waiting = new Map<TopicName | 'all', Waiting[]>();
  /** The running transactions. */
  readonly #busy = new Set<{ topics: readonly TopicName[]; since: number }>();

  constructor(settings: TransactionSettings) {
    this.#settings = settings;
  }

  /** For how long the oldest running transaction has been tried, in seconds; 0 when there is none. */
  busySeconds(now = Date.now()): number {
    return Math.max(0, ...[...this.#busy].map(({ since }) => (now - since) / 1000));
  }

  /**
   * Resolves when the batch has been applied. Batches of one partition are given one after the other.
   * @throws the failure of the transaction that the batch was part of, or the reason of the signal.
   */
  apply(batch: PartitionBatch, signal: AbortSignal): Promise<void> {
    return new Promise((done, failed) => {
      const lane = this.#settings.mixed ? 'all' : batch.topic;
      const waiting = this.#waiting.get(lane) ?? [];
      this.#waiting.set(lane, waiting);
      waiting.push({ batch, signal, done, failed });
      // The partitions of a fetch arrive within one iteration of the event loop; in the next they are all here.
      setImmediate(() => this.#next());
    });
  }

  #next(): void {
    for (const waiting of this.#waiting.values())
      while (this.#busy.size < maxConcurrent) {
        const together = this.#take(waiting);
        const [first] = together;
        if (first === undefined) break;
        void this.#work(together, first.signal);
      }
  }

  async #work(together: readonly Waiting[], signal: AbortSignal): Promise<void> {
    const batches = together.map(({ batch }) => batch);
    const busy = { topics: topicsOf(batches), since: Date.now() };
    this.#busy.add(busy);
    try {
      await this.#settings.apply(batches, signal);
      for (const { done } of together) done();
    } catch (error) {
      for (const { failed } of together) failed(error);
    } finally {
      this.#busy.delete(busy);
      setImmediate(() => this.#next());
    }
  }

  /** Takes batches for one transaction, all of one assignment; those of an assignment that ended are rejected. */
  #take(waiting: Waiting[]): Waiting[] {
    const together: Waiting[] = [];
    let records = 0;
    // Beside a running transaction of the same topic, only enough records to fill another one.
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

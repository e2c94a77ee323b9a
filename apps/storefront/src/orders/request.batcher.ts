import { ROOT_CONTEXT, context } from '@opentelemetry/api';
import { TransientError, isTransient } from '@throughline/messaging';

/** The queue is full: one more request would wait too long. */
export class TooManyWaiting extends TransientError {
  override name = 'TooManyWaiting';
}

export interface BatcherSettings<Item, Outcome> {
  /** Does the work of a batch: one outcome per item, in their order. Throws when the batch fails as a whole. */
  work: (items: readonly Item[]) => Promise<readonly PromiseSettledResult<Outcome>[]>;
  /** Most items of a batch. */
  size: number;
  /** Most batches in progress at a time. */
  concurrency: number;
  /** Most items that wait for a batch. */
  queueLimit: number;
  /** Least milliseconds between the starts of two batches, so that batches grow with the load. */
  intervalMs: number;
  /**
   * Milliseconds that a batch smaller than the one before waits for more items; 0 by default. Callers who were served
   * together ask again almost together, and would otherwise stay split over two batches for good.
   */
  lingerMs?: number;
}

interface Waiter<Item, Outcome> {
  item: Item;
  resolve: (outcome: Outcome) => void;
  reject: (reason: unknown) => void;
}

/**
 * Does the work of many callers in batches. A single caller is served at once; those who come meanwhile make the next
 * batch. A batch that fails for good is halved until the item that fails is alone, so the work has to be idempotent.
 */
export class Batcher<Item, Outcome> {
  readonly #queue: Waiter<Item, Outcome>[] = [];
  #inProgress = 0;
  #immediate: NodeJS.Immediate | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** When the next batch may start. */
  #earliest = 0;
  /** When the first item of the queue arrived. */
  #firstArrival = 0;
  #lastSize = 0;

  constructor(private readonly settings: BatcherSettings<Item, Outcome>) {}

  /** @throws TooManyWaiting at once; otherwise the item's own failure, or that of its batch */
  run(item: Item): Promise<Outcome> {
    if (this.#queue.length >= this.settings.queueLimit)
      return Promise.reject(new TooManyWaiting(`${this.#queue.length} requests wait already`));
    return new Promise((resolve, reject) => {
      if (this.#queue.length === 0) this.#firstArrival = performance.now();
      this.#queue.push({ item, resolve, reject });
      // A batch belongs to the trace and the request of nobody in particular.
      context.with(ROOT_CONTEXT, () => this.#schedule());
    });
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    if (this.#immediate || this.#queue.length === 0 || this.#inProgress >= this.settings.concurrency) return;
    const due = Math.max(this.#earliest, this.#firstArrival) + this.#linger();
    const pause = due - performance.now();
    if (pause > 0) this.#timer = setTimeout(() => this.#begin(), pause);
    else this.#immediate = setImmediate(() => this.#begin());
  }

  /** How long to wait for more items; not at all when the batch before was long ago. */
  #linger(): number {
    const { intervalMs, lingerMs = 0 } = this.settings;
    const smaller = this.#queue.length < this.#lastSize;
    return smaller && this.#firstArrival < this.#earliest + intervalMs ? lingerMs : 0;
  }

  #begin(): void {
    this.#immediate = undefined;
    this.#inProgress += 1;
    this.#earliest = performance.now() + this.settings.intervalMs;
    const batch = this.#queue.splice(0, this.settings.size);
    this.#lastSize = batch.length;
    void this.#settle(batch).finally(() => {
      this.#inProgress -= 1;
      this.#schedule();
    });
    this.#schedule();
  }

  async #settle(batch: readonly Waiter<Item, Outcome>[]): Promise<void> {
    try {
      const outcomes = await this.settings.work(batch.map(({ item }) => item));
      for (const [index, { resolve, reject }] of batch.entries()) {
        const outcome = outcomes[index];
        if (outcome?.status === 'fulfilled') resolve(outcome.value);
        else reject(outcome?.reason);
      }
    } catch (error) {
      if (batch.length === 1 || isTransient(error)) {
        for (const { reject } of batch) reject(error);
        return;
      }
      const middle = Math.ceil(batch.length / 2);
      await this.#settle(batch.slice(0, middle));
      await this.#settle(batch.slice(middle));
    }
  }
}

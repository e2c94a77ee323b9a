import { ROOT_CONTEXT, context } from '@opentelemetry/api';
import { TransientError, isTransient } from '@throughline/messaging';

/** So many wait already that one more would wait too long. */
export class TooManyWaiting extends TransientError {
  override name = 'TooManyWaiting';
}

export interface BatcherSettings<Item, Outcome> {
  /** Does the work of a batch: one outcome per item, in their order. Throws when the batch fails as a whole. */
  work: (items: readonly Item[]) => Promise<readonly PromiseSettledResult<Outcome>[]>;
  /** Items of a batch at most. */
  size: number;
  /** Batches at work at a time. */
  underWay: number;
  /** Items that may wait for a batch. */
  waiting: number;
  /** Milliseconds from the beginning of a batch to that of the next, so that batches grow with the load. */
  apartMs: number;
  /**
   * Milliseconds that a batch of fewer items than the last one waits for those that are missing; 0 by default. Who was
   * answered together asks again nearly together, and would else be divided for good.
   */
  companyMs?: number;
}

interface Waiter<Item, Outcome> {
  item: Item;
  resolve: (outcome: Outcome) => void;
  reject: (reason: unknown) => void;
}

/**
 * Does the work of many callers together: a lone one's at once; what comes meanwhile makes the next batch. A batch
 * that fails for good is halved until what it fails of is alone, so work has to bear being done again.
 */
export class Batcher<Item, Outcome> {
  readonly #waiting: Waiter<Item, Outcome>[] = [];
  #underWay = 0;
  #soon: NodeJS.Immediate | undefined;
  #later: NodeJS.Timeout | undefined;
  #earliest = 0;
  /** When the first of those who wait came. */
  #came = 0;
  /** Items of the last batch. */
  #last = 0;

  constructor(private readonly settings: BatcherSettings<Item, Outcome>) {}

  /** @throws TooManyWaiting at once; what the item's own outcome is, or what its batch failed of */
  run(item: Item): Promise<Outcome> {
    if (this.#waiting.length >= this.settings.waiting)
      return Promise.reject(new TooManyWaiting(`${this.#waiting.length} wait already`));
    return new Promise((resolve, reject) => {
      if (this.#waiting.length === 0) this.#came = performance.now();
      this.#waiting.push({ item, resolve, reject });
      // A batch is in nobody's trace and request.
      context.with(ROOT_CONTEXT, () => this.#schedule());
    });
  }

  #schedule(): void {
    clearTimeout(this.#later);
    if (this.#soon || this.#waiting.length === 0 || this.#underWay >= this.settings.underWay) return;
    const due = Math.max(this.#earliest, this.#came) + this.#patience();
    const pause = due - performance.now();
    if (pause > 0) this.#later = setTimeout(() => this.#begin(), pause);
    else this.#soon = setImmediate(() => this.#begin());
  }

  /** For how long it is worth waiting for more; not once the last batch is past. */
  #patience(): number {
    const { apartMs, companyMs = 0 } = this.settings;
    return this.#waiting.length < this.#last && this.#came < this.#earliest + apartMs ? companyMs : 0;
  }

  #begin(): void {
    this.#soon = undefined;
    this.#underWay += 1;
    this.#earliest = performance.now() + this.settings.apartMs;
    const batch = this.#waiting.splice(0, this.settings.size);
    this.#last = batch.length;
    void this.#settle(batch).finally(() => {
      this.#underWay -= 1;
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

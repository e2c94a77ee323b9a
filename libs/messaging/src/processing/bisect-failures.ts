import { actionOn } from '../failure-policy.ts';
import type { Apply } from './apply.ts';
import { Breaker } from './breaker.ts';
import { halves } from './partition-batch.ts';
import type { PartitionBatch } from './partition-batch.ts';

/** How much larger, after each transaction, the next may be that was too large before. */
const growth = 1.01;

/**
 * Bisects batches as the failure policy says: applies the halves of what fails until the records that fail alone are
 * found, and applies those with their error, so that they are parked; and the halves of what is too much at once.
 */
export class Bisection {
  readonly #breaker = new Breaker();
  /** Most records that go into one transaction, as far as is known. */
  #most = Number.POSITIVE_INFINITY;

  /**
   * @param apply tries again itself what is to be tried again
   * @throws what stops the group, and failures that pass.
   */
  async apply(batches: readonly PartitionBatch[], apply: Apply): Promise<void> {
    const size = batches.reduce((sum, { entries }) => sum + entries.length, 0);
    const parts = halves(batches);
    if (parts && size > this.#most) return this.#applyEach(parts, apply);
    try {
      const suspects = suspectsIn(batches);
      this.#breaker.allow(suspects);
      await apply(batches);
      this.#breaker.applied(size, suspects.length);
      this.#most *= growth;
    } catch (error) {
      const action = actionOn(error);
      const isAtFault = action === 'park' || action === 'suspect';
      if (action === 'halve') this.#most = Math.max(1, size / 2);
      if (parts && (isAtFault || action === 'halve')) return this.#applyEach(parts, apply);
      const [batch] = batches;
      const only = batch?.entries[0];
      if (!isAtFault || batch === undefined || only === undefined || only.error !== undefined) throw error;
      const reason = error instanceof Error ? error : new Error(String(error));
      const suspects = action === 'suspect' ? [reason] : [];
      this.#breaker.allow(suspects);
      await apply([{ ...batch, entries: [{ raw: only.raw, error: reason }] }]);
      this.#breaker.applied(1, suspects.length);
    }
  }

  async #applyEach(parts: readonly (readonly PartitionBatch[])[], apply: Apply): Promise<void> {
    for (const part of parts) await this.apply(part, apply);
  }
}

/** Why records could not be decoded, where that may not be their fault. */
function suspectsIn(batches: readonly PartitionBatch[]): Error[] {
  return batches.flatMap(({ entries }) =>
    entries.flatMap(({ error }) => (error !== undefined && actionOn(error) === 'suspect' ? [error] : [])),
  );
}

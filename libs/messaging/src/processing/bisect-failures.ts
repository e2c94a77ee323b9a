import { OffsetMovedError, isTransient } from '../errors.ts';
import type { Apply } from './apply.ts';
import { halves } from './partition-batch.ts';
import type { PartitionBatch } from './partition-batch.ts';

/**
 * Bisects batches that fail permanently: applies the halves of what fails until the records that fail alone are found,
 * and applies those with their error, so that they are parked.
 */
export function bisecting(apply: Apply): Apply {
  return async function bisect(batches: readonly PartitionBatch[]): Promise<void> {
    try {
      await apply(batches);
    } catch (error) {
      if (isTransient(error) || error instanceof OffsetMovedError) throw error;
      const parts = halves(batches);
      if (parts) {
        await bisect(parts[0]);
        await bisect(parts[1]);
        return;
      }
      const [batch] = batches;
      const only = batch?.entries[0];
      if (batch === undefined || only === undefined || only.error !== undefined) throw error;
      const reason = error instanceof Error ? error : new Error(String(error));
      await apply([{ ...batch, entries: [{ raw: only.raw, error: reason }] }]);
    }
  };
}

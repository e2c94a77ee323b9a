import { PositionMovedError, isTransient } from './errors.ts';
import type { Apply } from './apply.ts';
import { halves } from './slice.ts';
import type { Slice } from './slice.ts';

/**
 * Narrows a permanent failure down: applies the halves of a slice that fails, until the records that fail alone are
 * found, and hands those on with their error, to be parked.
 */
export function narrowing(apply: Apply): Apply {
  return async function narrow(slice: Slice): Promise<void> {
    try {
      await apply(slice);
    } catch (error) {
      if (isTransient(error) || error instanceof PositionMovedError) throw error;
      const [only, ...others] = slice.entries;
      if (only === undefined) throw error;
      if (others.length > 0) {
        const [first, second] = halves(slice);
        await narrow(first);
        await narrow(second);
      } else if (only.error === undefined) {
        const reason = error instanceof Error ? error : new Error(String(error));
        await apply({ ...slice, entries: [{ raw: only.raw, error: reason }] });
      } else throw error;
    }
  };
}

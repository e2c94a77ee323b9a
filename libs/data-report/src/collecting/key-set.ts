import type { RawRecord } from '@throughline/connector';
import { DistinctSample } from './distinct-sample.ts';
import { flatRecord, textOf } from './flat-record.ts';

/** The keys that another reader has. */
export interface KeySet {
  /** Undefined where only a sample of the keys is held, and this one is not of it. */
  has(key: string): boolean | undefined;
  /** One key of so many is held. */
  readonly factor: number;
}

/**
 * Reads all records for the values of one column, which others refer to.
 * @param limit distinct keys that are held; beyond them, a sample
 */
export async function collectKeys(
  batches: AsyncIterable<readonly RawRecord[]>,
  column: string,
  limit = 1_000_000,
): Promise<KeySet> {
  const keys = new DistinctSample<true>(limit);
  for await (const batch of batches)
    for (const record of batch) {
      const key = textOf(flatRecord(record), column);
      if (key !== null) keys.entry(key, () => true);
    }
  return keys;
}

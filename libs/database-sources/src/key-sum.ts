import type { RawRecord } from '@throughline/connector';
import { rangeBits, rangeOf, recordHash } from './row-hash.ts';
import type { ReaderSettings } from './settings.ts';

/** What a sweep compares a record by: where its key is among all, and the hash that the database computes of it. */
export function keySum(
  reader: ReaderSettings,
): (sourceKey: string, record: RawRecord) => { range: number; high: bigint; low: bigint } {
  const hashOf = recordHash(reader);
  return (sourceKey, record) => {
    const { high, low } = hashOf(sourceKey, record);
    return { range: rangeOf(sourceKey, rangeBits), high, low };
  };
}

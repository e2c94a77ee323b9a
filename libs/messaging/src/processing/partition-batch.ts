import type { TopicName } from '@throughline/events';
import type { Entry } from '../records/decode.ts';

/** Consecutive records of one partition that are applied in one transaction, which moves the stored offset `from` → `to`. */
export interface PartitionBatch {
  readonly topic: TopicName;
  readonly partition: number;
  readonly from: number;
  readonly to: number;
  readonly entries: readonly Entry[];
}

/** The topics of several batches. */
export function topicsOf(batches: readonly PartitionBatch[]): TopicName[] {
  return [...new Set(batches.map(({ topic }) => topic))];
}

/** The two halves of several batches, or of one with several entries; undefined when there is nothing to divide. */
export function halves(
  batches: readonly PartitionBatch[],
): [readonly PartitionBatch[], readonly PartitionBatch[]] | undefined {
  if (batches.length > 1) {
    const middle = batches.length >> 1;
    return [batches.slice(0, middle), batches.slice(middle)];
  }
  const [batch] = batches;
  const middle = (batch?.entries.length ?? 0) >> 1;
  const at = batch?.entries[middle]?.raw.offset;
  if (batch === undefined || middle === 0 || at === undefined) return undefined;
  return [
    [{ ...batch, to: at, entries: batch.entries.slice(0, middle) }],
    [{ ...batch, from: at, entries: batch.entries.slice(middle) }],
  ];
}

import { LogMismatchError } from '../errors.ts';
import type { Kafka } from '../kafka/kafka.ts';
import { type FetchedBatch, type LogRange, topicPartitionKey } from '../kafka/types.ts';
import type { StoredOffset } from '../processing/stored-offsets.ts';

/** @throws LogMismatchError when a stored offset lies outside of the log. */
export function assertInside(group: string, { topic, partition, low, high }: LogRange, offset: number): void {
  if (offset >= low && offset <= high) return;
  throw new LogMismatchError(
    `${group} stands at ${offset} of ${topic}/${partition}, whose log has ${low} to ${high}`,
    'Run `throughline doctor` to see what differs, and `throughline doctor --adopt` to read this log anew',
  );
}

/** @throws LogMismatchError when any stored offset lies outside of its log. */
export function assertAllInside(
  group: string,
  ranges: readonly LogRange[],
  offsets: readonly StoredOffset[],
): void {
  for (const range of ranges) {
    const at = offsets.find((p) => p.topic === range.topic && p.partition === range.partition);
    if (at !== undefined) assertInside(group, range, at.nextOffset);
  }
}

/**
 * Decides whether a batch may be applied at an offset. The client fetches before a seek has taken effect, skips offsets
 * that compaction removed, and resets itself silently when an offset is out of range.
 */
export class SeekGuard {
  readonly #group: string;
  readonly #kafka: Kafka;
  readonly #strays = new Map<string, number>();

  constructor(group: string, kafka: Kafka) {
    this.#group = group;
    this.#kafka = kafka;
  }

  /** To be called for a new assignment. */
  reset(): void {
    this.#strays.clear();
  }

  /**
   * A batch must begin at the offset or before it, and end after it: one that begins later may lack records.
   * @returns false when the batch must be dropped and the offset seeked again.
   * @throws LogMismatchError when the offset lies outside of the log.
   */
  async accepts(batch: FetchedBatch, offset: number): Promise<boolean> {
    const { topic, partition, fetchedOffset, nextOffset } = batch;
    if (fetchedOffset <= offset && nextOffset > offset) {
      this.#strays.delete(topicPartitionKey(topic, partition));
      return true;
    }
    const before = nextOffset <= offset;
    if (!before && this.#strays.get(topicPartitionKey(topic, partition)) !== offset) {
      this.#strays.set(topicPartitionKey(topic, partition), offset);
      return false;
    }
    const { ranges, leaderless } = await this.#kafka.reachable([topic]);
    if (leaderless.some((r) => r.partition === partition)) return false;
    const range = ranges.find((r) => r.partition === partition);
    if (range !== undefined) assertInside(this.#group, range, offset);
    return !before;
  }
}

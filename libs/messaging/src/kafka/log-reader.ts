import { randomUUID } from 'node:crypto';
import { TransientError } from '../errors.ts';
import type { Kafka } from './kafka.ts';
import { type RawRecord, noLeader } from './types.ts';

/**
 * Reads a topic from the given offsets (by partition; the others are left out) to the present log ends, in a group of
 * its own. `each` is called for one partition after the other, and no more is fetched before it has done with what was.
 * @throws what `each` throws, the reason of the signal, and TransientError when one of the partitions has no leader
 */
export async function readLog(
  kafka: Kafka,
  topic: string,
  from: ReadonlyMap<number, number>,
  each: (partition: number, records: readonly RawRecord[]) => void | Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  const ends = new Map<number, number>();
  const open = new Set<number>();
  const { ranges, leaderless } = await kafka.reachable([topic]);
  const lacking = leaderless.find(({ partition }) => from.has(partition));
  if (lacking) throw new TransientError(noLeader(lacking));
  for (const { partition, low, high } of ranges) {
    ends.set(partition, high);
    if (Math.max(from.get(partition) ?? high, low) < high) open.add(partition);
  }
  if (open.size === 0) return;
  const finished = Promise.withResolvers<void>();
  signal?.addEventListener('abort', () => finished.reject(signal.reason), { once: true });
  let last: Promise<void> = Promise.resolve();
  const start = (partition: number): number => from.get(partition) ?? ends.get(partition) ?? 0;
  const member = await kafka.join(`reader.${randomUUID()}`, [topic], {
    joined: (joined, partitions) => {
      for (const { partition } of partitions) joined.seek(topic, partition, start(partition));
    },
    batch: async ({ partition, records, nextOffset }) => {
      const end = ends.get(partition) ?? 0;
      if (!open.has(partition)) return nextOffset;
      const wanted = records.filter(({ offset }) => offset >= start(partition) && offset < end);
      if (wanted.length > 0)
        try {
          const read = wanted.map((record) => record.read());
          await (last = last.then(() => each(partition, read)));
        } catch (error) {
          finished.reject(error);
          return undefined;
        }
      if (nextOffset >= end) open.delete(partition);
      if (open.size === 0) finished.resolve();
      return nextOffset;
    },
    crashed: finished.reject,
  });
  await finished.promise.finally(() => member.stop());
}

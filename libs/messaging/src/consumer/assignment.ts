import { TransientError } from '../errors.ts';
import { type LogRange, type TopicPartition, noLeader } from '../kafka/types.ts';
import { type StoredOffset, loadOffsets, storedOffsets } from '../processing/stored-offsets.ts';
import type { GroupConsumerSettings } from './group-consumer-settings.ts';
import { assertAllInside, assertInside } from './seek-guard.ts';

/** Where a group begins in the partitions that were assigned to it. */
export interface Starts {
  readonly starts: readonly StoredOffset[];
  /** Partitions that were added to a topic; they are read once what was there `before` has been. */
  readonly added: readonly LogRange[];
  readonly before: readonly LogRange[];
}

/**
 * Checks the stored offsets of assigned partitions against the log.
 * @throws LogMismatchError when one lies outside of it; TransientError when a partition has no leader, and where the group
 * begins there is not stored yet.
 */
export async function startsOf(
  { group, topics, kafka, cluster, dataSource, limit, restored }: GroupConsumerSettings,
  partitions: readonly TopicPartition[],
): Promise<Starts> {
  await cluster.check({ fresh: true });
  await restored?.requireNoneAhead();
  const { ranges, leaderless } = await kafka.reachable(topics);
  const stored = await (limit ? storedOffsets(dataSource, group) : loadOffsets(dataSource, group, ranges));
  const starts = partitions.flatMap((one) => {
    const range = ranges.find(isSame(one));
    const lacking = leaderless.find(isSame(one));
    const at = stored.find(isSame(one));
    // Nobody would come back to it.
    if (at === undefined && lacking && !limit) throw new TransientError(noLeader(lacking));
    if (at === undefined) return [];
    if (range) assertInside(group, range, at.nextOffset);
    // What comes of one that has no leader yet goes through the guard.
    return range || lacking ? [at] : [];
  });
  const isKnown = (range: LogRange) => stored.some(isSame(range));
  const added = limit ? [] : ranges.filter((range) => !isKnown(range));
  return { starts, added, before: ranges.filter(isKnown) };
}

/** @throws LogMismatchError while stored offsets, or the database as a whole, do not agree with the log. */
export async function requireAgreement({
  group,
  topics,
  kafka,
  cluster,
  dataSource,
  restored,
}: GroupConsumerSettings): Promise<void> {
  await cluster.check({ fresh: true });
  const { ranges } = await kafka.reachable(topics);
  assertAllInside(group, ranges, await storedOffsets(dataSource, group));
  await restored?.requireNoneAhead();
}

function isSame(one: TopicPartition): (other: TopicPartition) => boolean {
  return ({ topic, partition }) => topic === one.topic && partition === one.partition;
}

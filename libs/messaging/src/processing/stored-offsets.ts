import type { DataSource, Tx } from '@throughline/persistence';
import { OffsetMovedError } from '../errors.ts';
import type { LogRange } from '../kafka/types.ts';

/** The offset that a group handles next in one partition. */
export interface StoredOffset {
  readonly topic: string;
  readonly partition: number;
  readonly nextOffset: number;
}

/** A step of a stored offset, in one partition of a topic. */
export interface OffsetMove {
  readonly topic: string;
  readonly partition: number;
  readonly from: number;
  readonly to: number;
}

const moveAll = `
  UPDATE kernel.consumer_positions p SET next_offset = m.ahead, moved_at = now()
  FROM unnest($2::text[], $3::integer[], $4::bigint[], $5::bigint[]) AS m (topic, partition, behind, ahead)
  WHERE p.group_id = $1 AND p.topic = m.topic AND p.partition = m.partition AND p.next_offset = m.behind
  RETURNING p.topic, EXISTS (
    SELECT FROM kernel.parked_records r
    WHERE r.group_id = $1 AND r.topic = p.topic AND r.status = 'parked') AS parked`;

export interface MovedOffsets {
  /** Topics of which the group has parked records. */
  readonly withParked: ReadonlySet<string>;
}

/**
 * Moves stored offsets by compare-and-set; the first statement of the transaction that writes the effects, so that a
 * consumer that lost a partition writes nothing.
 * @throws OffsetMovedError when any of them is not the expected one.
 */
export async function moveOffsets(
  tx: Tx,
  group: string,
  moves: readonly OffsetMove[],
): Promise<MovedOffsets> {
  // Sorted, so that two consumers that believe they own the same partitions do not deadlock.
  const sorted = moves.toSorted((a, b) =>
    a.topic < b.topic ? -1 : a.topic > b.topic ? 1 : a.partition - b.partition,
  );
  const rows = await tx.query<{ topic: string; parked: boolean }>(moveAll, [
    group,
    sorted.map(({ topic }) => topic),
    sorted.map(({ partition }) => partition),
    sorted.map(({ from }) => from),
    sorted.map(({ to }) => to),
  ]);
  if (rows.length < moves.length) {
    const expected = sorted.map(({ topic, partition, from }) => `${topic}/${partition} at ${from}`);
    throw new OffsetMovedError(`${group} no longer stands where it did: ${expected.join(', ')}`);
  }
  return { withParked: new Set(rows.filter(({ parked }) => parked).map(({ topic }) => topic)) };
}

/**
 * Stored offsets of a group; of a topic that it has never read, it begins at the first offset that is still in the log.
 * Partitions that were added to a topic since have none yet; see {@link openAdded}.
 */
export async function loadOffsets(
  dataSource: DataSource,
  group: string,
  ranges: readonly LogRange[],
): Promise<StoredOffset[]> {
  const known = new Set((await storedOffsets(dataSource, group)).map(({ topic }) => topic));
  await begin(
    dataSource,
    group,
    ranges.filter(({ topic }) => !known.has(topic)),
  );
  return storedOffsets(dataSource, group);
}

/**
 * Has a group begin with partitions that were added to a topic, once it has read those from before up to `ends`: what
 * is in the log there of a key is older than what follows in its new partition.
 * @returns whether it has
 */
export async function openAdded(
  dataSource: DataSource,
  group: string,
  added: readonly LogRange[],
  ends: readonly LogRange[],
): Promise<boolean> {
  const stored = await storedOffsets(dataSource, group);
  const isRead = ends.every(({ topic, partition, high }) =>
    stored.some((one) => one.topic === topic && one.partition === partition && one.nextOffset >= high),
  );
  if (isRead) await begin(dataSource, group, added);
  return isRead;
}

async function begin(dataSource: DataSource, group: string, ranges: readonly LogRange[]): Promise<void> {
  if (ranges.length === 0) return;
  await dataSource.query(
    `INSERT INTO kernel.consumer_positions (group_id, topic, partition, next_offset)
     SELECT $1, * FROM unnest($2::text[], $3::integer[], $4::bigint[]) ON CONFLICT DO NOTHING`,
    [
      group,
      ranges.map(({ topic }) => topic),
      ranges.map(({ partition }) => partition),
      ranges.map(({ low }) => low),
    ],
  );
}

/** Stored offsets of a group. */
export async function storedOffsets(
  from: Pick<DataSource, 'query'> | Tx,
  group: string,
): Promise<StoredOffset[]> {
  const query = from.query.bind(from) as Tx['query'];
  return query<StoredOffset & object>(
    `SELECT topic, partition, next_offset AS "nextOffset" FROM kernel.consumer_positions
     WHERE group_id = $1 ORDER BY topic, partition`,
    [group],
  );
}

/** Stored offset of a group in one partition; 0 where there is none yet. */
export async function storedOffset(
  dataSource: DataSource,
  groupId: string,
  topic: string,
  partition: number,
): Promise<number> {
  const offsets = await storedOffsets(dataSource, groupId);
  return offsets.find((p) => p.topic === topic && p.partition === partition)?.nextOffset ?? 0;
}

/** Locks a stored offset for the rest of the transaction, against consumers and other operators. */
export async function lockOffset(tx: Tx, group: string, topic: string, partition: number): Promise<void> {
  await tx.query(
    `SELECT FROM kernel.consumer_positions WHERE group_id = $1 AND topic = $2 AND partition = $3 FOR UPDATE`,
    [group, topic, partition],
  );
}

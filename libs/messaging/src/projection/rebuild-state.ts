import type { TopicName } from '@throughline/events';
import type { Tx } from '@throughline/persistence';
import { backOff } from '../back-off.ts';
import type { LogRange } from '../kafka/types.ts';

const longestHoldMs = 5_000;

/** Group under which a rebuild stores its offsets. */
export function shadowOf(group: string): string {
  return `${group}.rebuild`;
}

/** Stores offsets of a rebuild at the beginning of the log, for the partitions that the live group reads. */
export async function beginShadow(tx: Tx, live: string, ranges: readonly LogRange[]): Promise<void> {
  await tx.query(
    `INSERT INTO kernel.consumer_positions (group_id, topic, partition, next_offset)
     SELECT $1, topic, partition, least(u.low, p.next_offset)
     FROM unnest($2::text[], $3::integer[], $4::bigint[]) AS u (topic, partition, low)
     JOIN kernel.consumer_positions p USING (topic, partition) WHERE p.group_id = $5`,
    [
      shadowOf(live),
      ranges.map(({ topic }) => topic),
      ranges.map(({ partition }) => partition),
      ranges.map(({ low }) => low),
      live,
    ],
  );
}

/** Deletes everything that the kernel stores for a group. */
export async function deleteGroupState(tx: Tx, group: string): Promise<void> {
  for (const table of ['consumer_positions', 'handled_versions', 'parked_records'])
    await tx.query(`DELETE FROM kernel.${table} WHERE group_id = $1`, [group]);
}

/** Gives the live group the rebuild's handled versions and parked records; what operators skipped stays. */
export async function promoteShadow(tx: Tx, live: string, shadow: string): Promise<void> {
  await tx.query('DELETE FROM kernel.handled_versions WHERE group_id = $1', [live]);
  await tx.query('UPDATE kernel.handled_versions SET group_id = $1 WHERE group_id = $2', [live, shadow]);
  await tx.query(`DELETE FROM kernel.parked_records WHERE group_id = $1 AND status <> 'skipped'`, [live]);
  await tx.query('UPDATE kernel.parked_records SET group_id = $1 WHERE group_id = $2', [live, shadow]);
  await tx.query('DELETE FROM kernel.consumer_positions WHERE group_id = $1', [shadow]);
}

/**
 * Waits a few seconds for a rebuild to reach the live group's offsets, and no longer than it is read.
 * @returns whether it did.
 */
export async function equalWithin(
  tx: Tx,
  topics: readonly TopicName[],
  live: string,
  shadow: string,
  signal: AbortSignal,
  isRead: () => boolean,
): Promise<boolean> {
  const end = performance.now() + longestHoldMs;
  for (;;) {
    const [row] = await tx.query<{ equal: boolean }>(
      `SELECT NOT EXISTS (
           SELECT FROM kernel.consumer_positions l
           LEFT JOIN kernel.consumer_positions b
             ON b.group_id = $2 AND b.topic = l.topic AND b.partition = l.partition
           WHERE l.group_id = $1 AND l.topic = ANY($3::text[]) AND b.next_offset IS DISTINCT FROM l.next_offset) AS equal`,
      [live, shadow, topics],
    );
    if (row?.equal === true) return true;
    if (performance.now() > end || signal.aborted || !isRead()) return false;
    await backOff(0, signal);
  }
}

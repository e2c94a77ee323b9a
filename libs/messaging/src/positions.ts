import type { DataSource, Tx } from '@throughline/persistence';
import { PositionMovedError } from './errors.ts';
import type { LogRange } from './log.ts';

/** Where a group stands in one partition: the offset to be handled next. */
export interface Position {
  readonly topic: string;
  readonly partition: number;
  readonly nextOffset: number;
}

const moveIt = `
  UPDATE kernel.consumer_positions SET next_offset = $5, moved_at = now()
  WHERE group_id = $1 AND topic = $2 AND partition = $3 AND next_offset = $4
  RETURNING EXISTS (
    SELECT FROM kernel.parked_records p WHERE p.group_id = $1 AND p.topic = $2 AND p.status = 'parked') AS parked`;

/**
 * Moves a position by compare-and-set; the first statement of the transaction that writes the effects, so that
 * whoever lost the partition writes nothing.
 * @returns whether the group has parked records of the topic.
 * @throws PositionMovedError when it is not where we expect it.
 */
export async function movePosition(
  tx: Tx,
  group: string,
  topic: string,
  partition: number,
  from: number,
  to: number,
): Promise<{ parked: boolean }> {
  const [row] = await tx.query<{ parked: boolean }>(moveIt, [group, topic, partition, from, to]);
  if (row === undefined)
    throw new PositionMovedError(`${group}: ${topic}/${partition} is no longer at ${from}`);
  return row;
}

/** Positions of a group; those it has not yet begin at the first offset that is still there. */
export async function loadPositions(
  dataSource: DataSource,
  group: string,
  ranges: readonly LogRange[],
): Promise<Position[]> {
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
  return storedPositions(dataSource, group);
}

/** Positions of a group as stored. */
export async function storedPositions(
  from: Pick<DataSource, 'query'> | Tx,
  group: string,
): Promise<Position[]> {
  const query = from.query.bind(from) as Tx['query'];
  return query<Position & object>(
    `SELECT topic, partition, next_offset AS "nextOffset" FROM kernel.consumer_positions
     WHERE group_id = $1 ORDER BY topic, partition`,
    [group],
  );
}

/** Holds a position for the rest of the transaction, against consumers and other operators. */
export async function lockPosition(tx: Tx, group: string, topic: string, partition: number): Promise<void> {
  await tx.query(
    `SELECT FROM kernel.consumer_positions WHERE group_id = $1 AND topic = $2 AND partition = $3 FOR UPDATE`,
    [group, topic, partition],
  );
}

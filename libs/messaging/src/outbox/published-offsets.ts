import type { TopicName } from '@throughline/events';
import type { Connection, DataSource, Tx } from '@throughline/persistence';
import type { LogRange } from '../kafka/types.ts';

/** The log end of a partition after the last acknowledged send to it. */
export interface PublishedOffset {
  topic: TopicName;
  partition: number;
  next_offset: number;
}

/** Published offsets of all partitions, as stored in the database. */
export async function publishedOffsets(dataSource: DataSource): Promise<PublishedOffset[]> {
  return dataSource.query<PublishedOffset[]>(
    `SELECT topic, partition, max(next_offset)::bigint AS next_offset
     FROM (SELECT topic, partition, next_offset FROM kernel.published
           UNION ALL SELECT topic, partition, next_offset FROM kernel.log_ends) AS ends
     GROUP BY topic, partition ORDER BY topic, partition`,
  );
}

/** Sets the published offsets to these log ends: everything before them counts as published by this database. */
export async function setPublishedOffsets(tx: Tx, ranges: readonly Omit<LogRange, 'low'>[]): Promise<void> {
  const columns = [ranges.map((r) => r.topic), ranges.map((r) => r.partition), ranges.map((r) => r.high)];
  await tx.query(
    `DELETE FROM kernel.log_ends e USING unnest($1::text[], $2::integer[]) AS r (topic, partition)
     WHERE e.topic = r.topic AND e.partition = r.partition`,
    columns.slice(0, 2),
  );
  await tx.query(
    `INSERT INTO kernel.published (topic, partition, next_offset)
     SELECT * FROM unnest($1::text[], $2::integer[], $3::bigint[])
     ON CONFLICT (topic, partition) DO UPDATE SET next_offset = excluded.next_offset`,
    columns,
  );
}

/** Deletes the log ends that a higher one has taken the place of. */
export async function deleteOldLogEnds(session: Connection): Promise<void> {
  await session.query(
    `DELETE FROM kernel.log_ends e
     USING (SELECT topic, partition, max(next_offset) AS newest FROM kernel.log_ends GROUP BY 1, 2) AS n
     WHERE e.topic = n.topic AND e.partition = n.partition AND e.next_offset < n.newest`,
  );
}

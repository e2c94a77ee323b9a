import type { TopicName } from '@throughline/events';
import type { DataSource, Tx } from '@throughline/persistence';
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
    'SELECT topic, partition, next_offset FROM kernel.published ORDER BY topic, partition',
  );
}

/** Sets the published offsets to these log ends: everything before them counts as published by this database. */
export async function setPublishedOffsets(tx: Tx, ranges: readonly Omit<LogRange, 'low'>[]): Promise<void> {
  await tx.query(
    `INSERT INTO kernel.published (topic, partition, next_offset)
     SELECT * FROM unnest($1::text[], $2::integer[], $3::bigint[])
     ON CONFLICT (topic, partition) DO UPDATE SET next_offset = excluded.next_offset`,
    [ranges.map((r) => r.topic), ranges.map((r) => r.partition), ranges.map((r) => r.high)],
  );
}

import type { TopicName } from '@throughline/events';
import type { DataSource, Tx } from '@throughline/persistence';
import type { LogRange } from '../kafka/types.ts';

/** Where the log ended after the last acknowledged send to a partition. */
export interface PublishedOffset {
  topic: TopicName;
  partition: number;
  next_offset: number;
}

/** Where the log ended after the last acknowledged sends, as the database knows it. */
export async function publishedOffsets(dataSource: DataSource): Promise<PublishedOffset[]> {
  return dataSource.query<PublishedOffset[]>(
    'SELECT topic, partition, next_offset FROM kernel.published ORDER BY topic, partition',
  );
}

/** From now on everything before these ends is known. */
export async function setPublishedOffsets(tx: Tx, ranges: readonly Omit<LogRange, 'low'>[]): Promise<void> {
  await tx.query(
    `INSERT INTO kernel.published (topic, partition, next_offset)
     SELECT * FROM unnest($1::text[], $2::integer[], $3::bigint[])
     ON CONFLICT (topic, partition) DO UPDATE SET next_offset = excluded.next_offset`,
    [ranges.map((r) => r.topic), ranges.map((r) => r.partition), ranges.map((r) => r.high)],
  );
}

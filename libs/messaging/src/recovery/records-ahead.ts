import { topics } from '@throughline/events';
import type { TopicName } from '@throughline/events';
import type { DataSource } from '@throughline/persistence';
import type { Kafka } from '../kafka/kafka.ts';
import { readLog } from '../kafka/log-reader.ts';
import type { LogRange, RawRecord } from '../kafka/types.ts';
import { type PublishedOffset, publishedOffsets } from '../outbox/published-offsets.ts';
import { sequenceOf } from '../processing/parking.ts';
import { sourceOf } from '../records/headers.ts';

/** A record of ours in the log that this database does not know: it was published after the state restored here. */
export interface RecordAhead {
  readonly topic: TopicName;
  readonly partition: number;
  readonly key: string;
  readonly sequence: number;
  /** The record itself, where it was requested. */
  readonly raw?: RawRecord;
}

/** A service, its database, and the topics that are its own. */
export interface Publishing {
  readonly service: string;
  readonly dataSource: DataSource;
  readonly kafka: Kafka;
  readonly own: readonly TopicName[];
}

/** The topics that a service owns according to the catalogue. */
export function topicsOwnedBy(service: string): TopicName[] {
  return Object.values(topics)
    .filter(({ owner }) => owner === service)
    .map(({ name }) => name);
}

/**
 * Records on a service's own topics that its database does not know it sent. Records of other sources do not count.
 * @param withRecords topics of which the records themselves are returned
 */
export async function recordsAhead(
  { service, dataSource, kafka, own }: Publishing,
  withRecords?: ReadonlySet<TopicName>,
): Promise<RecordAhead[]> {
  const ranges = await kafka.ranges(own);
  const before = await publishedOffsets(dataSource);
  const found: (RecordAhead & { id: string })[] = [];
  for (const topic of own)
    await readLog(kafka, topic, startsOf(topic, ranges, before), (partition, raw) => {
      const { ce_source: source, ce_id: id = '' } = raw.headers;
      const sequence = sequenceOf(raw);
      if (source === sourceOf(service) && sequence !== undefined)
        found.push({ topic, partition, key: raw.key, sequence, id, ...(withRecords?.has(topic) && { raw }) });
    });
  if (found.length === 0) return [];
  // Sent and not yet deleted, or sent once more by a relay or a broker that was late.
  const accounted = await dataSource.query<{ event_id: string }[]>(
    `SELECT event_id FROM kernel.outbox WHERE event_id::text = ANY($1::text[])
     UNION ALL SELECT event_id FROM kernel.sent WHERE event_id::text = ANY($1::text[])
     UNION ALL SELECT unnest(in_doubt) FROM kernel.relay`,
    [found.map(({ id }) => id)],
  );
  const ids = new Set(accounted.map(({ event_id }) => event_id));
  const after = await publishedOffsets(dataSource);
  // What the relay has sent meanwhile is known by now, or is still in the outbox.
  return found.filter(({ topic, id }) => !ids.has(id) && isUnchanged(topic, before, after));
}

function startsOf(
  topic: TopicName,
  ranges: readonly LogRange[],
  published: readonly PublishedOffset[],
): Map<number, number> {
  return new Map(
    ranges
      .filter((range) => range.topic === topic)
      .map(({ partition }) => [
        partition,
        published.find((p) => p.topic === topic && p.partition === partition)?.next_offset ?? 0,
      ]),
  );
}

function isUnchanged(
  topic: TopicName,
  before: readonly PublishedOffset[],
  after: readonly PublishedOffset[],
): boolean {
  const of = (rows: readonly PublishedOffset[]): string =>
    JSON.stringify(rows.filter((row) => row.topic === topic).map((row) => [row.partition, row.next_offset]));
  return of(before) === of(after);
}

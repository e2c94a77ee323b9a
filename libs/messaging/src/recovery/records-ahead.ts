import { topics } from '@throughline/events';
import type { TopicName } from '@throughline/events';
import type { DataSource } from '@throughline/persistence';
import { sourceOf } from '../records/headers.ts';
import type { Kafka } from '../kafka/kafka.ts';
import type { LogRange, RawRecord } from '../kafka/types.ts';
import { readLog } from '../kafka/log-reader.ts';
import { sequenceOf } from '../processing/parking.ts';
import { type PublishedOffset, publishedOffsets } from '../outbox/published-offsets.ts';

/** A record in the log of which this database knows nothing: it was published after the state restored here. */
export interface UnknownRecord {
  readonly topic: TopicName;
  readonly partition: number;
  readonly key: string;
  readonly sequence: number;
  /** The record itself, where it was asked for. */
  readonly raw?: RawRecord;
}

/** A service, its database, and the topics that are its own. */
export interface Publishing {
  readonly service: string;
  readonly dataSource: DataSource;
  readonly kafka: Kafka;
  readonly own: readonly TopicName[];
}

/** The topics that a service owns, as the catalogue of topics says. */
export function topicsOwnedBy(service: string): TopicName[] {
  return Object.values(topics)
    .filter(({ owner }) => owner === service)
    .map(({ name }) => name);
}

/**
 * Records of a service's own topics that its database does not know it sent. What somebody else wrote is none.
 * @param whole topics of which the records themselves are wanted
 */
export async function unknownRecords(
  { service, dataSource, kafka, own }: Publishing,
  whole?: ReadonlySet<TopicName>,
): Promise<UnknownRecord[]> {
  const ranges = await kafka.ranges(own);
  const before = await publishedOffsets(dataSource);
  const unknown: (UnknownRecord & { id: string })[] = [];
  for (const topic of own)
    await readLog(kafka, topic, startsOf(topic, ranges, before), (partition, raw) => {
      const { ce_source: source, ce_id: id = '' } = raw.headers;
      const sequence = sequenceOf(raw);
      if (source === sourceOf(service) && sequence !== undefined)
        unknown.push({ topic, partition, key: raw.key, sequence, id, ...(whole?.has(topic) && { raw }) });
    });
  if (unknown.length === 0) return [];
  // Sent but not yet deleted, or sent once more by a relay that woke late or a broker that did.
  const accounted = await dataSource.query<{ event_id: string }[]>(
    `SELECT event_id FROM kernel.outbox WHERE event_id::text = ANY($1::text[])
     UNION ALL SELECT event_id FROM kernel.sent WHERE event_id::text = ANY($1::text[])
     UNION ALL SELECT unnest(in_doubt) FROM kernel.relay`,
    [unknown.map(({ id }) => id)],
  );
  const ids = new Set(accounted.map(({ event_id }) => event_id));
  const after = await publishedOffsets(dataSource);
  // What the relay has sent meanwhile is known by now, or still waits to be deleted.
  return unknown.filter(({ topic, id }) => !ids.has(id) && same(topic, before, after));
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

function same(
  topic: TopicName,
  before: readonly PublishedOffset[],
  after: readonly PublishedOffset[],
): boolean {
  const of = (rows: readonly PublishedOffset[]): string =>
    JSON.stringify(rows.filter((row) => row.topic === topic).map((row) => [row.partition, row.next_offset]));
  return of(before) === of(after);
}

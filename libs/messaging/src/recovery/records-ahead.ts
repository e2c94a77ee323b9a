import { topics } from '@throughline/events';
import type { TopicName } from '@throughline/events';
import type { DataSource } from '@throughline/persistence';
import type { Kafka } from '../kafka/kafka.ts';
import { readLog } from '../kafka/log-reader.ts';
import type { LogRange, RawRecord } from '../kafka/types.ts';
import { type PublishedOffset, publishedOffsets } from '../outbox/published-offsets.ts';
import { sequenceOf } from '../records/headers.ts';
import { sourceOf } from '../records/headers.ts';

/** A record of ours in the log that this database does not know: it was published after the state restored here. */
export interface RecordAhead {
  readonly topic: TopicName;
  readonly partition: number;
  readonly sequence: number;
  readonly raw: RawRecord;
}

/** Records ahead on one topic. */
export interface TopicAhead {
  readonly topic: TopicName;
  readonly records: number;
  readonly highest: number;
  /** Keys and versions of the first ones. */
  readonly examples: readonly string[];
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

const mostExamples = 5;

/** The topics that have records ahead of the database. @param ranges of the partitions to be read */
export async function topicsAhead(
  publishing: Publishing,
  ranges: readonly LogRange[],
): Promise<TopicAhead[]> {
  const found: TopicAhead[] = [];
  for (const topic of publishing.own) {
    let [records, highest] = [0, 1];
    const examples: string[] = [];
    await readAhead(publishing, topic, ranges, async (ahead) => {
      records += ahead.length;
      for (const { raw, sequence } of ahead) {
        highest = Math.max(highest, sequence);
        if (examples.length < mostExamples) examples.push(`${raw.key} version ${sequence}`);
      }
    });
    if (records > 0) found.push({ topic, records, highest, examples });
  }
  return found;
}

/**
 * Reads the records on one of a service's own topics that its database does not know it sent, as many at once as are
 * fetched at once. Records of other sources do not count.
 * @param ranges of the partitions to be read
 */
export async function readAhead(
  { service, dataSource, kafka }: Publishing,
  topic: TopicName,
  ranges: readonly LogRange[],
  each: (records: readonly RecordAhead[]) => Promise<void>,
): Promise<void> {
  const before = await publishedOffsets(dataSource);
  await readLog(kafka, topic, startsOf(topic, ranges, before), async (partition, raws) => {
    const ours = raws.flatMap((raw) => {
      const sequence = sequenceOf(raw);
      const isOurs = raw.headers['ce_source'] === sourceOf(service) && sequence !== undefined;
      return isOurs ? [{ topic, partition, sequence, raw }] : [];
    });
    if (ours.length === 0) return;
    const ids = await accountedFor(
      dataSource,
      ours.map(({ raw }) => idOf(raw)),
    );
    // What the relay has sent meanwhile is known by now, or is still in the outbox.
    if (!isUnchanged(topic, before, await publishedOffsets(dataSource))) return;
    const ahead = ours.filter(({ raw }) => !ids.has(idOf(raw)));
    if (ahead.length > 0) await each(ahead);
  });
}

function idOf({ headers }: RawRecord): string {
  return headers['ce_id'] ?? '';
}

/** Events that were sent and not yet deleted, or sent once more by a relay or a broker that was late. */
async function accountedFor(dataSource: DataSource, ids: readonly string[]): Promise<Set<string>> {
  const rows = await dataSource.query<{ event_id: string }[]>(
    `SELECT event_id FROM kernel.outbox WHERE event_id::text = ANY($1::text[])
     UNION ALL SELECT event_id FROM kernel.sent WHERE event_id::text = ANY($1::text[])
     UNION ALL SELECT unnest(in_doubt) FROM kernel.relay`,
    [ids],
  );
  return new Set(rows.map(({ event_id }) => event_id));
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

import { topics } from '@throughline/events';
import type { TopicName } from '@throughline/events';
import type { Connection } from '@throughline/persistence';
import { logger } from '@throughline/telemetry';
import type { Kafka } from '../kafka/kafka.ts';
import { readLog } from '../kafka/log-reader.ts';
import { topicPartitionKey } from '../kafka/types.ts';
import { sequenceOf } from '../records/headers.ts';
import { sourceOf } from '../records/headers.ts';
import type { SentRow } from './sent-archive.ts';

const lookEveryMs = 60_000;

/** Records that one partition has and that this relay did not send, from one offset to before another. */
interface Gap {
  readonly topic: TopicName;
  readonly partition: number;
  readonly from: number;
  readonly to: number;
}

/** A record in a gap. */
interface Late {
  readonly key: string;
  readonly sequence: number;
  readonly offset: number;
}

/**
 * Notices what another relay still sent after it had lost the lock, as one that was frozen in between does: then the log
 * goes on at another offset than where this one left it. Of a state topic compaction would keep such an older record, so
 * the newest of its key is said again.
 */
export class ForeignRecords {
  readonly #session: Connection;
  readonly #kafka: Kafka;
  readonly #service: string;
  /** Where each partition goes on if nobody else sends. */
  readonly #ends = new Map<string, { topic: TopicName; partition: number; next: number }>();
  #looked = Number.NEGATIVE_INFINITY;

  constructor(session: Connection, { kafka, service }: { kafka: Kafka; service: string }) {
    this.#session = session;
    this.#kafka = kafka;
    this.#service = service;
  }

  /** Takes notice of an acknowledgement. @returns whether something is to be said again, and is in the outbox */
  async acknowledged(rows: readonly SentRow[]): Promise<boolean> {
    const gaps: Gap[] = [];
    for (const { topic, partition, offset } of rows) {
      if (partition === undefined || offset === undefined) continue;
      const key = topicPartitionKey(topic, partition);
      const from = this.#ends.get(key)?.next;
      if (from !== undefined && from < offset)
        gaps.push({ topic: topic as TopicName, partition, from, to: offset });
      this.#ends.set(key, { topic: topic as TopicName, partition, next: offset + 1 });
    }
    return this.#mend(gaps);
  }

  /** Looks, once a minute, at the log ends themselves: a late record may be the last one of its partition for long. */
  async look(own: readonly TopicName[]): Promise<boolean> {
    if (performance.now() - this.#looked < lookEveryMs) return false;
    this.#looked = performance.now();
    const gaps: Gap[] = [];
    for (const { topic, partition, high } of await this.#kafka.ranges(own)) {
      const key = topicPartitionKey(topic, partition);
      const from = this.#ends.get(key)?.next;
      if (from !== undefined && from < high)
        gaps.push({ topic: topic as TopicName, partition, from, to: high });
      this.#ends.set(key, { topic: topic as TopicName, partition, next: high });
    }
    return this.#mend(gaps);
  }

  async #mend(gaps: readonly Gap[]): Promise<boolean> {
    let again = 0;
    for (const gap of gaps) {
      const { topic, partition, from, to } = gap;
      logger.warn(
        { topic, partition, from, to },
        'The log has records that were not acknowledged to this relay',
      );
      if (topics[topic].kind === 'state') again += await this.#sayNewestAgain(gap);
    }
    return again > 0;
  }

  async #sayNewestAgain({ topic, partition, from, to }: Gap): Promise<number> {
    const late: Late[] = [];
    await readLog(this.#kafka, topic, new Map([[partition, from]]), (_, records) => {
      for (const { key, offset, headers } of records) {
        const sequence = sequenceOf({ headers });
        if (offset < to && sequence !== undefined && headers['ce_source'] === sourceOf(this.#service))
          late.push({ key, sequence, offset });
      }
    });
    const [row] = await this.#session.query<{ n: number }>(
      `WITH newest AS (
         SELECT DISTINCT ON (s.key) s.*, u.late_sequence, u.late_offset
         FROM kernel.sent s
         JOIN (SELECT key, max(sequence) AS late_sequence, max("offset") AS late_offset
               FROM unnest($2::text[], $3::bigint[], $4::bigint[]) AS u (key, sequence, "offset") GROUP BY key) AS u
           USING (key)
         WHERE s.topic = $1 ORDER BY s.key, s.sequence DESC, s."offset" DESC
       ), added AS (
         INSERT INTO kernel.outbox (topic, key, partition_key, type, sequence, time, payload, event_id, traceparent)
         SELECT topic, key, partition_key, type, sequence, time, payload, event_id, traceparent
         FROM newest WHERE sequence > late_sequence AND "offset" < late_offset
         RETURNING 1
       )
       SELECT count(*)::integer AS n FROM added`,
      [
        topic,
        late.map(({ key }) => key),
        late.map(({ sequence }) => sequence),
        late.map(({ offset }) => offset),
      ],
    );
    return row?.n ?? 0;
  }
}

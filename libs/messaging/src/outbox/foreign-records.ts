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
/** Longest time for reading what is in one gap. */
const readTimeoutMs = 60_000;

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
 * the newest of its key is said again. That takes its time beside the relay, which goes on. A request of this relay that
 * has failed may be in the log as well, and is read with the rest: nothing newer lies before it, so nothing comes of it.
 */
export class ForeignRecords {
  readonly #session: Connection;
  readonly #kafka: Kafka;
  readonly #service: string;
  /** Where each partition goes on if nobody else sends. */
  readonly #ends = new Map<string, { topic: TopicName; partition: number; next: number }>();
  readonly #saidAgain: () => void;
  /** Gaps that are still to be read. */
  readonly #gaps: Gap[] = [];
  #isMending = false;
  #looked = Number.NEGATIVE_INFINITY;

  /** @param saidAgain called when there are rows in the outbox that say the newest again */
  constructor(
    session: Connection,
    { kafka, service }: { kafka: Kafka; service: string },
    saidAgain: () => void,
  ) {
    this.#session = session;
    this.#kafka = kafka;
    this.#service = service;
    this.#saidAgain = saidAgain;
  }

  /** Takes notice of an acknowledgement. */
  acknowledged(rows: readonly SentRow[]): void {
    const gaps: Gap[] = [];
    for (const { topic, partition, offset } of rows) {
      if (partition === undefined || offset === undefined) continue;
      const key = topicPartitionKey(topic, partition);
      const from = this.#ends.get(key)?.next;
      if (from !== undefined && from < offset)
        gaps.push({ topic: topic as TopicName, partition, from, to: offset });
      this.#ends.set(key, { topic: topic as TopicName, partition, next: offset + 1 });
    }
    this.#note(gaps);
  }

  /** Looks, once a minute, at the log ends themselves: a late record may be the last one of its partition for long. */
  async look(own: readonly TopicName[]): Promise<void> {
    if (performance.now() - this.#looked < lookEveryMs) return;
    this.#looked = performance.now();
    const gaps: Gap[] = [];
    for (const { topic, partition, high } of (await this.#kafka.reachable(own)).ranges) {
      const key = topicPartitionKey(topic, partition);
      const from = this.#ends.get(key)?.next;
      if (from !== undefined && from < high)
        gaps.push({ topic: topic as TopicName, partition, from, to: high });
      this.#ends.set(key, { topic: topic as TopicName, partition, next: high });
    }
    this.#note(gaps);
  }

  #note(gaps: readonly Gap[]): void {
    for (const gap of gaps) {
      logger.warn({ ...gap }, 'The log has records that were not acknowledged to this relay');
      if (topics[gap.topic].kind === 'state') this.#gaps.push(gap);
    }
    if (!this.#isMending) void this.#mend();
  }

  /** What could not be read is tried again with the next gap, or look. */
  async #mend(): Promise<void> {
    this.#isMending = true;
    for (let gap = this.#gaps[0]; gap; gap = this.#gaps[0])
      try {
        if ((await this.#sayNewestAgain(gap)) > 0) this.#saidAgain();
        this.#gaps.shift();
      } catch (error) {
        logger.warn({ err: error, ...gap }, 'What another relay has sent cannot be read yet');
        break;
      }
    this.#isMending = false;
  }

  async #sayNewestAgain({ topic, partition, from, to }: Gap): Promise<number> {
    const late: Late[] = [];
    await readLog(
      this.#kafka,
      topic,
      new Map([[partition, from]]),
      (_, records) => {
        for (const { key, offset, headers } of records) {
          const sequence = sequenceOf({ headers });
          if (offset < to && sequence !== undefined && headers['ce_source'] === sourceOf(this.#service))
            late.push({ key, sequence, offset });
        }
      },
      AbortSignal.timeout(readTimeoutMs),
    );
    const [row] = await this.#session.query<{ n: number }>(
      `WITH newest AS (
         SELECT DISTINCT ON (s.key) s.*, u.late_sequence, u.late_offset
         FROM kernel.sent s
         JOIN (SELECT key, max(sequence) AS late_sequence, max("offset") AS late_offset
               FROM unnest($2::text[], $3::bigint[], $4::bigint[]) AS u (key, sequence, "offset") GROUP BY key) AS u
           USING (key)
         WHERE s.topic = $1 ORDER BY s.key, s.sequence DESC, s."offset" DESC
       ), added AS (
         INSERT INTO kernel.outbox (
           topic, key, partition_key, type, sequence, time, payload, event_id, traceparent, propagation_fields)
         SELECT topic, key, partition_key, type, sequence, time, payload, event_id, traceparent, propagation_fields
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

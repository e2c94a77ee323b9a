import type { Connection, DataSource, Tx } from '@throughline/persistence';
import type { Kafka } from '../kafka/kafka.ts';
import { type Leaderless, type LogRange, type RecordPosition, topicPartitionKey } from '../kafka/types.ts';
import { publishedOffsets } from './published-offsets.ts';

/** A row of the outbox after its round, and its record's position; without one when a newer row was sent instead. */
export interface SentRow extends Partial<RecordPosition> {
  readonly id: number;
  readonly topic: string;
}

/** Acknowledged records that are no longer in the log. */
export interface LostRange extends Pick<LogRange, 'topic' | 'partition' | 'high'> {
  /** The log end after the last acknowledged send. */
  readonly sentTo: number;
}

const lockTimeoutMs = 500;

const columns =
  'topic, key, partition_key, type, sequence, time, payload, event_id, traceparent, propagation_fields, created_at';

// Neither statement waits for the disk: when a crash undoes the deletion, the rows are only sent again. The log ends before
// are found by their ids, also while a snapshot keeps all of them.
const logEnds = `
  , ended AS (DELETE FROM kernel.log_ends WHERE id = ANY($5::bigint[]))
  INSERT INTO kernel.log_ends (topic, partition, next_offset)
  SELECT ends.* FROM unnest($2::text[], $3::integer[], $4::bigint[]) AS ends,
    (SELECT set_config('synchronous_commit', 'off', true)) AS for_this_statement
  RETURNING id, topic, partition`;

const deleteRows = `WITH deleted AS (DELETE FROM kernel.outbox WHERE id = ANY($1::bigint[])) ${logEnds}`;

// Ids are sorted, so that a row's index in the other arrays is found by binary search and not by a join.
const archiveRows = `
  WITH deleted AS (
    DELETE FROM kernel.outbox WHERE id = ANY($1::bigint[])
    RETURNING id, ${columns}, width_bucket(id, $1::bigint[]) AS n
  ), archived AS (
    INSERT INTO kernel.sent (period, partition, "offset", id, ${columns})
    SELECT $6, ($7::integer[])[n], ($8::bigint[])[n], id, ${columns}
    FROM deleted WHERE ($8::bigint[])[n] >= 0
  ) ${logEnds}`;

/**
 * Moves acknowledged rows from the outbox into an archive, where they stay for a while: a broker that lost its last
 * seconds, or was restored from a backup, is sent them again.
 */
export class SentArchive {
  readonly #keptMs: number;
  #period: number | undefined;
  /** Ids of the log ends that it has inserted last, by partition. */
  readonly #ends = new Map<string, number>();

  /** @param keptMs shortest time that records are kept, the longest is twice that; 0 keeps nothing. */
  constructor(keptMs: number) {
    this.#keptMs = keptMs;
  }

  /** Deletes rows from the outbox, once the log has them. @param rows sorted by id */
  async acknowledge(session: Connection, rows: readonly SentRow[]): Promise<void> {
    const ends = endsOf(rows);
    const of = [...ends.values()];
    const inserted = await this.#settle(session, rows, [
      rows.map(({ id }) => id),
      of.map(({ topic }) => topic),
      of.map(({ partition }) => partition),
      of.map(({ nextOffset }) => nextOffset),
      [...ends.keys()].flatMap((key) => this.#ends.get(key) ?? []),
    ]);
    for (const { id, topic, partition } of inserted) this.#ends.set(topicPartitionKey(topic, partition), id);
  }

  /** Removes what was kept for long enough, also while nothing is sent. @returns the present period */
  async removeExpired(session: Connection): Promise<number> {
    const period = this.#keptMs === 0 ? 0 : Math.floor(Date.now() / this.#keptMs);
    if (period !== this.#period) await truncateExpired(session, period);
    this.#period = period;
    return period;
  }

  async #settle(
    session: Connection,
    rows: readonly SentRow[],
    common: unknown[],
  ): Promise<{ id: number; topic: string; partition: number }[]> {
    if (this.#keptMs === 0) return session.query(deleteRows, common);
    const period = await this.removeExpired(session);
    return session.query(archiveRows, [
      ...common,
      period,
      rows.map(({ partition = -1 }) => partition),
      rows.map(({ offset = -1 }) => offset),
    ]);
  }
}

/** Partitions whose log ends before the last acknowledged record, and those of which it cannot be said. */
export async function lostRanges(
  dataSource: DataSource,
  kafka: Kafka,
): Promise<{ lost: LostRange[]; leaderless: Leaderless[] }> {
  const published = await publishedOffsets(dataSource);
  const { ranges, leaderless } = await kafka.reachable([...new Set(published.map(({ topic }) => topic))]);
  const without = new Set(leaderless.map(({ topic, partition }) => topicPartitionKey(topic, partition)));
  const lost = published.flatMap(({ topic, partition, next_offset: sentTo }) => {
    if (without.has(topicPartitionKey(topic, partition))) return [];
    const high = ranges.find((r) => r.topic === topic && r.partition === partition)?.high ?? 0;
    return high < sentTo ? [{ topic, partition, high, sentTo }] : [];
  });
  return { lost, leaderless };
}

/**
 * Moves the archived rows of lost records back into the outbox, unchanged; by their ids they leave before anything that
 * waits there.
 * @returns how many
 */
export async function requeue(tx: Tx, lost: readonly LostRange[]): Promise<number> {
  const [row] = await tx.query<{ n: number }>(
    `WITH requeued AS (
       DELETE FROM kernel.sent s USING unnest($1::text[], $2::integer[], $3::bigint[]) AS lost (topic, partition, high)
       WHERE s.topic = lost.topic AND s.partition = lost.partition AND s."offset" >= lost.high
       RETURNING s.*
     ), counted AS (
       UPDATE kernel.relay SET requeues = requeues + 1
     ), added AS (
       INSERT INTO kernel.outbox (id, ${columns}) OVERRIDING SYSTEM VALUE
       SELECT id, ${columns} FROM requeued ON CONFLICT DO NOTHING RETURNING id
     )
     SELECT count(*) AS n FROM added`,
    [lost.map(({ topic }) => topic), lost.map(({ partition }) => partition), lost.map(({ high }) => high)],
  );
  return row?.n ?? 0;
}

/**
 * Truncates the halves all of whose rows are older than the previous period: what could not be truncated in time, because
 * a backup was reading, has newer rows beside it, and stays until those have expired too.
 */
async function truncateExpired(session: Connection, period: number): Promise<void> {
  for (const wanted of [period, period - 1]) {
    const half = `kernel.sent_${wanted % 2 === 0 ? 'even' : 'odd'}`;
    const [found] = await session.query<{ expired: boolean | null }>(
      `SELECT max(period) < $1 AS expired FROM ${half}`,
      [wanted],
    );
    if (!found?.expired) continue;
    // Does not wait for readers such as a backup.
    await session.query(
      `DO $$ BEGIN PERFORM set_config('lock_timeout', '${lockTimeoutMs}', true); TRUNCATE ${half};
       EXCEPTION WHEN lock_not_available THEN NULL; END $$`,
    );
  }
}

interface LogEnd {
  topic: string;
  partition: number;
  nextOffset: number;
}

function endsOf(rows: readonly SentRow[]): Map<string, LogEnd> {
  const ends = new Map<string, LogEnd>();
  for (const { topic, partition, offset } of rows) {
    if (partition === undefined || offset === undefined) continue;
    const key = topicPartitionKey(topic, partition);
    const end = ends.get(key);
    if (end === undefined) ends.set(key, { topic, partition, nextOffset: offset + 1 });
    else end.nextOffset = Math.max(end.nextOffset, offset + 1);
  }
  return ends;
}

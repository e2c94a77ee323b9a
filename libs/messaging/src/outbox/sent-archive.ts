import type { Connection, DataSource, Tx } from '@throughline/persistence';
import type { Kafka } from '../kafka/kafka.ts';
import type { LogRange, RecordPosition } from '../kafka/types.ts';
import { publishedOffsets } from './published-offsets.ts';

/** A row of the outbox after its send, and where it lies in the log; nowhere when a newer one left in its place. */
export interface SentRow extends Partial<RecordPosition> {
  readonly id: number;
  readonly topic: string;
}

/** Records that were acknowledged, and the log has them no more. */
export interface LostRange extends Pick<LogRange, 'topic' | 'partition' | 'high'> {
  /** Where the log ended after the last acknowledged send. */
  readonly sentTo: number;
}

const longestWaitMs = 500;

const columns = 'topic, key, partition_key, type, sequence, time, payload, event_id, traceparent, created_at';

// Neither statement waits for the disk: a deletion that a crash undoes only has its rows sent again.
const published = `
  INSERT INTO kernel.published (topic, partition, next_offset)
  SELECT ends.* FROM unnest($2::text[], $3::integer[], $4::bigint[]) AS ends,
    (SELECT set_config('synchronous_commit', 'off', true)) AS for_this_statement
  ON CONFLICT (topic, partition) DO UPDATE SET next_offset = greatest(kernel.published.next_offset, excluded.next_offset)`;

const forget = `WITH deleted AS (DELETE FROM kernel.outbox WHERE id = ANY($1::bigint[])) ${published}`;

// Ids come in order, so that a row finds its place in the other arrays by halving, and not by a join.
const keep = `
  WITH deleted AS (
    DELETE FROM kernel.outbox WHERE id = ANY($1::bigint[])
    RETURNING id, ${columns}, width_bucket(id, $1::bigint[]) AS n
  ), kept AS (
    INSERT INTO kernel.sent (period, partition, "offset", id, ${columns})
    SELECT $5, ($6::integer[])[n], ($7::bigint[])[n], id, ${columns}
    FROM deleted WHERE ($7::bigint[])[n] >= 0
  ) ${published}`;

/**
 * What a relay has sent is deleted from the outbox, and kept aside for a while: a broker that lost its last seconds,
 * or was put back to a backup, is given it again.
 */
export class SentRecords {
  readonly #keptMs: number;
  #period: number | undefined;

  /** @param keptMs how long at least; twice as long at most; 0 keeps nothing. */
  constructor(keptMs: number) {
    this.#keptMs = keptMs;
  }

  /** Deletes rows, in order of their ids, from the outbox, once the log has them. */
  async settle(session: Connection, rows: readonly SentRow[]): Promise<void> {
    const ends = [...endsOf(rows).values()];
    const common = [
      rows.map(({ id }) => id),
      ends.map(({ topic }) => topic),
      ends.map(({ partition }) => partition),
      ends.map(({ nextOffset }) => nextOffset),
    ];
    if (this.#keptMs === 0) {
      await session.query(forget, common);
      return;
    }
    const period = Math.floor(Date.now() / this.#keptMs);
    if (period !== this.#period) await makeRoom(session, period);
    this.#period = period;
    await session.query(keep, [
      ...common,
      period,
      rows.map(({ partition = -1 }) => partition),
      rows.map(({ offset = -1 }) => offset),
    ]);
  }
}

/** Partitions that end before what was acknowledged. */
export async function lostRanges(dataSource: DataSource, kafka: Kafka): Promise<LostRange[]> {
  const published = await publishedOffsets(dataSource);
  const ranges = await kafka.ranges([...new Set(published.map(({ topic }) => topic))]);
  return published.flatMap(({ topic, partition, next_offset: sentTo }) => {
    const high = ranges.find((r) => r.topic === topic && r.partition === partition)?.high ?? 0;
    return high < sentTo ? [{ topic, partition, high, sentTo }] : [];
  });
}

/**
 * Puts what is kept of lost records back into the outbox, as they were, before anything that waits there.
 * @returns how many
 */
export async function sendAgain(tx: Tx, lost: readonly LostRange[]): Promise<number> {
  const [row] = await tx.query<{ n: number }>(
    `WITH again AS (
       DELETE FROM kernel.sent s USING unnest($1::text[], $2::integer[], $3::bigint[]) AS lost (topic, partition, high)
       WHERE s.topic = lost.topic AND s.partition = lost.partition AND s."offset" >= lost.high
       RETURNING s.*
     ), added AS (
       INSERT INTO kernel.outbox (id, ${columns}) OVERRIDING SYSTEM VALUE
       SELECT id, ${columns} FROM again ON CONFLICT DO NOTHING RETURNING id
     )
     SELECT count(*) AS n FROM added`,
    [lost.map(({ topic }) => topic), lost.map(({ partition }) => partition), lost.map(({ high }) => high)],
  );
  return row?.n ?? 0;
}

/** Empties the halves that earlier periods than this one and the one before have filled. */
async function makeRoom(session: Connection, period: number): Promise<void> {
  for (const wanted of [period, period - 1]) {
    const half = `kernel.sent_${wanted % 2 === 0 ? 'even' : 'odd'}`;
    const [oldest] = await session.query<{ period: number }>(`SELECT period FROM ${half} LIMIT 1`);
    if (oldest === undefined || oldest.period >= wanted) continue;
    // Whoever reads it, as a backup does, is not waited for: what is too old may stay for another period.
    await session.query(
      `DO $$ BEGIN PERFORM set_config('lock_timeout', '${longestWaitMs}', true); TRUNCATE ${half};
       EXCEPTION WHEN lock_not_available THEN NULL; END $$`,
    );
  }
}

interface End {
  topic: string;
  partition: number;
  nextOffset: number;
}

function endsOf(rows: readonly SentRow[]): Map<string, End> {
  const ends = new Map<string, End>();
  for (const { topic, partition, offset } of rows) {
    if (partition === undefined || offset === undefined) continue;
    const end = ends.get(`${topic} ${partition}`);
    if (end === undefined) ends.set(`${topic} ${partition}`, { topic, partition, nextOffset: offset + 1 });
    else end.nextOffset = Math.max(end.nextOffset, offset + 1);
  }
  return ends;
}

import { DecidedIds } from '@throughline/persistence';
import type { Connection } from '@throughline/persistence';
import type { OutboxRow } from './outbox-rows.ts';

/** Most rows of each lane in one round. */
export const rowsPerLane = { urgent: 500, other: 2_000 } as const;
const bytesPerRound = 900_000;

const columns = `
  o.id, o.topic, o.key, o.partition_key, o.type, o.sequence, o.payload, o.event_id, o.traceparent, o.propagation_fields,
  to_char(o.time AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS time,
  floor(extract(epoch FROM o.created_at) * 1000)::double precision AS created`;
const bytes = 'sum(coalesce(octet_length(payload), 0) + 300)';

// What is in flight is left out after the limit, by a hash of it: an index scan that stops is all there is to do before.
const lane = (which: string, limit: number | string): string => `
  (SELECT * FROM (
     SELECT * FROM kernel.outbox WHERE ${which} AND NOT held AND id > $1
     ORDER BY id LIMIT ${limit} + cardinality($2::bigint[])) AS o
   WHERE NOT EXISTS (SELECT FROM unnest($2::bigint[]) AS f (id) WHERE f.id = o.id)
   ORDER BY id LIMIT ${limit})`;

// One statement, and so one snapshot, for rows and state. The oldest rows that nobody holds, never "id above what was
// sent": ids are assigned before the commit. Nothing is skipped but what is in flight and what is known to be no more.
const oldestRows = `
  SELECT ${columns}, o.urgent,
    CASE WHEN coalesce(o.n, 1) = 1 THEN concat_ws(' ', r.requeues, coalesce(o.found, 0), coalesce(o.oldest, 0)) END AS state
  FROM kernel.relay r LEFT JOIN (
    SELECT o.*, count(*) OVER () AS found, min(id) OVER () AS oldest, row_number() OVER w AS n,
      ${bytes} OVER w AS bytes
    FROM (${lane('urgent', rowsPerLane.urgent)} UNION ALL ${lane('NOT urgent', '$3::integer')}) AS o
    WINDOW w AS (ORDER BY urgent DESC, id)
  ) AS o ON o.bytes <= ${bytesPerRound} OR o.n = 1
  ORDER BY o.n`;

const oldestOfPartition = `
  SELECT ${columns}
  FROM (
    SELECT o.*, row_number() OVER w AS n, ${bytes} OVER w AS bytes
    FROM (SELECT * FROM kernel.outbox WHERE topic = $1 AND held_partition = $2 AND held
          ORDER BY id LIMIT ${rowsPerLane.other}) AS o
    WINDOW w AS (ORDER BY id)
  ) AS o WHERE o.bytes <= ${bytesPerRound} OR o.n = 1
  ORDER BY o.id`;

/** The oldest rows that wait for a partition, as many as fit into one request. */
export function oldestHeld(session: Connection, topic: string, partition: number): Promise<OutboxRow[]> {
  return session.query<OutboxRow>(oldestOfPartition, [topic, partition]);
}

/** What was read for one round. */
export interface OutboxRead {
  /** Urgent ones first; within a lane, and so within a topic, by id. */
  readonly rows: OutboxRow[];
  /** Whether there are more of them, or may be. */
  readonly more: boolean;
  /** How many of them are urgent. */
  readonly urgent: number;
  /** When they were asked for, by `performance.now()`: the session, and its lock, lived then. */
  readonly at: number;
}

interface ReadRow extends OutboxRow {
  urgent: boolean;
  state: string | null;
}

/**
 * Reads the oldest rows of the outbox. Begins behind those that are known to be gone: their versions stay in the way for
 * as long as anybody holds a snapshot, and a round that passes them over takes longer with each.
 */
export class OutboxReader {
  readonly #session: Connection;
  readonly #decided = new DecidedIds('kernel.outbox');
  /** No row up to this id waits. */
  #done = 0;
  #requeues: number | undefined;

  constructor(session: Connection) {
    this.#session = session;
  }

  /**
   * The oldest rows but for these, which are in flight.
   * @param other most rows that are not urgent
   */
  async next(inFlight: readonly number[], other: number = rowsPerLane.other): Promise<OutboxRead> {
    for (;;) {
      // What is learnt from this read holds for the next: rows may have been committed since its snapshot.
      const decided = this.#decided.upTo;
      const at = performance.now();
      const read = await this.#session.query<ReadRow>(oldestRows, [this.#done, inFlight, other]);
      const [requeues = 0, found = 0, oldest = 0] = (read[0]?.state ?? '').split(' ').map(Number);
      // Rows have come back with ids of their own: they may be below.
      const isKnown = this.#requeues === undefined || this.#requeues === requeues;
      this.#requeues = requeues;
      if (!isKnown) {
        this.again();
        continue;
      }
      const rows = read.filter(({ id }) => id !== null);
      const waiting = [...inFlight, ...(rows.length > 0 ? [oldest] : [])];
      // What was not asked for may wait below.
      if (other > 0) this.#done = waiting.reduce((lowest, id) => Math.min(lowest, id - 1), decided);
      if (rows.length > 0) await this.#decided.look((sql, params) => this.#session.query(sql, params));
      const more = found > rows.length || found >= Math.min(rowsPerLane.urgent, other);
      return { rows, more, urgent: rows.filter(({ urgent }) => urgent).length, at };
    }
  }

  /** Begins with the first row again. */
  again(): void {
    this.#done = 0;
  }
}

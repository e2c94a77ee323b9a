import { topics } from '@throughline/events';
import type { RecordName, TopicName } from '@throughline/events';
import type { RecordPosition } from '../kafka/types.ts';
import type { SentRow } from './sent-archive.ts';

/** A row of the outbox as the relay reads it. */
export interface OutboxRow {
  id: number;
  topic: TopicName;
  key: string;
  partition_key: string;
  type: RecordName;
  sequence: number;
  /** RFC 3339, formatted by the database, which is cheaper than parsing and formatting it here. */
  time: string;
  payload: Buffer | null;
  event_id: string;
  traceparent: string | null;
  created: number;
  /** How many rows the round considered, including those that did not fit into it. */
  found: number;
}

/** Largest number of rows sent in one round. */
export const rowsPerRound = 2_000;
const bytesPerRound = 900_000;

// The oldest rows, never "id above a cursor": ids are assigned before the commit.
export const oldestRows = `
  SELECT id, topic, key, partition_key, type, sequence, payload, event_id, traceparent,
    to_char(time AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS time,
    floor(extract(epoch FROM created_at) * 1000)::double precision AS created, found
  FROM (
    SELECT o.*, count(*) OVER () AS found, sum(coalesce(octet_length(payload), 0) + 300) OVER (ORDER BY id) AS bytes, min(id) OVER () AS oldest
    FROM (SELECT * FROM kernel.outbox ORDER BY id LIMIT ${rowsPerRound}) o
  ) AS o
  WHERE bytes <= ${bytesPerRound} OR id = oldest
  ORDER BY id`;

/** The rows of a round with the positions of those that were sent. */
export function withPositions(
  rows: readonly OutboxRow[],
  sent: readonly OutboxRow[],
  positions: readonly RecordPosition[],
): SentRow[] {
  let next = 0;
  return rows.map((row) => {
    const { id, topic } = row;
    return row === sent[next] ? { id, topic, ...positions[next++] } : { id, topic };
  });
}

/** Without rows of state topics that a newer row of their key supersedes: only the newest version counts there. */
export function withoutSuperseded(rows: readonly OutboxRow[]): OutboxRow[] {
  const newest = new Map<string, OutboxRow>();
  for (const row of rows) {
    const key = `${row.topic} ${row.key}`;
    if (row.sequence >= (newest.get(key)?.sequence ?? Number.NEGATIVE_INFINITY)) newest.set(key, row);
  }
  return rows.filter(
    (row) => topics[row.topic].kind === 'log' || newest.get(`${row.topic} ${row.key}`) === row,
  );
}

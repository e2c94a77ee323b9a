import { topics } from '@throughline/events';
import type { RecordName, TopicName } from '@throughline/events';
import type { PropagationFields } from '@throughline/telemetry';
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
  propagation_fields: PropagationFields | null;
  created: number;
}

/** The rows with the positions of those that were sent, by id. */
export function withPositions(
  rows: readonly OutboxRow[],
  sent: readonly OutboxRow[],
  positions: readonly RecordPosition[],
): SentRow[] {
  const found = new Map(sent.map((row, index) => [row, positions[index]]));
  return rows
    .map((row) => ({ id: row.id, topic: row.topic, ...found.get(row) }))
    .toSorted((a, b) => a.id - b.id);
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

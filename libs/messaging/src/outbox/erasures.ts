import { topics } from '@throughline/events';
import type { RecordName, TopicName } from '@throughline/events';
import type { Tx } from '@throughline/persistence';

/** Of a row for the outbox, what decides whether it erases somebody. */
export interface Erasable {
  readonly topic: TopicName;
  readonly key: string;
  readonly partitionKey: string | null;
  readonly type: RecordName;
  readonly sequence: number;
  readonly time: string;
  /** Null for a tombstone. */
  readonly payload: Buffer | null;
}

/** Most tombstones that are said again in one transaction. */
const pageSize = 1_000;

const forgetSent = `
  DELETE FROM kernel.sent s USING unnest($1::text[], $2::text[]) AS e (topic, key)
  WHERE s.topic = e.topic AND s.key = e.key`;

const note = `
  INSERT INTO kernel.erasures AS k (topic, key, partition_key, type, sequence, time)
  SELECT e.topic, key, partition_key, type, sequence + coalesce(s.shift, 0), time
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::timestamptz[])
         AS e (topic, key, partition_key, type, sequence, time)
       LEFT JOIN kernel.sequence_shifts s ON s.topic = e.topic
  ORDER BY topic, key
  ON CONFLICT (topic, key) DO UPDATE SET sequence = excluded.sequence, time = excluded.time, said_at = now()`;

const takeBack = `
  DELETE FROM kernel.erasures k USING unnest($1::text[], $2::text[]) AS e (topic, key)
  WHERE k.topic = e.topic AND k.key = e.key`;

// Nobody else has them at the same time, and whoever comes back meanwhile waits, and is behind its tombstone.
const sayAgain = `
  WITH due AS (
    DELETE FROM kernel.erasures WHERE (topic, key) IN (
      SELECT topic, key FROM kernel.erasures WHERE said_at < $1 ORDER BY said_at LIMIT ${pageSize} FOR UPDATE SKIP LOCKED)
    RETURNING topic, key, partition_key, type, sequence, time)
  INSERT INTO kernel.outbox (topic, key, partition_key, type, sequence, time)
  SELECT topic, key, partition_key, type, sequence, time FROM due RETURNING id`;

/**
 * Before rows are added to the outbox: what the archive has of those who are erased by them goes, and their tombstones
 * are noted, to be said again. Whoever is there again is noted no more, or a tombstone would come behind it.
 */
export async function noteErasures(tx: Tx, rows: readonly Erasable[]): Promise<void> {
  const newest = new Map<string, Erasable>();
  for (const row of rows) if (topics[row.topic].personal) newest.set(`${row.topic} ${row.key}`, row);
  if (newest.size === 0) return;
  const { erased = [], there = [] } = Object.groupBy(newest.values(), ({ payload }) =>
    payload === null ? 'erased' : 'there',
  );
  // Nothing can have been erased of what is said for the first time.
  const again = there.filter(({ sequence }) => sequence > 1);
  if (again.length > 0) await tx.query(takeBack, keysOf(again));
  if (erased.length === 0) return;
  await tx.query(forgetSent, keysOf(erased));
  await tx.query(note, [
    ...keysOf(erased),
    erased.map(({ key, partitionKey }) => partitionKey ?? key),
    erased.map(({ type }) => type),
    erased.map(({ sequence }) => sequence),
    erased.map(({ time }) => time),
  ]);
}

/** Adds tombstones to the outbox once more that were said before an instant, at most a page. @returns whether there are more */
export async function sayErasuresAgain(tx: Tx, before: Date): Promise<boolean> {
  const said = await tx.query(sayAgain, [before]);
  return said.length === pageSize;
}

function keysOf(rows: readonly Erasable[]): string[][] {
  return [rows.map(({ topic }) => topic), rows.map(({ key }) => key)];
}

import { topics } from '@throughline/events';
import type { TopicName } from '@throughline/events';
import type { Tx } from '@throughline/persistence';
import type { RawRecord } from '../kafka/types.ts';
import { sequenceOf } from '../records/headers.ts';

/** A record to park, and why. */
export interface ToPark {
  readonly partition: number;
  readonly raw: RawRecord;
  readonly error: string;
  /** Parked only because an earlier record of its key is. */
  readonly behind: boolean;
}

const park = `
  INSERT INTO kernel.parked_records
    (group_id, topic, partition, "offset", key, type, sequence, headers, value, error, behind)
  SELECT $1, $2, * FROM unnest(
    $3::integer[], $4::bigint[], $5::text[], $6::text[], $7::bigint[], $8::jsonb[], $9::bytea[], $10::text[], $11::boolean[])
  ON CONFLICT (group_id, topic, partition, "offset") DO UPDATE
    SET error = excluded.error, behind = excluded.behind, status = 'parked', parked_at = now(), ended_at = NULL`;

/** Parks records as they were received, in the transaction that moves the stored offsets past them. */
export async function parkRecords(
  tx: Tx,
  group: string,
  topic: string,
  records: readonly ToPark[],
): Promise<void> {
  if (records.length === 0) return;
  await tx.query(park, [
    group,
    topic,
    records.map(({ partition }) => partition),
    records.map(({ raw }) => raw.offset),
    records.map(({ raw }) => raw.key),
    records.map(({ raw }) => raw.headers['ce_type'] ?? ''),
    records.map(({ raw }) => sequenceOf(raw) ?? null),
    records.map(({ raw }) => JSON.stringify(raw.headers)),
    records.map(({ raw }) => raw.value),
    records.map(({ error }) => error),
    records.map(({ behind }) => behind),
  ]);
}

/** Those of the keys that have parked records. */
export async function parkedKeys(
  tx: Tx,
  group: string,
  topic: string,
  keys: readonly string[],
): Promise<Set<string>> {
  const rows = await tx.query<{ key: string }>(
    `SELECT DISTINCT key FROM kernel.parked_records
     WHERE group_id = $1 AND topic = $2 AND status = 'parked' AND key = ANY($3::text[])`,
    [group, topic, keys],
  );
  return new Set(rows.map(({ key }) => key));
}

/**
 * SQL of the error of a record that has ended: where records are of persons, its class alone, because a message may quote
 * what was wrong.
 */
export function endedError(topic: TopicName): string {
  return topics[topic].personal ? `split_part(error, ':', 1)` : 'error';
}

/** Marks parked records of a state topic as superseded by newer records of their keys; what they said is not kept. */
export async function supersede(
  tx: Tx,
  group: string,
  topic: TopicName,
  records: readonly { key: string; sequence: number }[],
): Promise<void> {
  await tx.query(
    `UPDATE kernel.parked_records p SET status = 'superseded', ended_at = now(), value = NULL, error = ${endedError(topic)}
     FROM unnest($3::text[], $4::bigint[]) AS newer (key, sequence)
     WHERE p.group_id = $1 AND p.topic = $2 AND p.status = 'parked'
       AND p.key = newer.key AND (p.sequence IS NULL OR p.sequence < newer.sequence)`,
    [group, topic, records.map(({ key }) => key), records.map(({ sequence }) => sequence)],
  );
}

import type { Tx } from '@throughline/persistence';

/** Last handled version of each key, on a log topic. */
export async function handledVersions(
  tx: Tx,
  group: string,
  topic: string,
  keys: readonly string[],
): Promise<Map<string, number>> {
  const rows = await tx.query<{ key: string; sequence: number }>(
    'SELECT key, sequence FROM kernel.handled_versions WHERE group_id = $1 AND topic = $2 AND key = ANY($3::text[])',
    [group, topic, keys],
  );
  return new Map(rows.map(({ key, sequence }) => [key, sequence]));
}

/** Records the versions handled in this transaction, so that a duplicate has no effect. */
export async function recordHandledVersions(
  tx: Tx,
  group: string,
  topic: string,
  versions: ReadonlyMap<string, number>,
): Promise<void> {
  if (versions.size === 0) return;
  await tx.query(
    `INSERT INTO kernel.handled_versions AS v (group_id, topic, key, sequence)
     SELECT $1, $2, * FROM unnest($3::text[], $4::bigint[])
     ON CONFLICT (group_id, topic, key) DO UPDATE SET sequence = excluded.sequence
     WHERE v.sequence < excluded.sequence`,
    [group, topic, [...versions.keys()], [...versions.values()]],
  );
}

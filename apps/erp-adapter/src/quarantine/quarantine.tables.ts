import type { Tx } from '@throughline/persistence';
import type { Flow, Reading } from '../connectors/connector.ts';

/** A rule that a record of the back office breaks. */
export interface QuarantineEntry {
  flow: Flow;
  key: string;
  field: string;
  reason: string;
  severity: 'held' | 'warning';
  raw: Record<string, unknown>;
  firstSeen: Date;
  lastSeen: Date;
}

/** Makes the quarantine of some parents say what their readings say. */
export async function saveIssues(
  tx: Tx,
  flow: Flow,
  parents: readonly string[],
  readings: readonly Reading<unknown>[],
): Promise<void> {
  const entries = new Map(
    readings.flatMap(({ key, parent, raw, issues }) =>
      issues.map(
        (issue) => [`${key}|${issue.field}`, { key, parent, raw: JSON.stringify(raw), ...issue }] as const,
      ),
    ),
  );
  const list = [...entries.values()];
  const keys = list.map(({ key }) => key);
  const fields = list.map(({ field }) => field);
  await tx.query(
    `delete from quarantine q using unnest($2::text[]) p where q.flow = $1 and q.parent = p and not exists
       (select from unnest($3::text[], $4::text[]) as u (key, field) where u.key = q.key and u.field = q.field)`,
    [flow, parents, keys, fields],
  );
  if (list.length === 0) return;
  await tx.query(
    `insert into quarantine (flow, key, field, parent, reason, severity, raw, first_seen, last_seen)
     select $1, key, field, parent, reason, severity, raw::jsonb, now(), now()
     from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
          as u (key, field, parent, reason, severity, raw)
     on conflict (flow, key, field) do update
       set parent = excluded.parent, reason = excluded.reason, severity = excluded.severity, raw = excluded.raw,
           last_seen = excluded.last_seen`,
    [
      flow,
      keys,
      fields,
      list.map(({ parent }) => parent),
      list.map(({ reason }) => reason),
      list.map(({ severity }) => severity),
      list.map(({ raw }) => raw),
    ],
  );
}

const columns = `flow, key, field, reason, severity, raw, first_seen as "firstSeen", last_seen as "lastSeen"`;

/** Entries after one, in the order of their key. */
export async function findEntries(
  tx: Tx,
  {
    flows,
    after,
    limit,
  }: { flows: readonly Flow[]; after: readonly [string, string, string]; limit: number },
): Promise<QuarantineEntry[]> {
  return tx.query<QuarantineEntry>(
    `select ${columns} from quarantine where flow = any($1) and (flow, key, field) > ($2, $3, $4)
     order by quarantine.flow, key, field limit $5`,
    [flows, ...after, limit],
  );
}

/** Parents to read again: of some keys, or of everything in some flows. */
export async function parentsToRetry(
  tx: Tx,
  flows: readonly Flow[],
  keys: readonly string[] | null,
): Promise<{ flow: Flow; parent: string }[]> {
  return tx.query<{ flow: Flow; parent: string }>(
    `select distinct flow, parent from quarantine where flow = any($1) and ($2::text[] is null or key = any($2))`,
    [flows, keys],
  );
}

/** Records held back at present, by flow. */
export async function heldByFlow(tx: Tx): Promise<Map<string, number>> {
  const rows = await tx.query<{ flow: string; held: number }>(
    `select flow, count(distinct key) as held from quarantine where severity = 'held' group by flow`,
  );
  return new Map(rows.map(({ flow, held }) => [flow, held]));
}

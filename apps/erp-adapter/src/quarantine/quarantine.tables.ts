import type { Tx } from '@throughline/persistence';
import type { Flow } from '@throughline/connector';
import type { JudgedRecord } from '../mapping/judged-record.ts';
import { keptRow, keptText } from '../mapping/keepable.ts';

/** A rule that a record of the back office breaks. */
export interface QuarantineEntry {
  source: string;
  flow: Flow;
  key: string;
  field: string;
  reason: string;
  severity: 'held' | 'warning';
  raw: Record<string, unknown>;
  firstSeen: Date;
  lastSeen: Date;
}

/** Makes the quarantine of some sourceKeys say what their records say. */
export async function saveIssues(
  tx: Tx,
  source: string,
  flow: Flow,
  sourceKeys: readonly string[],
  records: readonly JudgedRecord<unknown>[],
): Promise<void> {
  const entries = new Map(
    records.flatMap(({ key, sourceKey, raw, issues }) =>
      issues.map(
        (issue) => [`${key}|${issue.field}`, { key, sourceKey, raw: keptRow(raw), ...issue }] as const,
      ),
    ),
  );
  const list = [...entries.values()];
  const keys = list.map(({ key }) => key);
  const fields = list.map(({ field }) => field);
  await tx.query(
    `delete from quarantine q using unnest($3::text[]) s
     where q.source = $1 and q.flow = $2 and q.parent = s and not exists
       (select from unnest($4::text[], $5::text[]) as u (key, field) where u.key = q.key and u.field = q.field)`,
    [source, flow, sourceKeys, keys, fields],
  );
  if (list.length === 0) return;
  await tx.query(
    `insert into quarantine (source, flow, key, field, parent, reason, severity, raw, awaits, first_seen, last_seen)
     select $1, $2, key, field, source_key, reason, severity, raw::jsonb, awaits, now(), now()
     from unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[])
          as u (key, field, source_key, reason, severity, raw, awaits)
     on conflict (source, flow, key, field) do update
       set parent = excluded.parent, reason = excluded.reason, severity = excluded.severity, raw = excluded.raw,
           awaits = excluded.awaits, last_seen = excluded.last_seen`,
    [
      source,
      flow,
      keys,
      fields,
      list.map(({ sourceKey }) => sourceKey),
      list.map(({ reason }) => keptText(reason)),
      list.map(({ severity }) => severity),
      list.map(({ raw }) => raw),
      list.map(({ awaits }) => awaits ?? null),
    ],
  );
}

const columns = `source, flow, key, field, reason, severity, raw, first_seen as "firstSeen", last_seen as "lastSeen"`;

/** Where a page of entries ends: source, flow, key and field. */
export type Cursor = readonly [string, string, string, string];

/** Entries after one, in the order of their key. */
export async function findEntries(
  tx: Tx,
  {
    sources,
    flows,
    cause,
    after,
    limit,
  }: {
    sources: readonly string[];
    flows: readonly Flow[];
    /** A part of the reason, in any case. */
    cause?: string | undefined;
    after: Cursor;
    limit: number;
  },
): Promise<QuarantineEntry[]> {
  return tx.query<QuarantineEntry>(
    `select ${columns} from quarantine
     where source = any($1) and flow = any($2) and (source, flow, key, field) > ($3, $4, $5, $6)
       and ($7::text is null or position(lower($7) in lower(reason)) > 0)
     order by quarantine.source, quarantine.flow, key, field limit $8`,
    [sources, flows, ...after, cause ?? null, limit],
  );
}

/** What is held for one reason, with one of the records. */
export interface HeldCause {
  source: string;
  flow: Flow;
  field: string;
  reason: string;
  severity: 'held' | 'warning';
  records: number;
  since: Date;
  /** Key of one of them. */
  example: string;
}

/** Reasons for which records are held or warned of, what holds most first. */
export async function findCauses(
  tx: Pick<Tx, 'query'>,
  { sources, flows, limit }: { sources: readonly string[]; flows: readonly Flow[]; limit: number },
): Promise<HeldCause[]> {
  return tx.query<HeldCause>(
    `select source, flow, field, reason, severity, count(*) as records, min(first_seen) as since, min(key) as example
     from quarantine where source = any($1) and flow = any($2)
     group by source, flow, field, reason, severity
     order by severity, records desc, quarantine.source, quarantine.flow, field, reason limit $3`,
    [sources, flows, limit],
  );
}

/** Records of a flow that are held. */
export interface HeldRecords {
  source: string;
  flow: string;
  records: number;
  since: Date;
}

/** Records of some sources that are held, by flow. */
export async function heldRecordsOf(
  tx: Pick<Tx, 'query'>,
  sources: readonly string[],
): Promise<HeldRecords[]> {
  return tx.query<HeldRecords>(
    `select source, flow, count(distinct key) as records, min(first_seen) as since from quarantine
     where severity = 'held' and source = any($1) group by source, flow order by source, flow`,
    [sources],
  );
}

/** Source keys to read again: of some keys, or of everything in some flows. */
export async function sourceKeysToRetry(
  tx: Tx,
  sources: readonly string[],
  flows: readonly Flow[],
  keys: readonly string[] | null,
): Promise<{ source: string; flow: Flow; sourceKey: string }[]> {
  return tx.query<{ source: string; flow: Flow; sourceKey: string }>(
    `select distinct source, flow, parent as "sourceKey" from quarantine
     where source = any($1) and flow = any($2) and ($3::text[] is null or key = any($3))`,
    [sources, flows, keys],
  );
}

/** Records of a source held back at present, by flow. */
export async function heldByFlow(tx: Tx, source: string): Promise<Map<string, number>> {
  const rows = await tx.query<{ flow: string; held: number }>(
    `select flow, count(distinct key) as held from quarantine
     where source = $1 and severity = 'held' group by flow`,
    [source],
  );
  return new Map(rows.map(({ flow, held }) => [flow, held]));
}

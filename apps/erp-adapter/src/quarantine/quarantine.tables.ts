import type { Tx } from '@throughline/persistence';
import type { Flow } from '@throughline/connector';
import type { JudgedRecord } from '../mapping/judged-record.ts';
import { workChannel } from '../sources/leadership.ts';
import { keptRow, keptText } from '../mapping/keepable.ts';
import { type CauseKind, causeOf, kindOf } from './cause.ts';

/** A rule that a record of the back office breaks. */
export interface QuarantineEntry {
  /** Of its record: the same for all rules that it breaks. */
  id: string;
  source: string;
  flow: Flow;
  key: string;
  field: string;
  /** Column of the source whose value it is about; null where that is none alone. */
  column: string | null;
  rule: string;
  kind: CauseKind;
  /** The same of all entries that one mend helps. */
  group: string;
  reason: string;
  severity: 'held' | 'warning';
  raw: Record<string, unknown>;
  firstSeen: Date;
  lastSeen: Date;
  /** Who looks after it. */
  assignee: string | null;
  ignored: boolean;
}

/** Makes the quarantine of some sourceKeys say what their records say. @returns whether anything was or is in it */
export async function saveIssues(
  tx: Tx,
  source: string,
  flow: Flow,
  sourceKeys: readonly string[],
  records: readonly JudgedRecord<unknown>[],
): Promise<boolean> {
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
  const mended = await tx.query(
    `delete from quarantine q using unnest($3::text[]) s
     where q.source = $1 and q.flow = $2 and q.parent = s and not exists
       (select from unnest($4::text[], $5::text[]) as u (key, field) where u.key = q.key and u.field = q.field)
     returning 1`,
    [source, flow, sourceKeys, keys, fields],
  );
  if (list.length === 0) return mended.length > 0;
  const causes = list.map(causeOf);
  await tx.query(
    `insert into quarantine (source, flow, key, field, parent, reason, severity, raw, awaits, rule, about, source_column,
       first_seen, last_seen)
     select $1, $2, key, field, source_key, reason, severity, raw::jsonb, awaits, rule, about, source_column, now(), now()
     from unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[],
                 $11::text[], $12::text[])
          as u (key, field, source_key, reason, severity, raw, awaits, rule, about, source_column)
     on conflict (source, flow, key, field) do update
       set parent = excluded.parent, reason = excluded.reason, severity = excluded.severity, raw = excluded.raw,
           awaits = excluded.awaits, rule = excluded.rule, about = excluded.about,
           source_column = excluded.source_column, last_seen = excluded.last_seen`,
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
      causes.map(({ rule }) => rule),
      causes.map(({ about }) => about && keptText(about)),
      list.map(({ column }) => (column === null || column === undefined ? null : keptText(column))),
    ],
  );
  return true;
}

const columns = `md5(q.source || E'\\n' || q.flow || E'\\n' || q.key) as id, q.source, q.flow, q.key, q.field,
  q.source_column as "column", q.rule, q.cause_group as "group", q.reason, q.severity, q.raw,
  q.first_seen as "firstSeen", q.last_seen as "lastSeen", e.assignee, e.ignored_because is not null as ignored`;
const joined = `quarantine q left join exceptions e on e.source = q.source and e.flow = q.flow and e.key = q.key`;

/** Where a page of entries ends: source, flow, key and field. */
export type Cursor = readonly [string, string, string, string];

export interface EntriesWanted {
  sources: readonly string[];
  flows: readonly Flow[];
  /** A part of the reason, in any case. */
  cause?: string | undefined;
  group?: string | undefined;
  assignee?: string | undefined;
  after: Cursor;
  limit: number;
}

/** Entries after one, in the order of their key. */
export async function findEntries(
  tx: Tx,
  { sources, flows, cause, group, assignee, after, limit }: EntriesWanted,
): Promise<QuarantineEntry[]> {
  const rows = await tx.query<Omit<QuarantineEntry, 'kind'>>(
    `select ${columns} from ${joined}
     where q.source = any($1) and q.flow = any($2) and (q.source, q.flow, q.key, q.field) > ($3, $4, $5, $6)
       and ($7::text is null or position(lower($7) in lower(q.reason)) > 0)
       and ($8::text is null or q.cause_group = $8) and ($9::text is null or e.assignee = $9)
     order by q.source, q.flow, q.key, q.field limit $10`,
    [sources, flows, ...after, cause ?? null, group ?? null, assignee ?? null, limit],
  );
  return rows.map(withKind);
}

/** All entries of a record, by its id. */
export async function entriesOf(tx: Tx, id: string): Promise<QuarantineEntry[]> {
  const rows = await tx.query<Omit<QuarantineEntry, 'kind'>>(
    `select ${columns} from exceptions e join quarantine q on q.source = e.source and q.flow = e.flow and q.key = e.key
     where e.id = $1 order by q.field`,
    [id],
  );
  return rows.map(withKind);
}

function withKind(row: Omit<QuarantineEntry, 'kind'>): QuarantineEntry {
  return { ...row, kind: kindOf(row.rule) };
}

/** Records of a flow that are held. */
export interface HeldRecords {
  source: string;
  flow: string;
  records: number;
  since: Date;
}

/** Records of some sources that are held, by flow, without those that may stay as they are. */
export async function heldRecordsOf(
  tx: Pick<Tx, 'query'>,
  sources: readonly string[],
): Promise<HeldRecords[]> {
  return tx.query<HeldRecords>(
    `select source, flow, count(distinct key) as records, min(first_seen) as since from quarantine q
     where severity = 'held' and source = any($1)
       and not exists (select from exceptions e where e.source = q.source and e.flow = q.flow and e.key = q.key
                       and e.ignored_because is not null)
     group by source, flow order by source, flow`,
    [sources],
  );
}

/** What is read again: of some flows all that is held, or some keys or a group of it. */
export interface RereadWanted {
  sources: readonly string[];
  flows: readonly Flow[];
  keys?: readonly string[] | undefined;
  group?: string | undefined;
}

/**
 * Has the rows of records that are held read again, in rounds of capture, as they stand in their source by then.
 * @returns how many
 */
export async function rereadHeld(tx: Tx, { sources, flows, keys, group }: RereadWanted): Promise<number> {
  const [asked] = await tx.query<{ rows: number }>(
    `with asked as (
       insert into rereads (source, flow, source_key)
       select distinct source, flow, parent from quarantine
       where source = any($1) and flow = any($2) and ($3::text[] is null or key = any($3))
         and ($4::text is null or cause_group = $4)
       returning 1)
     select count(*) as rows from asked`,
    [sources, flows, keys ?? null, group ?? null],
  );
  tx.notify(workChannel, '');
  return asked?.rows ?? 0;
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

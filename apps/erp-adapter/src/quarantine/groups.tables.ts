import type { Flow } from '@throughline/connector';
import type { Tx } from '@throughline/persistence';
import { type CauseKind, kindOf } from './cause.ts';

/** Records that one mend helps. */
export interface HeldGroup {
  group: string;
  source: string;
  flow: Flow;
  field: string;
  rule: string;
  kind: CauseKind;
  /** In the words of one of them. */
  reason: string;
  severity: 'held' | 'warning';
  records: number;
  /** Of these, records of which what was published before goes on to count. */
  published: number;
  /** Of these, records that a person has said may stay as they are. */
  ignored: number;
  /** Since when the oldest of them has been there. */
  since: Date;
  /** Keys of some. */
  examples: string[];
  /** Who looks after some of them. */
  assignees: string[];
  /** Records that nobody looks after. */
  unassigned: number;
}

export interface GroupsWanted {
  sources: readonly string[];
  flows: readonly Flow[];
  /** Only this one; undefined: all. */
  group?: string | undefined;
  limit: number;
}

/** Why records are held or warned of, what holds most first. */
export async function findGroups(
  tx: Pick<Tx, 'query'>,
  { sources, flows, group, limit }: GroupsWanted,
): Promise<HeldGroup[]> {
  const rows = await tx.query<Omit<HeldGroup, 'kind'>>(
    `with records as materialized (
       select q.cause_group, q.source, q.flow, q.key, min(q.parent) as parent, min(q.severity) as severity,
              min(q.rule) as rule, min(regexp_replace(q.field, '\\[[0-9]+\\]', '[]', 'g')) as field,
              min(q.reason) as reason, min(q.first_seen) as first_seen
       from quarantine q
       where q.source = any($1) and q.flow = any($2) and ($3::text is null or q.cause_group = $3)
       group by 1, 2, 3, 4
     )
     select q.cause_group as "group", q.source, q.flow, min(q.field) as field, min(q.rule) as rule,
            min(q.severity) as severity, min(q.reason) as reason, count(*) as records,
            count(r.key) as published, count(e.ignored_because) as ignored, min(q.first_seen) as since,
            (array_agg(q.key order by q.key))[1:3] as examples,
            coalesce((array_agg(distinct e.assignee) filter (where e.assignee is not null))[1:5], '{}') as assignees,
            count(*) filter (where e.assignee is null) as unassigned
     from records q
     left join source_records r
       on r.source = q.source and r.flow = q.flow and r.key = q.key and r.parent = q.parent and not r.deleted
     left join exceptions e on e.source = q.source and e.flow = q.flow and e.key = q.key
     group by 1, 2, 3
     order by severity, records desc, q.source, q.flow, field, "group" limit $4`,
    [sources, flows, group ?? null, limit],
  );
  return rows.map((row) => ({ ...row, kind: kindOf(row.rule) }));
}

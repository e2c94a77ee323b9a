import type { Flow } from '@throughline/connector';
import type { Tx } from '@throughline/persistence';

/** What a person says of records that are held; what is left out stays as it was, null takes it back. */
export interface Handling {
  assignee?: string | null;
  note?: string | null;
  /** Why they may stay as they are while their rows do. */
  ignoredBecause?: string | null;
}

/** One flow of one source. */
export interface OneFlow {
  source: string;
  flow: Flow;
}

/** A record that is held, of those that a person means. */
export interface MeantRecord {
  id: string;
  key: string;
  sourceKey: string;
}

/** Which records a person means: all of a group, or some by their ids. */
export type Meant = { group: string } | { ids: readonly string[] };

/** The flows in which there are such records; one for a group. */
export async function flowsMeant(tx: Tx, meant: Meant): Promise<OneFlow[]> {
  if ('group' in meant)
    return tx.query<OneFlow>('select distinct source, flow from quarantine where cause_group = $1', [
      meant.group,
    ]);
  return tx.query<OneFlow>(
    'select distinct source, flow from exceptions where id = any($1) order by source, flow',
    [meant.ids],
  );
}

/** Records of one flow that a person means, behind a key, in the order of their keys. */
export async function recordsMeant(
  tx: Tx,
  { source, flow }: OneFlow,
  meant: Meant,
  after: string,
  limit: number,
): Promise<MeantRecord[]> {
  const [group, ids] = 'group' in meant ? [meant.group, null] : [null, meant.ids];
  return tx.query<MeantRecord>(
    `select id, key, parent as "sourceKey" from exceptions e
     where source = $1 and flow = $2 and key > $5 and ($4::text[] is null or id = any($4))
       and ($3::text is null or exists (
         select from quarantine q
         where q.cause_group = $3 and q.source = e.source and q.flow = e.flow and q.key = e.key))
     order by key limit $6`,
    [source, flow, group, ids, after, limit],
  );
}

/** Keeps what a person says of records, which are locked in the order of their keys. @returns how many there are */
export async function handle(
  tx: Tx,
  { source, flow }: OneFlow,
  keys: readonly string[],
  { assignee, note, ignoredBecause }: Handling,
): Promise<number> {
  const rows = await tx.query(
    `with meant as (
       select key from exceptions where source = $1 and flow = $2 and key = any($3) order by key for update
     )
     update exceptions e set
       assignee = case when $4 then $5 else e.assignee end,
       note = case when $6 then $7 else e.note end,
       ignored_because = case when $8 then $9 else e.ignored_because end,
       ignored_row = case
         when not $8 then e.ignored_row
         when $9::text is not null then (
           select md5(q.raw::text) from quarantine q
           where q.source = e.source and q.flow = e.flow and q.key = e.key and q.severity = 'held'
           order by q.field limit 1) end
     from meant where e.source = $1 and e.flow = $2 and e.key = meant.key returning 1`,
    [
      source,
      flow,
      keys,
      ...[assignee !== undefined, assignee ?? null],
      ...[note !== undefined, note ?? null],
      ...[ignoredBecause !== undefined, ignoredBecause ?? null],
    ],
  );
  return rows.length;
}

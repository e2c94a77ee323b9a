import type { Flow } from '@throughline/connector';
import type { Tx } from '@throughline/persistence';
import { type GuardRule, exceeds } from '../sources/guard.ts';
import type { Step } from '../mapping/judged-record.ts';

interface Read {
  source: string;
  flow: Flow;
  sourceKeys: readonly string[];
}

/**
 * The steps without the withdrawals that have to wait for a person, which are noted. Of what was read again and is not
 * gone any more, none waits.
 */
export async function holdWithdrawals(
  tx: Tx,
  rule: GuardRule,
  { source, flow, sourceKeys }: Read,
  steps: readonly Step[],
): Promise<Step[]> {
  const gone = steps.filter(({ kind }) => kind === 'gone');
  const keys = gone.map(({ key }) => key);
  await tx.query(
    `delete from guarded_withdrawals g using unnest($3::text[]) s
     where g.source = $1 and g.flow = $2 and g.parent = s and g.key <> all ($4::text[])`,
    [source, flow, sourceKeys, keys],
  );
  if (gone.length === 0) return [...steps];
  const known = await tx.query<{ key: string; accepted: boolean; refused: boolean }>(
    `select key, accepted, refused from guarded_withdrawals
     where source = $1 and flow = $2 and (not accepted and not refused or key = any($3))`,
    [source, flow, keys],
  );
  const accepted = new Set(known.flatMap((row) => (row.accepted ? [row.key] : [])));
  const refused = new Set(known.flatMap((row) => (row.refused ? [row.key] : [])));
  const going = gone.filter(({ key }) => !accepted.has(key) && !refused.has(key));
  const isWaiting = known.some((row) => !row.accepted && !row.refused);
  const waits =
    going.length > 0 && (isWaiting || (await exceedsNow(tx, rule, { source, flow }, going.length)));
  if (waits)
    await tx.query(
      `insert into guarded_withdrawals (source, flow, key, parent)
       select $1, $2, * from unnest($3::text[], $4::text[]) on conflict do nothing`,
      [source, flow, going.map(({ key }) => key), going.map(({ sourceKey }) => sourceKey)],
    );
  if (accepted.size > 0)
    await tx.query('delete from guarded_withdrawals where source = $1 and flow = $2 and key = any($3)', [
      source,
      flow,
      [...accepted],
    ]);
  return steps.flatMap((step) => {
    if (step.kind !== 'gone') return [step];
    if (accepted.has(step.key)) return [{ ...step, accepted: true as const }];
    return waits || refused.has(step.key) ? [] : [step];
  });
}

async function exceedsNow(
  tx: Tx,
  rule: GuardRule,
  { source, flow }: Pick<Read, 'source' | 'flow'>,
  going: number,
): Promise<boolean> {
  const [row] = await tx.query<{ withdrawn: number }>(
    `select count(*) as withdrawn from source_records
     where source = $1 and flow = $2 and withdrawn_at > now() - interval '1 day'`,
    [source, flow],
  );
  const withdrawn = row?.withdrawn ?? 0;
  // Of few it is not asked how many there are in all.
  if (withdrawn + going < rule.least) return false;
  const [published] = await tx.query<{ live: number }>(
    'select count(*) as live from source_records where source = $1 and flow = $2 and not deleted',
    [source, flow],
  );
  return exceeds(rule, { live: published?.live ?? 0, withdrawn, going });
}

/** What a person says of withdrawals: they may go, or what they are of stays published until it is back or they go. */
export type GuardAnswer = 'accepted' | 'refused';

// The same whatever the order in which they are read.
const hashOfKeys = `md5(count(*) || ' ' || coalesce(sum(hashtextextended(key, 0)::numeric), 0))`;

/**
 * Answers what waits of a flow, or where nothing does what was refused before.
 * @param seen tells what the person has seen; null for whatever there is
 * @returns how many were answered; 0 when it was something else that was seen, or none waits
 */
export async function answerWithdrawals(
  tx: Tx,
  { source, flow }: Pick<Read, 'source' | 'flow'>,
  answer: GuardAnswer,
  seen: string | null,
): Promise<number> {
  const [row] = await tx.query<{ records: number }>(
    `with open as materialized (
       select key, refused from guarded_withdrawals where source = $1 and flow = $2 and not accepted for update
     ), asked as materialized (
       select key from open where refused = (select bool_and(refused) from open)
     ), seen as materialized (
       select ${hashOfKeys} as hash from asked
     ), answered as (
       update guarded_withdrawals g set accepted = $3, refused = not $3
       from asked a, seen s
       where g.source = $1 and g.flow = $2 and g.key = a.key and ($4::text is null or s.hash = $4) returning 1
     )
     select count(*) as records from answered`,
    [source, flow, answer === 'accepted', seen],
  );
  return row?.records ?? 0;
}

/** Withdrawals of a flow that a person has to answer, or has refused. */
export interface GuardedWithdrawals {
  source: string;
  flow: Flow;
  state: 'waiting' | 'refused';
  records: number;
  since: Date;
  /** Keys of some. */
  examples: string[];
  /** Tells what was seen; an answer names it. */
  seen: string;
}

/** By flow those that wait, or where none does those that were refused. */
export async function guardedWithdrawals(tx: Tx, sources: readonly string[]): Promise<GuardedWithdrawals[]> {
  return tx.query<GuardedWithdrawals>(
    `select distinct on (source, flow) source, flow, case when refused then 'refused' else 'waiting' end as state,
            count(*) as records, min(since) as since, (array_agg(key order by key))[1:10] as examples,
            ${hashOfKeys} as seen
     from guarded_withdrawals where source = any($1) and not accepted
     group by source, flow, refused order by source, flow, refused`,
    [sources],
  );
}

/** Withdrawals of a flow that wait for a person. */
export interface WaitingWithdrawals {
  source: string;
  flow: string;
  records: number;
  since: Date;
}

export async function waitingWithdrawals(tx: Tx, sources: readonly string[]): Promise<WaitingWithdrawals[]> {
  return tx.query(
    `select source, flow, count(*) as records, min(since) as since from guarded_withdrawals
     where source = any($1) and not accepted and not refused group by source, flow order by source, flow`,
    [sources],
  );
}

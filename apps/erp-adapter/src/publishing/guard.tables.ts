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
  const known = await tx.query<{ key: string; accepted: boolean }>(
    'select key, accepted from guarded_withdrawals where source = $1 and flow = $2 and (not accepted or key = any($3))',
    [source, flow, keys],
  );
  const accepted = new Set(known.flatMap((row) => (row.accepted ? [row.key] : [])));
  const going = gone.filter(({ key }) => !accepted.has(key));
  const isWaiting = known.some((row) => !row.accepted);
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
    return waits ? [] : [step];
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

/** Lets go what waits, provided that it is as many as the person has seen. @returns how many wait, null when accepted */
export async function acceptWithdrawals(
  tx: Tx,
  { source, flow }: Pick<Read, 'source' | 'flow'>,
  seen: number,
): Promise<number | null> {
  const waiting = await tx.query(
    'select from guarded_withdrawals where source = $1 and flow = $2 and not accepted for update',
    [source, flow],
  );
  if (waiting.length !== seen || seen === 0) return waiting.length;
  await tx.query('update guarded_withdrawals set accepted = true where source = $1 and flow = $2', [
    source,
    flow,
  ]);
  return null;
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
     where source = any($1) and not accepted group by source, flow order by source, flow`,
    [sources],
  );
}

import type { DataSource, Tx } from '@throughline/persistence';
import type { Flow } from '@throughline/connector';
import type { Step } from '../mapping/judged-record.ts';
import { workChannel } from '../sources/leadership.ts';

/** Differences that are listed; beyond, they are only counted. */
const listedDifferences = 1_000;

/** A comparison of all that the back office has with all that was published. */
export interface Reconciliation {
  id: string;
  source: string;
  flows: Flow[];
  /** `load`, `mapping`, `missed-changes`, `schedule`, or who asked for it. */
  cause: string;
  state: 'waiting' | 'running' | 'done';
  /** Flow being compared. */
  flow: Flow | null;
  compared: number;
  differing: number;
  requestedAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
}

/** Where a reconciliation goes on. */
export interface Progress extends Reconciliation {
  /** Parent after which the next page begins. */
  after: string;
}

const columns = `id, source, flows, cause, state, flow, compared, differing, requested_at as "requestedAt",
  started_at as "startedAt", finished_at as "finishedAt"`;

/** Asks for a reconciliation; the replica that speaks with the source makes it. */
export async function requestReconciliation(
  tx: Tx,
  source: string,
  flows: readonly Flow[],
  cause: string,
): Promise<Reconciliation> {
  const [row] = await tx.query<Reconciliation>(
    `insert into reconciliations (source, flows, cause) values ($1, $2, $3) returning ${columns}`,
    [source, flows, cause],
  );
  tx.notify(workChannel, '');
  return row as Reconciliation;
}

/** Whether one is running or waiting. */
export async function isAnyOpen(dataSource: DataSource, source: string): Promise<boolean> {
  const rows = await dataSource.query<unknown[]>(
    `select from reconciliations where source = $1 and state <> 'done' limit 1`,
    [source],
  );
  return rows.length > 0;
}

/** The one that is running or next, locked. */
export async function openReconciliation(tx: Tx, source: string): Promise<Progress | null> {
  const [row] = await tx.query<Progress>(
    `select ${columns}, after from reconciliations where source = $1 and state <> 'done'
     order by state, requested_at limit 1 for update`,
    [source],
  );
  return row ?? null;
}

export async function saveProgress(tx: Tx, progress: Progress): Promise<void> {
  const { id, state, flow, after, compared, differing } = progress;
  await tx.query(
    `update reconciliations set state = $2, flow = $3, after = $4, compared = $5, differing = $6,
       started_at = coalesce(started_at, now()), finished_at = case when $2 = 'done' then now() end
     where id = $1`,
    [id, state, flow, after, compared, differing],
  );
}

export async function saveDifferences(
  tx: Tx,
  { id, differing }: Progress,
  flow: Flow,
  steps: readonly Step[],
) {
  const listed = steps.slice(0, Math.max(0, listedDifferences - differing));
  if (listed.length === 0) return;
  await tx.query(
    `insert into reconciliation_differences (reconciliation, flow, key, kind)
     select $1, $2, key, kind from unnest($3::text[], $4::text[]) as d (key, kind)
     on conflict do nothing`,
    [id, flow, listed.map(({ key }) => key), listed.map(({ kind }) => kind)],
  );
}

/** A reconciliation with the differences it found and healed, at most a thousand of them. */
export interface ReconciliationReport extends Reconciliation {
  differences: { flow: Flow; key: string; kind: Step['kind']; foundAt: Date }[];
}

export async function findReconciliation(tx: Tx, id: string): Promise<ReconciliationReport | null> {
  const [row] = await tx.query<Reconciliation>(`select ${columns} from reconciliations where id = $1`, [id]);
  if (row === undefined) return null;
  const differences = await tx.query<ReconciliationReport['differences'][number]>(
    `select flow, key, kind, found_at as "foundAt" from reconciliation_differences
     where reconciliation = $1 order by flow, key`,
    [id],
  );
  return { ...row, differences };
}

/** Parents of ours after one and up to another (to the end when null), so that what is gone there is found. */
export async function publishedSourceKeys(
  tx: Tx,
  source: string,
  flow: Flow,
  { after, upTo, limit }: { after: string; upTo: string | null; limit: number },
): Promise<string[]> {
  const rows = await tx.query<{ sourceKey: string }>(
    `select distinct parent as "sourceKey" from source_records
     where source = $1 and flow = $2 and parent > $3 and ($4::text is null or parent <= $4) and not deleted
     order by parent limit $5`,
    [source, flow, after, upTo, limit],
  );
  return rows.map(({ sourceKey }) => sourceKey);
}

/** Whether the last reconciliation of a source was asked for longer ago than that, none being open. */
export async function isDue(tx: Tx, source: string, hours: number): Promise<boolean> {
  const rows = await tx.query(
    `select 1 from reconciliations where source = $1 and requested_at > now() - make_interval(hours => $2::integer)`,
    [source, Math.ceil(hours)],
  );
  return rows.length === 0;
}

/** Removes those that were asked for more than so many hours ago and are over, with what they list. */
export async function removeReconciliations(tx: Tx, hours: number): Promise<void> {
  await tx.query(
    `delete from reconciliations where state = 'done' and requested_at <= now() - make_interval(secs => $1)`,
    [hours * 3_600],
  );
}

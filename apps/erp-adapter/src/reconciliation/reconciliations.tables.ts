import type { Tx } from '@throughline/persistence';
import type { Flow } from '@throughline/connector';
import { type DataSource, EntitySchema, In, IsNull, LessThanOrEqual, MoreThan, Not } from 'typeorm';
import type { Step } from '../mapping/judged-record.ts';
import { type Run, type Scope, type ScopeKind, codeOf, scopeOf } from '../plan/plan.ts';
import { workChannel } from '../sources/leadership.ts';

/** Differences that are listed; beyond, they are only counted. */
const listedDifferences = 1_000;

/** A comparison of all that the back office has with all that was published. */
export interface Reconciliation {
  id: string;
  source: string;
  flows: Flow[];
  /** `load`, `mapping`, `missed-changes`, `schedule`, `plan`, `batch`, `catch-up`, or who asked for it. */
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
  /** Of a run, the entry of the plan that it is for; null of what publishes no batches. */
  runScope: ScopeKind | null;
  runCode: string | null;
  runGeneration: number | null;
  /** When its first page was read, by the clock of the source. */
  asOf: Date | null;
}

/** A record that differed. */
interface Difference {
  reconciliation: string;
  flow: Flow;
  key: string;
  kind: Step['kind'];
  foundAt: Date;
}

export const reconciliations = new EntitySchema<Progress>({
  name: 'reconciliations',
  columns: {
    id: { type: 'uuid', primary: true, generated: 'uuid' },
    source: { type: 'text' },
    flows: { type: 'text', array: true },
    cause: { type: 'text' },
    state: { type: 'text' },
    flow: { type: 'text', nullable: true },
    after: { type: 'text' },
    runScope: { type: 'text', name: 'run_scope', nullable: true },
    runCode: { type: 'text', name: 'run_code', nullable: true },
    runGeneration: { type: 'bigint', name: 'run_generation', nullable: true },
    asOf: { type: 'timestamptz', name: 'as_of', nullable: true },
    compared: { type: 'bigint' },
    differing: { type: 'bigint' },
    requestedAt: { type: 'timestamptz', name: 'requested_at' },
    startedAt: { type: 'timestamptz', name: 'started_at', nullable: true },
    finishedAt: { type: 'timestamptz', name: 'finished_at', nullable: true },
  },
});

export const reconciliationDifferences = new EntitySchema<Difference>({
  name: 'reconciliation_differences',
  columns: {
    reconciliation: { type: 'uuid', primary: true },
    flow: { type: 'text', primary: true },
    key: { type: 'text', primary: true },
    kind: { type: 'text' },
    foundAt: { type: 'timestamptz', name: 'found_at' },
  },
});

/** States in which there is something to do, the one that goes on before the one that begins. */
const open: Reconciliation['state'][] = ['running', 'waiting'];

/**
 * Asks for a reconciliation; the replica that speaks with the source makes it.
 * @param run the entry of the plan that it is a run of; null: it publishes what is published at once
 */
export async function requestReconciliation(
  tx: Tx,
  source: string,
  flows: readonly Flow[],
  cause: string,
  run: Run | null = null,
): Promise<Reconciliation> {
  const { identifiers } = await tx.manager.insert(reconciliations, {
    ...{ source, flows: [...flows], cause },
    ...(run !== null && {
      ...{ runScope: run.scope.kind, runCode: codeOf(run.scope), runGeneration: run.generation },
    }),
  });
  tx.notify(workChannel, '');
  return shown(await tx.manager.findOneByOrFail(reconciliations, identifiers[0] ?? {}));
}

function shown(progress: Progress): Reconciliation {
  const { id, source, flows, cause, state, flow, compared, differing } = progress;
  const { requestedAt, startedAt, finishedAt } = progress;
  return { id, source, flows, cause, state, flow, compared, differing, requestedAt, startedAt, finishedAt };
}

/** The run that a reconciliation is; null of what is none. */
export function runOf({ runScope, runCode, runGeneration }: Progress): Run | null {
  if (runScope === null) return null;
  return { scope: scopeOf(runScope, runCode ?? ''), generation: runGeneration ?? 0 };
}

/** Whether a run of an entry of the plan is waiting or under way. */
export async function isRunOpen(tx: Tx, source: string, flow: Flow, scope: Scope): Promise<boolean> {
  const rows = await tx.query(
    `select from reconciliations
     where source = $1 and flows = array[$2] and run_scope = $3 and run_code = $4 and state <> 'done' limit 1`,
    [source, flow, scope.kind, codeOf(scope)],
  );
  return rows.length > 0;
}

/** Whether one of these flows waits that was asked for by the same cause. */
export async function isWaiting(
  tx: Tx,
  source: string,
  flows: readonly Flow[],
  cause: string,
): Promise<boolean> {
  const rows = await tx.query(
    `select from reconciliations
     where source = $1 and flows @> $2::text[] and cause = $3 and state = 'waiting' limit 1`,
    [source, flows, cause],
  );
  return rows.length > 0;
}

/** Whether one is running or waiting. */
export async function isAnyOpen(dataSource: DataSource, source: string): Promise<boolean> {
  return dataSource.manager.existsBy(reconciliations, { source, state: In(open) });
}

/** The one that is running or next, locked. */
export async function openReconciliation(tx: Tx, source: string): Promise<Progress | null> {
  return tx.manager.findOne(reconciliations, {
    where: { source, state: In(open) },
    order: { state: 'asc', requestedAt: 'asc' },
    lock: { mode: 'pessimistic_write' },
  });
}

export async function saveProgress(tx: Tx, progress: Progress): Promise<void> {
  const { id, state, flow, after, compared, differing, startedAt, asOf } = progress;
  const now = () => 'now()';
  await tx.manager.update(reconciliations, id, {
    ...{ state, flow, after, compared, differing, asOf },
    startedAt: startedAt ?? now,
    finishedAt: state === 'done' ? now : null,
  });
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
  differences: Omit<Difference, 'reconciliation'>[];
}

export async function findReconciliation(tx: Tx, id: string): Promise<ReconciliationReport | null> {
  const found = await tx.manager.findOneBy(reconciliations, { id });
  if (found === null) return null;
  const differences = await tx.manager.find(reconciliationDifferences, {
    select: { flow: true, key: true, kind: true, foundAt: true },
    where: { reconciliation: id },
    order: { flow: 'asc', key: 'asc' },
  });
  return { ...shown(found), differences };
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

/** Whether the last reconciliation of a source that neither was a run nor followed a change of the plan was asked for longer ago than that. */
export async function isDue(tx: Tx, source: string, hours: number): Promise<boolean> {
  const since = hoursAgo(Math.ceil(hours));
  return !(await tx.manager.existsBy(reconciliations, {
    ...{ source, requestedAt: MoreThan(since), runScope: IsNull(), cause: Not('plan') },
  }));
}

/** Removes those that were asked for more than so many hours ago and are over, with what they list. */
export async function removeReconciliations(tx: Tx, hours: number): Promise<void> {
  await tx.manager.delete(reconciliations, {
    state: 'done',
    requestedAt: LessThanOrEqual(hoursAgo(hours)),
  });
}

function hoursAgo(hours: number): Date {
  return new Date(Date.now() - hours * 3_600_000);
}

import type { Tx } from '@throughline/persistence';
import type { Flow } from '@throughline/connector';
import { type DataSource, EntitySchema, In, LessThanOrEqual, MoreThan } from 'typeorm';
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

/** Asks for a reconciliation; the replica that speaks with the source makes it. */
export async function requestReconciliation(
  tx: Tx,
  source: string,
  flows: readonly Flow[],
  cause: string,
): Promise<Reconciliation> {
  const { identifiers } = await tx.manager.insert(reconciliations, { source, flows: [...flows], cause });
  tx.notify(workChannel, '');
  const { after: _, ...made } = await tx.manager.findOneByOrFail(reconciliations, identifiers[0] ?? {});
  return made;
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
  const { id, state, flow, after, compared, differing, startedAt } = progress;
  const now = () => 'now()';
  await tx.manager.update(reconciliations, id, {
    ...{ state, flow, after, compared, differing },
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
  const { after: _, ...reconciliation } = found;
  return { ...reconciliation, differences };
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
  const since = hoursAgo(Math.ceil(hours));
  return !(await tx.manager.existsBy(reconciliations, { source, requestedAt: MoreThan(since) }));
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

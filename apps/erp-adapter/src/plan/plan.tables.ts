import type { Tx } from '@throughline/persistence';
import { EntitySchema } from 'typeorm';
import {
  type PlanEntry,
  type PlannedFlow,
  type Run,
  type Scope,
  type ScopeKind,
  codeOf,
  scopeOf,
} from './plan.ts';

/** An entry with who made it so, and when. */
export interface PlannedEntry extends PlanEntry {
  readonly author: string;
  readonly since: Date;
}

/** What a person says of a part of a flow. */
export type PlanSettings = Pick<PlanEntry, 'source' | 'mode' | 'schedule' | 'owner' | 'note' | 'resumes'>;

interface EntryRow extends Omit<PlannedEntry, 'scope'> {
  readonly scope: ScopeKind;
  readonly code: string;
}

export const planEntries = new EntitySchema<EntryRow>({
  name: 'plan_entries',
  columns: {
    flow: { type: 'text', primary: true },
    scope: { type: 'text', primary: true },
    code: { type: 'text', primary: true },
    source: { type: 'text' },
    mode: { type: 'text' },
    schedule: { type: 'text', nullable: true },
    owner: { type: 'text', nullable: true },
    note: { type: 'text', nullable: true },
    resumes: { type: 'text', nullable: true },
    generation: { type: 'bigint' },
    nextRunAt: { type: 'timestamptz', name: 'next_run_at', nullable: true },
    ranAt: { type: 'timestamptz', name: 'ran_at', nullable: true },
    author: { type: 'text' },
    since: { type: 'timestamptz' },
  },
});

/** A change of the plan: what an entry was and what it is since, null where there was or is none. */
export interface PlanChange {
  readonly id: number;
  readonly at: Date;
  readonly author: string;
  readonly flow: PlannedFlow;
  readonly scope: ScopeKind;
  readonly code: string;
  readonly before: PlanSettings | null;
  readonly after: PlanSettings | null;
  /** Why. */
  readonly note: string | null;
}

export const planChanges = new EntitySchema<PlanChange>({
  name: 'plan_changes',
  columns: {
    id: { type: 'bigint', primary: true, generated: 'increment' },
    at: { type: 'timestamptz' },
    author: { type: 'text' },
    flow: { type: 'text' },
    scope: { type: 'text' },
    code: { type: 'text' },
    before: { type: 'jsonb', nullable: true },
    after: { type: 'jsonb', nullable: true },
    note: { type: 'text', nullable: true },
  },
});

const lockKey = `hashtextextended('erp-adapter.plan', 0)`;

/**
 * Has the plan stay as it is until the transaction ends: a change waits for it. An advisory lock, because those who wait
 * for one are served in their turn; a row that is locked for share by one after the other is never free for a change.
 */
export async function holdPlan(tx: Tx): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock_shared(${lockKey})`);
}

/** Waits for every transaction that publishes by the plan, and has those that follow wait for this one. */
export async function lockPlan(tx: Tx): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(${lockKey})`);
}

/** All entries, or those of a flow. */
export async function planOf(tx: Tx, flow?: string): Promise<PlannedEntry[]> {
  const rows = await tx.query<EntryRow>(
    `select flow, scope, code, source, mode, schedule, owner, note, resumes, generation, next_run_at as "nextRunAt",
            ran_at as "ranAt", author, since
     from plan_entries where $1::text is null or flow = $1 order by flow, scope, code`,
    [flow ?? null],
  );
  return rows.map(entryOf);
}

function entryOf({ scope, code, ...row }: EntryRow): PlannedEntry {
  return { ...row, scope: scopeOf(scope, code) };
}

/** An entry as it stands; null where there is none. */
export async function findEntry(tx: Tx, flow: PlannedFlow, scope: Scope): Promise<PlannedEntry | null> {
  const row = await tx.manager.findOneBy(planEntries, keyOf(flow, scope));
  return row && entryOf(row);
}

function keyOf(flow: PlannedFlow, scope: Scope) {
  return { flow, scope: scope.kind, code: codeOf(scope) };
}

/** A change as it is asked for. */
export interface WantedChange {
  readonly flow: PlannedFlow;
  readonly scope: Scope;
  /** Null takes the entry out. */
  readonly after: PlanSettings | null;
  readonly nextRunAt: Date | null;
  readonly author: string;
  readonly at: Date;
  readonly note: string | null;
}

/** Changes the plan, which the caller has locked. @returns what the entry was before */
export async function changePlan(tx: Tx, change: WantedChange): Promise<PlanSettings | null> {
  const { flow, scope, after, nextRunAt, author, at, note } = change;
  const key = keyOf(flow, scope);
  const before = await findEntry(tx, flow, scope);
  const { identifiers } = await tx.manager.insert(planChanges, {
    ...{ ...key, at, author, note },
    before: before && settingsOf(before),
    after,
  });
  if (after === null) await tx.manager.delete(planEntries, key);
  else
    await tx.manager.upsert(
      planEntries,
      {
        ...{ ...key, ...after, author, nextRunAt, since: at, ranAt: null },
        generation: identifiers[0]?.['id'] as number,
      },
      ['flow', 'scope', 'code'],
    );
  return before && settingsOf(before);
}

function settingsOf({ source, mode, schedule, owner, note, resumes }: PlanEntry): PlanSettings {
  return { source, mode, schedule, owner, note, resumes };
}

/** Changes of the plan, the newest first, before one of them. */
export async function planHistory(
  tx: Tx,
  { before, limit }: { before: number | null; limit: number },
): Promise<PlanChange[]> {
  return tx.query<PlanChange>(
    `select id, at, author, flow, scope, code, before, after, note from plan_changes
     where $1::bigint is null or id < $1 order by id desc limit $2`,
    [before, limit],
  );
}

/** Says when the next batch of an entry is due. */
export async function scheduleRun(
  tx: Tx,
  { flow, scope, generation }: PlanEntry,
  nextRunAt: Date | null,
): Promise<void> {
  await tx.manager.update(planEntries, { ...keyOf(flow, scope), generation }, { nextRunAt });
}

/** Says that a run of an entry is over, and which state of the source it published. */
export async function noteRun(
  tx: Tx,
  flow: PlannedFlow,
  { scope, generation }: Run,
  asOf: Date,
): Promise<void> {
  await tx.manager.update(planEntries, { ...keyOf(flow, scope), generation }, { ranAt: asOf });
}

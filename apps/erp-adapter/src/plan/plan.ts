import { type Flow, flows } from '@throughline/connector';

/** How a flow runs: not at all, by a person, by a schedule, or as soon as the source can say it. */
export const modes = ['off', 'manual', 'batch', 'real-time'] as const;
export type Mode = (typeof modes)[number];

/** What flows out to a source. */
export const outFlows = ['orders-out', 'cancellations-out', 'customers-out'] as const;
export type PlannedFlow = Flow | (typeof outFlows)[number];

/** The flows that a person may plan. */
export const plannableFlows = [...flows, 'orders-out'] as const satisfies readonly PlannedFlow[];
export type PlannableFlow = (typeof plannableFlows)[number];

/** What a source says, of what a person may plan; orders go out to it. */
export const isInward = (flow: PlannableFlow): flow is Flow => flow !== 'orders-out';

/** What an entry is about, the most specific first. */
export const scopeKinds = ['location', 'family', 'account-group', 'everything'] as const;
export type ScopeKind = (typeof scopeKinds)[number];
export type Scope =
  | { readonly kind: 'everything' }
  | { readonly kind: Exclude<ScopeKind, 'everything'>; readonly code: string };

/** Which source owns a part of a flow, and how it runs. */
export interface PlanEntry {
  readonly flow: PlannedFlow;
  readonly scope: Scope;
  readonly source: string;
  readonly mode: Mode;
  /** Cron expression of a batch; null of every other mode. */
  readonly schedule: string | null;
  /** Who looks after it. */
  readonly owner: string | null;
  /** Why it is so. */
  readonly note: string | null;
  /** Of an entry that pauses: the mode in which it goes on. Its mode is `off`, and what was published stays. */
  readonly resumes: Mode | null;
  /** Number of the change that made it so; every change has a higher one. */
  readonly generation: number;
  /** When its next batch is due; null of every other mode. */
  readonly nextRunAt: Date | null;
  /** The state of the source that its last whole run published; null before the first since it was changed. */
  readonly ranAt: Date | null;
}

/** What a record is about, as far as it says so. */
export interface Subject {
  readonly location?: string | undefined;
  readonly family?: string | undefined;
  readonly accountGroup?: string | undefined;
}

/** A run of an entry, as it stood when the run was asked for. */
export interface Run {
  readonly scope: Scope;
  readonly generation: number;
}

/** By flow, what a record of it can say of itself; every flow can be planned as a whole. */
export const scopesOf: Readonly<Record<PlannableFlow, readonly ScopeKind[]>> = {
  locations: ['location', 'everything'],
  taxes: ['everything'],
  items: ['family', 'everything'],
  prices: ['family', 'account-group', 'everything'],
  stock: ['location', 'family', 'everything'],
  customers: ['account-group', 'everything'],
  orders: ['everything'],
  invoices: ['everything'],
  'orders-out': ['everything'],
};

/**
 * The entry that holds for a record: of those whose scope it is in, the most specific.
 * @returns null where the plan says nothing of it
 */
export function entryFor(plan: readonly PlanEntry[], flow: PlannedFlow, subject: Subject): PlanEntry | null {
  const codes = { location: subject.location, family: subject.family, 'account-group': subject.accountGroup };
  const fitting = plan.filter(
    ({ flow: of, scope }) => of === flow && (scope.kind === 'everything' || codes[scope.kind] === scope.code),
  );
  return (
    fitting.toSorted((a, b) => scopeKinds.indexOf(a.scope.kind) - scopeKinds.indexOf(b.scope.kind))[0] ?? null
  );
}

/**
 * What is done with a record that a source says: it is published as far as it is news, what was published stays as it
 * is, or is withdrawn.
 */
export type Treatment = 'publish' | 'leave' | 'withdraw';

/**
 * Documents stay with the source that made them. That one says no more of them is no word that they are gone, which
 * would undo what was delivered.
 */
const documents: ReadonlySet<PlannedFlow> = new Set(['orders', 'invoices']);

/**
 * What the plan has done with a record. Where it says nothing of a flow, each source says what it has, as before there
 * was a plan.
 * @param run the run in which it was read; null of what was read because it changed, or is compared with everything
 */
export function treatmentOf(
  plan: readonly PlanEntry[],
  { source, flow, run }: { source: string; flow: PlannedFlow; run: Run | null },
  subject: Subject,
): Treatment {
  const entry = entryFor(plan, flow, subject);
  if (run !== null) return entry !== null && isOwnRun(entry, source, run) ? 'publish' : 'leave';
  const stranger = entry !== null && entry.source !== source;
  if (stranger || (entry?.mode === 'off' && entry.resumes === null))
    return documents.has(flow) ? 'leave' : 'withdraw';
  return entry === null || entry.mode === 'real-time' ? 'publish' : 'leave';
}

/** Whether the entry is that which a run was asked for, unchanged since. */
function isOwnRun(entry: PlanEntry, source: string, run: Run): boolean {
  return (
    entry.source === source &&
    runsByHand(entry) &&
    entry.generation === run.generation &&
    isSameScope(entry.scope, run.scope)
  );
}

/** Whether it is published in runs, of which a person may ask for one. */
export function runsByHand({ mode }: Pick<PlanEntry, 'mode'>): boolean {
  return mode === 'batch' || mode === 'manual';
}

export function isSameScope(one: Scope, other: Scope): boolean {
  return one.kind === other.kind && codeOf(one) === codeOf(other);
}

/** Empty of everything. */
export function codeOf(scope: Scope): string {
  return scope.kind === 'everything' ? '' : scope.code;
}

/** @param kind one of {@link scopeKinds} */
export function scopeOf(kind: ScopeKind, code: string): Scope {
  return kind === 'everything' ? { kind } : { kind, code };
}

/** How a flow of a source runs as a whole. */
export interface FlowPace {
  /** The slowest mode of its parts; `off` only when all of them are. */
  readonly mode: Mode;
  /** When the next batch of a part is due. */
  readonly nextRun: Date | null;
  /**
   * As of when the oldest part is that is not published at once: it is no newer. Null where a part was not run since it
   * was planned, undefined where all of it is published at once or not at all.
   */
  readonly asOf: Date | null | undefined;
}

/** How a flow of a source runs by the plan. What no entry names is published at once. */
export function paceOf(plan: readonly PlanEntry[], source: string, flow: string): FlowPace {
  const entries = plan.filter((entry) => entry.flow === flow);
  const own = entries.filter((entry) => entry.source === source);
  const isWhole = entries.some(({ scope }) => scope.kind === 'everything');
  const running: Mode[] = own.map(({ mode }) => mode).filter((mode) => mode !== 'off');
  if (!isWhole) running.push('real-time');
  const due = own.flatMap(({ nextRunAt }) => nextRunAt ?? []);
  const still = own.filter((entry) => runsByHand(entry) || entry.resumes !== null);
  return {
    mode: modes.find((mode) => running.includes(mode)) ?? 'off',
    nextRun: earliest(due),
    asOf: asOfRuns(still),
  };
}

function asOfRuns(entries: readonly PlanEntry[]): Date | null | undefined {
  if (entries.length === 0) return undefined;
  const runs = entries.flatMap(({ ranAt }) => ranAt ?? []);
  return runs.length < entries.length ? null : earliest(runs);
}

function earliest(instants: readonly Date[]): Date | null {
  return instants.length === 0 ? null : new Date(Math.min(...instants.map((at) => at.getTime())));
}

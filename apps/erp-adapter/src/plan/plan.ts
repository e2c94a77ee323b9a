import type { Flow } from '@throughline/connector';

/** How a flow runs: not at all, by a person, by a schedule, or as soon as the source can say it. */
export const modes = ['off', 'manual', 'batch', 'real-time'] as const;
export type Mode = (typeof modes)[number];

/** What flows out to a source. */
export const outFlows = ['orders-out', 'cancellations-out', 'customers-out'] as const;
export type PlannedFlow = Flow | (typeof outFlows)[number];

/** What an entry is about, the most specific first. */
export const scopeKinds = ['location', 'family', 'account-group', 'everything'] as const;
export type Scope =
  | { readonly kind: 'everything' }
  | { readonly kind: Exclude<(typeof scopeKinds)[number], 'everything'>; readonly code: string };

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
}

/** What a record is about, as far as it says so. */
export interface Subject {
  readonly location?: string | undefined;
  readonly family?: string | undefined;
  readonly accountGroup?: string | undefined;
}

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
 * Whether a source publishes a record. Where the plan says nothing of a flow, each source says what it has, as before
 * there was a plan.
 */
export function publishes(
  plan: readonly PlanEntry[],
  source: string,
  flow: PlannedFlow,
  subject: Subject,
): boolean {
  const entry = entryFor(plan, flow, subject);
  return entry === null || (entry.source === source && entry.mode !== 'off');
}

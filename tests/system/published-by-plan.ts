import type { Flow } from '../../libs/connector/src/index.ts';
import {
  type PlanEntry,
  type ScopeKind,
  type Subject,
  type Treatment,
  runsByHand,
  scopeOf,
  treatmentOf,
} from '../../apps/erp-adapter/src/plan/plan.ts';
import type { PlanSettings } from '../../apps/erp-adapter/src/plan/plan.tables.ts';

/** A change of the plan, as its history has it. */
export interface ChangedEntry {
  id: number;
  flow: string;
  scope: ScopeKind;
  code: string;
  after: PlanSettings | null;
}

/** The entries of a flow as they stood after a change. */
export function planAt(history: readonly ChangedEntry[], flow: Flow, generation: number): PlanEntry[] {
  const entries = new Map<string, PlanEntry>();
  for (const { id, flow: of, scope, code, after } of history) {
    if (of !== flow || id > generation) continue;
    const key = `${scope} ${code}`;
    if (after === null) entries.delete(key);
    else
      entries.set(key, {
        ...{ ...after, flow, scope: scopeOf(scope, code), generation: id },
        ...{ nextRunAt: null, ranAt: null },
      });
  }
  return [...entries.values()];
}

/** What a record is of. */
export interface RecordOrigin {
  source: string;
  flow: Flow;
  subject: Subject;
}

/**
 * What could become of a record by the plan as it stood: as soon as it was read, or in a run of an entry.
 * @param runs generations of the entries that were ever run
 */
export function waysBy(
  plan: readonly PlanEntry[],
  { subject, ...origin }: RecordOrigin,
  runs: ReadonlySet<number>,
): Treatment[] {
  return [
    treatmentOf(plan, { ...origin, run: null }, subject),
    ...plan
      .filter((entry) => runsByHand(entry) && runs.has(entry.generation))
      .map((run) => treatmentOf(plan, { ...origin, run }, subject)),
  ];
}

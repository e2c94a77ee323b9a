import { keptFlows } from './publishing/flows.tables.ts';
import { reconciliationDifferences, reconciliations } from './reconciliation/reconciliations.tables.ts';
import { planChanges, planEntries } from './plan/plan.tables.ts';
import { sourceVersions } from './sources/source-versions.tables.ts';

export const entities = [
  keptFlows,
  reconciliations,
  reconciliationDifferences,
  sourceVersions,
  planEntries,
  planChanges,
];

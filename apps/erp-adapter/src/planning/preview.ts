import { capturesChanges, readsSnapshots } from '@throughline/connector';
import { type DataSource, transaction } from '@throughline/persistence';
import { plannedOrders } from '../exports/planned-orders.tables.ts';
import { type PlannableFlow, isInward } from '../plan/plan.ts';
import type { PlannedEntry } from '../plan/plan.tables.ts';
import { planOf } from '../plan/plan.tables.ts';
import { judgeRecords } from '../publishing/apply.ts';
import { readPage } from '../reconciliation/page.ts';
import type { Source } from '../sources/source.ts';

const listedExamples = 10;
const pageSize = 2_000;

/** What a run would publish. */
export interface RunPreview {
  added: number;
  changed: number;
  withdrawn: number;
  /** At most ten of each. */
  examples: { key: string; change: PreviewedChange }[];
}

export const previewedChanges = ['added', 'changed', 'withdrawn'] as const;
export type PreviewedChange = (typeof previewedChanges)[number];

const changeOf = { missing: 'added', changed: 'changed', gone: 'withdrawn' } as const;

/**
 * What a run of an entry of the plan would publish at this moment, page by page as the run reads it. Changes nothing;
 * what a guard would hold is counted as withdrawn.
 */
export async function previewRun(
  dataSource: DataSource,
  { connector, name }: Source,
  flow: PlannableFlow,
  entry: PlannedEntry,
): Promise<RunPreview> {
  const preview: RunPreview = { added: 0, changed: 0, withdrawn: 0, examples: [] };
  if (!isInward(flow)) {
    const { count, examples } = await transaction(dataSource, (tx) =>
      plannedOrders(tx, name, listedExamples),
    );
    return { ...preview, added: count, examples: examples.map((key) => ({ key, change: 'added' })) };
  }
  if (!readsSnapshots(connector) || !capturesChanges(connector)) return preview;
  for (let after: string | null = ''; after !== null;) {
    const page = await readPage(
      { dataSource, connector },
      { source: name, flow, after, leavesChanging: false, pageSize },
    );
    const { steps } = await transaction(dataSource, async (tx) => {
      const plan = await planOf(tx, flow);
      const read = { source: name, flow, sourceKeys: page.sourceKeys, records: page.records };
      return judgeRecords(tx, read, plan, entry);
    });
    for (const { key, kind } of steps) {
      const change = changeOf[kind];
      if (preview[change] < listedExamples) preview.examples.push({ key, change });
      preview[change]++;
    }
    after = page.last;
  }
  return preview;
}

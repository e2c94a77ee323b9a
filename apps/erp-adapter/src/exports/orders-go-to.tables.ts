import type { Tx } from '@throughline/persistence';
import { entryFor } from '../plan/plan.ts';
import { planOf } from '../plan/plan.tables.ts';
import type { SourceRegistry } from '../sources/registry.ts';
import { ordersOutFlow } from './hand-over-pace.ts';

/** Name of the source that orders go to now: the one that the plan names, else that of the registry; null for none. */
export async function ordersGoTo(
  tx: Tx,
  sources: Pick<SourceRegistry, 'find' | 'ordersGoTo'>,
): Promise<string | null> {
  const entry = entryFor(await planOf(tx, ordersOutFlow), ordersOutFlow, {});
  if (entry !== null && sources.find(entry.source)?.takesOrders) return entry.source;
  return sources.ordersGoTo;
}

import type {
  CapturesChanges,
  Connector,
  CreatesOrders,
  DeclaresRules,
  FindsOrders,
  Flow,
  HandedOverOrders,
  Reader,
  Readers,
  ReadsSnapshots,
  TellsWhenHeard,
} from '@throughline/connector';
import type { DataSource } from '@throughline/persistence';
import type { CheckedSource, ReaderJoin } from '@throughline/source-documents';
import { heardReaders } from '../../landing/reader-states.tables.ts';
import { landedChanges } from '../../landing/landed-changes.tables.ts';
import { type Feeding, landedFlow } from '../../landing/landed-readers.tables.ts';
import { withLandedSnapshot } from '../../landing/landed-snapshot.ts';
import { mappedRecords } from './mapped-records.ts';
import { ordersOutOf } from './orders-out.ts';

export type ConfiguredConnector = Connector &
  ReadsSnapshots &
  CapturesChanges &
  DeclaresRules &
  TellsWhenHeard &
  // Those of a source whose document says where orders go.
  Partial<CreatesOrders & FindsOrders>;

/** How the readers of a source feed its flows, by flow. */
export function feedingsOf({ document, readers, feedings }: CheckedSource): Map<Flow, Feeding<unknown>[]> {
  const { source } = document;
  const byFlow = Map.groupBy(feedings, ({ flow }) => flow);
  return new Map(
    [...byFlow].map(([flow, list]) => [
      flow,
      list.map(({ reader, prefix, compiled }) => ({
        ...{ source, reader, prefix, joins: readers.get(reader)?.joins ?? [] },
        map: (record) => mappedRecords(source, record, compiled.map(record, { asOf: record.asOf })),
      })),
    ]),
  );
}

/**
 * A source by its document, which says what has landed of it. Opens nothing before it is needed.
 * @param orders those that it was given
 */
export function configuredConnector(
  checked: CheckedSource,
  dataSource: DataSource,
  databaseUrl: string,
  orders: HandedOverOrders,
): ConfiguredConnector {
  const { source, prices, limits } = checked.document;
  const readers: Partial<Record<Flow, Reader<unknown>>> = {};
  for (const [flow, feedings] of feedingsOf(checked)) readers[flow] = landedFlow(feedings);
  const out = ordersOutOf(checked, readers, orders, dataSource);
  return {
    source,
    rules: { priceStrategy: prices, limits: checked.ordersOut?.compiled.limits ?? limits },
    readers: { ...readers, ...out?.readers } as Readers,
    snapshot: (work) => withLandedSnapshot(dataSource, work),
    close: async () => out?.close(),
    heardUntil: () => heardUntil(checked, dataSource),
    ...landedChanges(source, dataSource, databaseUrl),
    ...out?.capabilities,
  };
}

/** A flow is known up to when all readers are that feed it, or are laid into those. */
async function heardUntil(
  { document, readers, feedings }: CheckedSource,
  dataSource: DataSource,
): Promise<Map<Flow, Date>> {
  const heard = await heardReaders(dataSource, document.source);
  const known = [...Map.groupBy(feedings, ({ flow }) => flow)].flatMap(([flow, list]) => {
    const names = list.flatMap(({ reader }) => [reader, ...readersLaidIn(readers.get(reader)?.joins ?? [])]);
    const instants = names.map((name) => heard.get(name)?.getTime() ?? Number.NaN);
    const oldest = Math.min(...instants);
    return Number.isNaN(oldest) ? [] : [[flow, new Date(oldest)] as const];
  });
  return new Map(known);
}

function readersLaidIn(joins: readonly ReaderJoin[]): string[] {
  return joins.flatMap(({ reader, joins: inner }) => [reader, ...readersLaidIn(inner)]);
}

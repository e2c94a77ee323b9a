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
import { numberColumn } from '@throughline/database-sources';
import { compileOutgoingName, markerName, openStore } from '@throughline/file-stores';
import type { CompiledOutgoing } from '@throughline/mapping';
import type { DataSource } from '@throughline/persistence';
import type {
  CheckedSource,
  DatabaseDocument,
  DatabaseOrdersOut,
  FilesDocument,
  ReaderJoin,
} from '@throughline/source-documents';
import { heardReaders } from '../../landing/reader-states.tables.ts';
import { landedChanges } from '../../landing/landed-changes.tables.ts';
import { type Feeding, landedFlow } from '../../landing/landed-readers.tables.ts';
import { withLandedSnapshot } from '../../landing/landed-snapshot.ts';
import type { ErpOrder } from '@throughline/events';
import { OrderFiles } from '../transports/files/order-files.ts';
import { createdOrders } from './created-orders.ts';
import { filedOrders } from './filed-orders.ts';
import { lazyWriter } from './lazy-writer.ts';
import { mappedRecords } from './mapped-records.ts';
import { ownOrders } from './own-orders.ts';

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

/** What there is more of a source that orders go out to. */
interface OutParts {
  readonly readers: { readonly orders: Reader<ErpOrder> };
  readonly capabilities: CreatesOrders & FindsOrders;
  close(): Promise<void>;
}

/** Whether the columns of a reader are those that are written: of the table, or of a query of it by the same key. */
function readsWhatIsWritten(
  { table, schema, query, key }: DatabaseDocument['readers'][string],
  out: DatabaseOrdersOut,
): boolean {
  if (table !== undefined) return table === out.table && schema === out.schema;
  const isNamed = query?.split(/[^\p{L}\p{N}_$]+/u).includes(out.table) ?? false;
  return isNamed && key.length === 1 && key[0] === numberColumn(out);
}

function ordersOutOf(
  { document, ordersOut, feedings }: CheckedSource,
  readers: Partial<Record<Flow, Reader<unknown>>>,
  orders: HandedOverOrders,
  dataSource: DataSource,
): OutParts | null {
  if (document.transport === 'files' && ordersOut !== null && ordersOut.file !== null) {
    const files = orderFilesOf(document, ordersOut.compiled, ordersOut.file.reference, dataSource);
    if (files === null) return null;
    const own = { mark: {}, recipientColumns: null };
    return {
      readers: { orders: ownOrders(readers.orders as Reader<ErpOrder>, orders, own) },
      capabilities: filedOrders(files, { askAgainMs: document.out?.orders?.every ?? 0 }),
      close: () => files.close(),
    };
  }
  const settings = document.transport === 'sql' ? document.out?.orders : undefined;
  if (ordersOut === null || settings === undefined || document.transport !== 'sql') return null;
  const writer = lazyWriter(document, settings);
  const { compiled } = ordersOut;
  const read = feedings.find(({ flow, prefix }) => flow === 'orders' && prefix === '');
  const reads = read && document.readers[read.reader];
  const own = {
    mark: settings.mark,
    recipientColumns: reads && readsWhatIsWritten(reads, settings) ? compiled.recipientColumns : null,
  };
  return {
    readers: { orders: ownOrders(readers.orders as Reader<ErpOrder>, orders, own) },
    capabilities: createdOrders(compiled, writer, { askAgainMs: settings.every }),
    close: () => writer.close(),
  };
}

function orderFilesOf(
  { source, zone, at, out, readers }: FilesDocument,
  mapping: CompiledOutgoing,
  reference: string,
  dataSource: DataSource,
): OrderFiles | null {
  const orders = out?.orders;
  if (orders === undefined) return null;
  const { folder, name, each, archive = null, acknowledged, format, write, lines } = orders;
  const settings = {
    ...{ source, mapping, reference, folder, each, archive },
    layout: { format, write, lines },
    name: compileOutgoingName(name, zone),
    marker: orders.marker === undefined ? null : (of: string) => markerName(orders, of) ?? of,
    answers: { ...acknowledged, reader: acknowledged.by, nothing: readers[acknowledged.by]?.nothing ?? [] },
  };
  return new OrderFiles(dataSource, settings, () => openStore(at));
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

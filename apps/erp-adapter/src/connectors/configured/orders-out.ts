import type { CreatesOrders, FindsOrders, Flow, HandedOverOrders, Reader } from '@throughline/connector';
import { numberColumn } from '@throughline/database-sources';
import type { ErpOrder } from '@throughline/events';
import { compileOutgoingName, markerName, openStore } from '@throughline/file-stores';
import type { DataSource } from '@throughline/persistence';
import type {
  CheckedSource,
  DatabaseDocument,
  DatabaseOrdersOut,
  FilesDocument,
  OrdersOut,
} from '@throughline/source-documents';
import { OrderFiles } from '../transports/files/order-files.ts';
import { createdOrders } from './created-orders.ts';
import { filedOrders } from './filed-orders.ts';
import { lazyWriter } from './lazy-writer.ts';
import { ownOrders } from './own-orders.ts';

/** What there is more of a source that orders go out to. */
interface OutParts {
  /** Reads its orders, and tells ours among them. */
  readonly readers: { readonly orders: Reader<ErpOrder> };
  readonly capabilities: CreatesOrders & FindsOrders;
  close(): Promise<void>;
}

type OwnMark = Parameters<typeof ownOrders>[2];

/** How orders go out to a source by its document; null where they do not. Opens nothing before it is needed. */
export function ordersOutOf(
  { document, ordersOut, feedings }: CheckedSource,
  readers: Partial<Record<Flow, Reader<unknown>>>,
  orders: HandedOverOrders,
  dataSource: DataSource,
): OutParts | null {
  if (ordersOut === null) return null;
  const ofOurs = (own: OwnMark) => ({ orders: ownOrders(readers.orders as Reader<ErpOrder>, orders, own) });
  if (document.transport === 'files' && ordersOut.file !== null) {
    const files = orderFilesOf(document, ordersOut, ordersOut.file.reference, dataSource);
    if (files === null) return null;
    return {
      readers: ofOurs({ mark: {}, recipientColumns: null }),
      capabilities: filedOrders(files, { askAgainMs: document.out?.orders?.every ?? 0 }),
      close: () => files.close(),
    };
  }
  if (document.transport !== 'sql' || document.out?.orders === undefined) return null;
  const settings = document.out.orders;
  const { compiled } = ordersOut;
  const writer = lazyWriter(document, settings);
  const read = feedings.find(({ flow, prefix }) => flow === 'orders' && prefix === '');
  const reads = read && document.readers[read.reader];
  return {
    readers: ofOurs({
      mark: settings.mark,
      recipientColumns: reads && readsWhatIsWritten(reads, settings) ? compiled.recipientColumns : null,
    }),
    capabilities: createdOrders(compiled, writer, { askAgainMs: settings.every }),
    close: () => writer.close(),
  };
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

function orderFilesOf(
  { source, zone, at, out, readers }: FilesDocument,
  { compiled: mapping }: OrdersOut,
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

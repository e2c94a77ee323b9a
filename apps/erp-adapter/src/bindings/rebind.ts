import type { Flow, FlowRecords, MappedRecord, Reference } from '@throughline/connector';
import { fingerprintOf } from '../mapping/check.ts';

type CodeOf = (code: string) => string;
type Rebinds = { readonly [F in Flow]?: (value: FlowRecords[F], codeOf: CodeOf) => FlowRecords[F] };

/** Where records say codes of items. */
const rebinds: Rebinds = {
  items: (item, codeOf) => ({
    ...item,
    code: codeOf(item.code),
    components: item.components.map((component) => ({ ...component, sku: codeOf(component.sku) })),
  }),
  prices: (price, codeOf) => ({ ...price, sku: codeOf(price.sku) }),
  stock: (stock, codeOf) => ({ ...stock, sku: codeOf(stock.sku) }),
  orders: (order, codeOf) => ({
    ...order,
    lines: order.lines.map((line) => ({
      ...line,
      sku: codeOf(line.sku),
      components: line.components.map((component) => ({ ...component, sku: codeOf(component.sku) })),
    })),
    shipments: order.shipments.map((shipment) => ({
      ...shipment,
      lines: shipment.lines.map((line) => ({ ...line, sku: codeOf(line.sku) })),
    })),
  }),
  invoices: (invoice, codeOf) => ({
    ...invoice,
    lines: invoice.lines.map((line) => (line.sku === null ? line : { ...line, sku: codeOf(line.sku) })),
  }),
};

/** Flows whose keys have the code of an item behind the source. */
const keyedByItem: ReadonlySet<Flow> = new Set(['items', 'prices', 'stock']);

/** Source keys of the items that records are of or name. */
export function itemsNamed(flow: Flow, records: readonly MappedRecord<unknown>[]): string[] {
  return [...new Set(records.flatMap((record) => itemsOf(flow, record).map(({ sourceKey }) => sourceKey)))];
}

/**
 * Has records say the codes that people have given items, in the place of those that their keys come to. One that names
 * two items by one code, of which only one was given another, is held back: nobody can tell which is meant where.
 * @param bound by source key
 */
export function rebind(
  flow: Flow,
  records: readonly MappedRecord<unknown>[],
  bound: ReadonlyMap<string, string>,
): MappedRecord<unknown>[] {
  return bound.size === 0 ? [...records] : records.map((record) => rebindOne(flow, record, bound));
}

function rebindOne(
  flow: Flow,
  record: MappedRecord<unknown>,
  bound: ReadonlyMap<string, string>,
): MappedRecord<unknown> {
  const codes = new Map<string, string>();
  for (const { code, sourceKey } of itemsOf(flow, record)) {
    const to = bound.get(sourceKey) ?? code;
    const known = codes.get(code);
    if (known !== undefined && known !== to) {
      const reason = `${JSON.stringify(code)} is the code of several rows`;
      return {
        ...record,
        value: null,
        issues: [...record.issues, { field: 'code', reason, severity: 'held' }],
      };
    }
    codes.set(code, to);
  }
  const changed = [...codes].filter(([code, to]) => code !== to);
  if (changed.length === 0) return record;
  const codeOf: CodeOf = (code) => codes.get(code) ?? code;
  const rewrite = rebinds[flow] as ((value: unknown, codeOf: CodeOf) => unknown) | undefined;
  return {
    ...record,
    ...(keyedByItem.has(flow) && !record.keyUnknown && { key: rebound(record.key, codeOf) }),
    value: record.value === null || rewrite === undefined ? record.value : rewrite(record.value, codeOf),
    fingerprint: fingerprintOf([record.fingerprint, changed]),
    ...(record.names && {
      names: record.names.map((name) =>
        name.flow === 'items' ? { ...name, code: bound.get(name.sourceKey) ?? name.code } : name,
      ),
    }),
  };
}

/** The items that a record is of or names. */
function itemsOf(flow: Flow, { key, sourceKey, names = [], keyUnknown }: MappedRecord<unknown>): Reference[] {
  const named = names.filter((name) => name.flow === 'items');
  return flow === 'items' && !keyUnknown ? [{ flow, code: codeIn(key), sourceKey }, ...named] : named;
}

function codeIn(key: string): string {
  return key.split('|')[1] ?? '';
}

function rebound(key: string, codeOf: CodeOf): string {
  const [source = '', code = '', ...rest] = key.split('|');
  return [source, codeOf(code), ...rest].join('|');
}

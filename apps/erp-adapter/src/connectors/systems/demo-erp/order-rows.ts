import { type Decimal, divide, multiply } from '@throughline/money';
import type { NewOrder } from '@throughline/connector';
import { cleanCode } from '../../../mapping/check.ts';
import type { Mapping } from '../../../mapping/mapping.ts';
import { misfitOf } from './limits.ts';

type NewOrderLine = NewOrder['lines'][number];

/** What the back office knows, as far as new orders need it. */
export interface OnFile {
  /** By item code. */
  items: ReadonlyMap<string, ItemOnFile>;
  /** Status by customer number. */
  customers: ReadonlyMap<string, string>;
}

export interface ItemOnFile {
  /** `G` goods, `S` service, `K` kit. */
  kind: string;
  /** Codes of the back office: the item's own unit, then its units of pack. */
  units: readonly string[];
}

/** A row of SOLINE. */
export interface LineRow {
  line: number;
  item: string;
  ordered: number;
  cancelled: number;
  unit: string;
  unitQuantity: number;
  unitNet: Decimal;
  perQuantity: number;
  /** Of one base unit, to seven decimals. */
  price: Decimal;
}

/** A row of SOLINE for a component of a kit, which stands in the line `kit`. */
export interface ComponentRow {
  line: number;
  kit: number;
  item: string;
  /** Units in one kit. */
  perKit: number;
  ordered: number;
  cancelled: number;
}

/** Codes of units as the mapping has them: the back office's → UN/ECE. */
type UnitCodes = Mapping['units'];

/** Why the programs of the back office would not take the order, where its tables would; null when they would. */
export function refusalOf(order: NewOrder, { items, customers }: OnFile, codes: UnitCodes): string | null {
  for (const line of order.lines) {
    const item = items.get(line.item);
    if (item === undefined) return `The back office has no item ${line.item}`;
    if (unitOf(line, item, codes) === undefined)
      return `The back office has no unit ${line.unit} of item ${line.item}`;
    const unknown = line.components.find((part) => !items.has(part.item));
    if (unknown) return `The back office has no item ${unknown.item}, a component of kit ${line.item}`;
    const isKit = line.components.length > 0;
    if (isKit && item.kind !== 'K') return `Item ${line.item} is no kit in the back office`;
    if (!isKit && item.kind === 'K')
      return `Item ${line.item} is a kit in the back office, and the order does not say of what`;
  }
  const misfit = misfitOf(order);
  if (misfit !== null) return `The back office cannot hold it: ${misfit}`;
  const status = customers.get(order.customer);
  if (status === undefined) return `The back office has no customer ${order.customer}`;
  return status === 'A' ? null : `Customer ${order.customer} is blocked in the back office`;
}

/** The rows of an order that is not refused. Components come after all its lines, whose numbers stay ours. */
export function rowsOf(
  { lines }: NewOrder,
  { items }: OnFile,
  codes: UnitCodes,
): { lines: LineRow[]; components: ComponentRow[] } {
  const last = Math.max(...lines.map(({ line }) => line));
  const components = lines.flatMap((kit) =>
    kit.components.map(({ item, quantity }) => ({
      kit: kit.line,
      item,
      perKit: quantity,
      ordered: kit.ordered * quantity,
      cancelled: kit.cancelled * quantity,
    })),
  );
  return {
    lines: lines.map((line) => ({
      line: line.line,
      item: line.item,
      ordered: line.ordered,
      cancelled: line.cancelled,
      unit: unitOf(line, items.get(line.item), codes) ?? '',
      unitQuantity: line.unitQuantity,
      unitNet: line.unitNet,
      perQuantity: line.perQuantity,
      price: basePrice(line),
    })),
    components: components.map((row, index) => ({ line: last + 1 + index, ...row })),
  };
}

/** The unit of the item that the line is ordered in, by its code in the back office; its own where the line says none. */
function unitOf({ unit }: NewOrderLine, item: ItemOnFile | undefined, codes: UnitCodes): string | undefined {
  if (unit === '') return item?.units[0];
  return item?.units.find((code) => codes[cleanCode(code)] === unit);
}

function basePrice({ unitNet, unitQuantity, perQuantity, ordered }: NewOrderLine): Decimal {
  return divide(multiply(unitNet, String(unitQuantity)), multiply(String(ordered), String(perQuantity)), 7);
}

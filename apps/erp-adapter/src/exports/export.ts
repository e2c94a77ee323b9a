import type {
  ErpOrder,
  ErpOrderLine,
  ExportDifference,
  KitComponent,
  OrderPlaced,
  PlacedLine,
} from '@throughline/events';
import { compare, divide, multiply, parseDecimal } from '@throughline/money';
import { type RoundingPolicy, orderTotals, roundingPolicies } from '@throughline/order-rules';
import type { NewOrder } from '@throughline/connector';

/**
 * How far the hand-over of an order has come; `placed` while nobody has promised it yet, `cancelled` when nothing of it
 * was left to hand over.
 */
export type ExportState =
  'placed' | 'received' | 'parked' | 'sent' | 'acknowledged' | 'verified' | 'refused' | 'cancelled';

/** Units of a line that are not wanted any more, by line number. */
export type CancelledUnits = ReadonlyMap<number, number>;

/** Whether anything of the order is left to deliver. */
export function isWhollyCancelled({ lines }: OrderPlaced, cancelled: CancelledUnits): boolean {
  return lines.every(({ line, quantity }) => (cancelled.get(line) ?? 0) >= quantity);
}

/** How a line was sold. One of an order that was kept before 0.2 says nothing of it: it is of base units. */
function soldAs(line: PlacedLine): Pick<PlacedLine, 'unit' | 'unitQuantity' | 'perQuantity' | 'components'> {
  const { unit, unitQuantity, perQuantity, components } = line;
  if (!unitQuantity) return { unit: '', unitQuantity: line.quantity, perQuantity: 1, components: [] };
  return { unit, unitQuantity, perQuantity, components };
}

/**
 * The price without tax of `perQuantity` of the unit that comes to the line's net amount. Seven decimals are enough for
 * every quantity below ten thousand, in currencies with three decimals too.
 */
function netPrice(
  { net }: PlacedLine,
  { unitQuantity, perQuantity }: { unitQuantity: number; perQuantity: number },
) {
  return divide(multiply(net, String(perQuantity)), String(unitQuantity), 7);
}

/** The document that the back office is to have. */
export function documentFor(
  placed: OrderPlaced,
  cancelled: CancelledUnits,
  customer: string,
  recipient: NewOrder['recipient'],
): NewOrder {
  return {
    order: placed.order,
    customer,
    currency: placed.currency,
    placedAt: new Date(placed.at),
    shippingNet: placed.shippingNet,
    purchaseOrderNumber: purchaseOrderOf(placed),
    recipient,
    lines: placed.lines.map((line) => {
      const sold = soldAs(line);
      return {
        line: line.line,
        sku: line.sku,
        ...sold,
        unitNet: line.taxIncluded ? netPrice(line, sold) : line.unitPrice,
        ordered: line.quantity,
        cancelled: Math.min(cancelled.get(line.line) ?? 0, line.quantity),
      };
    }),
  };
}

/** Null also for an order that was kept before 0.2, which lacks the field. */
function purchaseOrderOf({ purchaseOrderNumber }: { purchaseOrderNumber?: string | null }): string | null {
  return purchaseOrderNumber ?? null;
}

/**
 * The figures of the document in the back office that are not ours; none when it says what we say. Units that left
 * before the back office heard that they are not wanted have not been cancelled. Charges other than freight are not
 * ours.
 * @param theirs null when it cannot be read
 */
export function differencesFrom(
  placed: OrderPlaced,
  unwanted: CancelledUnits,
  theirs: ErpOrder | null,
): ExportDifference[] {
  if (theirs === null)
    return [
      difference('missing-document', { field: 'document', ours: placed.order, theirs: 'cannot be read' }),
    ];
  const cancelled = withoutShipped(placed, unwanted, theirs);
  const differences: ExportDifference[] = [];
  const note = (kind: DifferenceKind, compared: Compared) => differences.push(difference(kind, compared));
  const text = (kind: DifferenceKind, compared: Compared) => {
    if (compared.ours !== compared.theirs) note(kind, compared);
  };
  const total = (field: string, ours: string, other: string) => {
    if (compare(ours, other) !== 0) note('total', { field, ours, theirs: other });
  };
  text('currency', { field: 'currency', ours: placed.currency, theirs: theirs.currency });
  text('reference', {
    field: 'purchaseOrderNumber',
    ours: purchaseOrderOf(placed) ?? 'none',
    theirs: theirs.purchaseOrderNumber ?? 'none',
  });
  const found = new Map(theirs.lines.map((line) => [line.line, line]));
  for (const line of placed.lines) {
    const { line: number, sku, quantity } = line;
    const other = found.get(number);
    if (other === undefined) {
      const ours = `${quantity} × ${sku}`;
      note('missing-line', { field: `lines[${number}]`, ours, theirs: 'missing', line: number });
      continue;
    }
    const sold = soldAs(line);
    const part = (kind: DifferenceKind, name: string, ours: string | number, their: string | number) =>
      text(kind, {
        field: `lines[${number}].${name}`,
        ours: String(ours),
        theirs: String(their),
        line: number,
      });
    part('substituted', 'sku', sku, other.sku);
    if (sold.unit !== '') {
      part('unit', 'unit', sold.unit, other.unit);
      part('unit', 'unitQuantity', sold.unitQuantity, other.unitQuantity);
    }
    part(other.ordered < quantity ? 'lowered' : 'raised', 'ordered', quantity, other.ordered);
    part('cancellation', 'cancelled', cancelled.get(number) ?? 0, other.cancelled);
    part('components', 'components', recipe(sold.components), recipe(other.components));
    found.delete(number);
  }
  for (const { line, sku, ordered } of found.values())
    note('added-line', { field: `lines[${line}]`, ours: 'none', theirs: `${ordered} × ${sku}`, line });
  for (const { line, code, net } of theirs.charges)
    if (code !== 'freight') note('charge', { field: `charges[${code}]`, ours: 'none', theirs: net, line });
  const ours = totalsOf(placed, cancelled);
  total('net', ours.net, theirs.net);
  total('tax', ours.tax, theirs.tax);
  total('gross', ours.gross, theirs.gross);
  return differences;
}

/** The kinds of differences that are looked for, of those that the contract names. */
type DifferenceKind =
  | 'missing-document'
  | 'missing-line'
  | 'added-line'
  | 'substituted'
  | 'lowered'
  | 'raised'
  | 'unit'
  | 'charge'
  | 'components'
  | 'reference'
  | 'currency'
  | 'cancellation'
  | 'total';

/** A field as both sides have it, and the line that it is of. */
type Compared = Pick<ExportDifference, 'field' | 'ours' | 'theirs'> & { line?: number | null };

function difference(kind: DifferenceKind, { field, ours, theirs, line = null }: Compared): ExportDifference {
  return { kind, field, ours, theirs, line, since: null, worth: null };
}

/** A difference as it is kept: instants are texts, and one from before 0.3 of the contract lacks what that added. */
export type StoredDifference = Pick<ExportDifference, 'field' | 'ours' | 'theirs'> &
  Partial<Omit<ExportDifference, 'since'>> & { since?: string | null };

export function differenceOf({ since = null, ...stored }: StoredDifference): ExportDifference {
  return {
    ...{ kind: '', line: null, worth: null },
    ...stored,
    since: since === null ? null : new Date(since),
  };
}

/** What a kit is put together of, in words that do not depend on the order. */
function recipe(components: readonly KitComponent[]): string {
  const parts = components.map(({ sku, quantity }) => `${quantity} × ${sku}`);
  return parts.toSorted().join(', ') || 'none';
}

function withoutShipped(placed: OrderPlaced, unwanted: CancelledUnits, theirs: ErpOrder): CancelledUnits {
  const begun = new Map(theirs.lines.map((line) => [line.line, begunOf(line, theirs)]));
  return new Map(
    placed.lines.map(({ line, quantity }) => [
      line,
      Math.max(0, Math.min(unwanted.get(line) ?? 0, quantity - (begun.get(line) ?? 0))),
    ]),
  );
}

/** Units that have left; of a kit, kits of which anything has. */
function begunOf({ line, shipped, components }: ErpOrderLine, { shipments }: ErpOrder): number {
  const sent = shipments.flatMap(({ lines }) => lines).filter((part) => part.line === line);
  const begun = components.map(({ sku, quantity }) => {
    const units = sent.reduce((sum, part) => (part.sku === sku ? sum + part.quantity : sum), 0);
    return Math.ceil(units / quantity);
  });
  return Math.max(shipped, ...begun);
}

/** What is owed for what is left: as the shopper saw it, computed anew only when units were cancelled. */
function totalsOf(
  placed: OrderPlaced,
  cancelled: CancelledUnits,
): { net: string; tax: string; gross: string } {
  if ([...cancelled.values()].every((units) => units === 0)) {
    return {
      net: parseDecimal(placed.net),
      tax: parseDecimal(placed.tax),
      gross: parseDecimal(placed.gross),
    };
  }
  const rounding = roundingPolicies.find((policy): policy is RoundingPolicy => policy === placed.rounding);
  return orderTotals({
    currency: placed.currency,
    rounding: rounding ?? 'tax-group',
    lines: placed.lines.map((line) => {
      const { unitQuantity, perQuantity } = soldAs(line);
      return {
        ...line,
        // Of a pack a part may be left. The same price, said of base units: nothing is rounded before it is multiplied.
        unitPrice: multiply(line.unitPrice, String(unitQuantity)),
        perQuantity: perQuantity * line.quantity,
        quantity: Math.max(0, line.quantity - (cancelled.get(line.line) ?? 0)),
      };
    }),
    shipping: isWhollyCancelled(placed, cancelled)
      ? null
      : {
          net: placed.shippingNet,
          taxCategory:
            placed.lines.find(({ taxRate }) => taxRate === placed.shippingTaxRate)?.taxCategory ?? '',
          taxRate: placed.shippingTaxRate,
        },
  });
}

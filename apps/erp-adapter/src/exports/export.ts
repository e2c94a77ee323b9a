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
 */
export function differencesFrom(
  placed: OrderPlaced,
  unwanted: CancelledUnits,
  theirs: ErpOrder,
): ExportDifference[] {
  const cancelled = withoutShipped(placed, unwanted, theirs);
  const differences: ExportDifference[] = [];
  const text = (field: string, ours: string, other: string) => {
    if (ours !== other) differences.push({ field, ours, theirs: other });
  };
  const amount = (field: string, ours: string, other: string) => {
    if (compare(ours, other) !== 0) differences.push({ field, ours, theirs: other });
  };
  text('currency', placed.currency, theirs.currency);
  text('purchaseOrderNumber', purchaseOrderOf(placed) ?? 'none', theirs.purchaseOrderNumber ?? 'none');
  const found = new Map(theirs.lines.map((line) => [line.line, line]));
  for (const line of placed.lines) {
    const { line: number, sku, quantity } = line;
    const other = found.get(number);
    if (other === undefined) {
      differences.push({ field: `lines[${number}]`, ours: `${quantity} × ${sku}`, theirs: 'missing' });
      continue;
    }
    const sold = soldAs(line);
    text(`lines[${number}].sku`, sku, other.sku);
    if (sold.unit !== '') {
      text(`lines[${number}].unit`, sold.unit, other.unit);
      text(`lines[${number}].unitQuantity`, String(sold.unitQuantity), String(other.unitQuantity));
    }
    text(`lines[${number}].ordered`, String(quantity), String(other.ordered));
    text(`lines[${number}].cancelled`, String(cancelled.get(number) ?? 0), String(other.cancelled));
    text(`lines[${number}].components`, recipe(sold.components), recipe(other.components));
    found.delete(number);
  }
  for (const { line, sku, ordered } of found.values())
    differences.push({ field: `lines[${line}]`, ours: 'none', theirs: `${ordered} × ${sku}` });
  for (const { code, net } of theirs.charges)
    if (code !== 'freight') differences.push({ field: `charges[${code}]`, ours: 'none', theirs: net });
  const ours = totalsOf(placed, cancelled);
  amount('net', ours.net, theirs.net);
  amount('tax', ours.tax, theirs.tax);
  amount('gross', ours.gross, theirs.gross);
  return differences;
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

import type { ErpOrder, ExportDifference, OrderPlaced } from '@throughline/events';
import { compare, divide, parseDecimal } from '@throughline/money';
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
    recipient,
    lines: placed.lines.map((line) => ({
      line: line.line,
      sku: line.sku,
      unitNet: line.taxIncluded ? divide(line.net, String(line.quantity), 4) : line.unitPrice,
      ordered: line.quantity,
      cancelled: Math.min(cancelled.get(line.line) ?? 0, line.quantity),
    })),
  };
}

/**
 * The figures of the document in the back office that are not ours; none when it says what we say. Units that left
 * before the back office heard that they are not wanted have not been cancelled.
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
  const found = new Map(theirs.lines.map((line) => [line.line, line]));
  for (const { line, sku, quantity } of placed.lines) {
    const other = found.get(line);
    if (other === undefined) {
      differences.push({ field: `lines[${line}]`, ours: `${quantity} × ${sku}`, theirs: 'missing' });
      continue;
    }
    text(`lines[${line}].sku`, sku, other.sku);
    text(`lines[${line}].ordered`, String(quantity), String(other.ordered));
    text(`lines[${line}].cancelled`, String(cancelled.get(line) ?? 0), String(other.cancelled));
    found.delete(line);
  }
  for (const { line, sku, ordered } of found.values())
    differences.push({ field: `lines[${line}]`, ours: 'none', theirs: `${ordered} × ${sku}` });
  const ours = totalsOf(placed, cancelled);
  amount('net', ours.net, theirs.net);
  amount('tax', ours.tax, theirs.tax);
  amount('gross', ours.gross, theirs.gross);
  return differences;
}

function withoutShipped(placed: OrderPlaced, unwanted: CancelledUnits, theirs: ErpOrder): CancelledUnits {
  const shipped = new Map(theirs.lines.map((line) => [line.line, line.shipped]));
  return new Map(
    placed.lines.map(({ line, quantity }) => [
      line,
      Math.max(0, Math.min(unwanted.get(line) ?? 0, quantity - (shipped.get(line) ?? 0))),
    ]),
  );
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
    lines: placed.lines.map((line) => ({
      ...line,
      quantity: Math.max(0, line.quantity - (cancelled.get(line.line) ?? 0)),
    })),
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

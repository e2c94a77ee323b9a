import type { ErpOrder, ErpOrderLine, OrderPlaced, PlacedLine } from '@throughline/events';
import { type Decimal, isZero, multiply, parseDecimal, round } from '@throughline/money';
import { type RoundingPolicy, orderTotals, roundingPolicies } from '@throughline/order-rules';
import { type CancelledUnits, netPrice, purchaseOrderOf, soldAs } from '../exports/export.ts';
import type { KeyedState } from './keyed-state.ts';

/** What an order comes to without the units that are not wanted any more. */
export interface Owed {
  /** Net amounts by line number. */
  lines: ReadonlyMap<number, Decimal>;
  /** Null when nothing is delivered. */
  shippingNet: Decimal | null;
  net: Decimal;
  tax: Decimal;
  gross: Decimal;
}

/** While nothing is cancelled, what the shopper saw; else computed anew, by the prices and the rounding of the order. */
export function owedFor(placed: OrderPlaced, cancelled: CancelledUnits): Owed {
  const left = ({ line, quantity }: PlacedLine) => Math.max(0, quantity - (cancelled.get(line) ?? 0));
  if (placed.lines.every((line) => left(line) === line.quantity)) {
    const { net, tax, gross, shippingNet } = placed;
    return {
      lines: new Map(placed.lines.map((line) => [line.line, parseDecimal(line.net)])),
      ...{ shippingNet: parseDecimal(shippingNet), net: parseDecimal(net) },
      ...{ tax: parseDecimal(tax), gross: parseDecimal(gross) },
    };
  }
  const isDead = placed.lines.every((line) => left(line) === 0);
  const rounding = roundingPolicies.find((policy): policy is RoundingPolicy => policy === placed.rounding);
  const totals = orderTotals({
    currency: placed.currency,
    rounding: rounding ?? 'tax-group',
    lines: placed.lines.map((line) => {
      const { unitQuantity, perQuantity } = soldAs(line);
      return {
        ...line,
        // Of a pack a part may be left: the same price, said of base units.
        unitPrice: multiply(line.unitPrice, String(unitQuantity)),
        perQuantity: perQuantity * line.quantity,
        quantity: left(line),
      };
    }),
    shipping: isDead
      ? null
      : {
          net: placed.shippingNet,
          taxCategory:
            placed.lines.find(({ taxRate }) => taxRate === placed.shippingTaxRate)?.taxCategory ?? '',
          taxRate: placed.shippingTaxRate,
        },
  });
  return {
    lines: new Map(totals.lines.map(({ line, net }) => [line, net])),
    shippingNet: isDead ? null : parseDecimal(placed.shippingNet),
    ...{ net: totals.net, tax: totals.tax, gross: totals.gross },
  };
}

/** Units of each line that are cancelled in the document: those that it was told of, and those that it says by itself. */
export function cancelledThere(
  placed: OrderPlaced,
  told: CancelledUnits,
  { status, lines }: KeyedState,
): Map<number, number> {
  const keyed = new Map(lines.map((line) => [line.line, line]));
  return new Map(
    placed.lines.map(({ line, quantity }) => {
      const { shipped = 0, cancelled = 0 } = keyed.get(line) ?? {};
      const asked = status === 'cancelled' ? quantity : Math.max(cancelled, told.get(line) ?? 0);
      return [line, Math.min(asked, quantity - shipped)];
    }),
  );
}

/** Where an order is typed in, and for whom. */
export interface KeyedHead {
  source: string;
  number: string;
  customer: string;
}

/** The document of an order as a connector would read it: the order, with what clerks have said of it. */
export function keyedDocument(
  placed: OrderPlaced,
  told: CancelledUnits,
  keyed: KeyedState,
  { source, number, customer }: KeyedHead,
): ErpOrder {
  const cancelled = cancelledThere(placed, told, keyed);
  const owed = owedFor(placed, cancelled);
  const shipped = new Map(keyed.lines.map((line) => [line.line, line.shipped]));
  const lines = placed.lines.map((line): ErpOrderLine => {
    const { unit, unitQuantity, perQuantity, components } = soldAs(line);
    const gone = cancelled.get(line.line) ?? 0;
    return {
      ...{ line: line.line, sku: line.sku, name: line.name, kind: components.length > 0 ? 'kit' : 'goods' },
      ...{ unit, unitQuantity, perQuantity, ordered: line.quantity, cancelled: gone },
      shipped: shipped.get(line.line) ?? 0,
      invoiced: keyed.status === 'invoiced' ? line.quantity - gone : 0,
      unitPrice: line.taxIncluded ? netPrice(line, { unitQuantity, perQuantity }) : round(line.unitPrice, 7),
      discountPercent: '0',
      net: owed.lines.get(line.line) ?? '0',
      components: components.map(({ sku, quantity }) => ({ sku, quantity })),
    };
  });
  const isOver = lines.every((line) => line.cancelled === line.ordered);
  return {
    ...{ source, number, channelOrder: placed.order, origin: 'web', customer, billTo: null },
    status: isOver ? 'cancelled' : keyed.status,
    purchaseOrderNumber: purchaseOrderOf(placed),
    ...{ buyerReference: null, requestedOn: null, shipComplete: false, currency: placed.currency },
    placedAt: new Date(placed.at),
    lines,
    charges:
      owed.shippingNet === null || isZero(owed.shippingNet)
        ? []
        : [{ line: null, code: 'freight', name: placed.shippingMethod, net: owed.shippingNet }],
    shipments: keyed.shipments.map(({ shippedAt, lines: units, ...shipment }) => ({
      ...shipment,
      shippedAt: new Date(shippedAt),
      lines: units.flatMap((unit) => partsOf(placed, unit)),
    })),
    ...{ net: owed.net, tax: owed.tax, gross: owed.gross },
  };
}

/** What leaves of a kit are its components, under its line. */
function partsOf(
  placed: OrderPlaced,
  { line, quantity }: { line: number; quantity: number },
): { line: number; sku: string; quantity: number }[] {
  const ordered = placed.lines.find((each) => each.line === line);
  if (ordered === undefined) return [];
  const { components } = soldAs(ordered);
  if (components.length === 0) return [{ line, sku: ordered.sku, quantity }];
  return components.map((part) => ({ line, sku: part.sku, quantity: part.quantity * quantity }));
}

import type { OrderPlaced, PlacedLine } from '@throughline/events';
import { divide, multiply } from '@throughline/money';
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
export function soldAs(
  line: PlacedLine,
): Pick<PlacedLine, 'unit' | 'unitQuantity' | 'perQuantity' | 'components'> {
  const { unit, unitQuantity, perQuantity, components } = line;
  if (!unitQuantity) return { unit: '', unitQuantity: line.quantity, perQuantity: 1, components: [] };
  return { unit, unitQuantity, perQuantity, components };
}

/**
 * The price without tax of `perQuantity` of the unit that comes to the line's net amount. Seven decimals are enough for
 * every quantity below ten thousand, in currencies with three decimals too.
 */
export function netPrice(
  { net }: PlacedLine,
  { unitQuantity, perQuantity }: { unitQuantity: number; perQuantity: number },
) {
  return divide(multiply(net, String(perQuantity)), String(unitQuantity), 7);
}

/** What an order names, components of kits among them. */
export function skusOf({ lines }: OrderPlaced): string[] {
  return lines.flatMap((line) => [line.sku, ...soldAs(line).components.map(({ sku }) => sku)]);
}

/**
 * The document that the back office is to have.
 * @param items keys of items there by SKU; one that is not in it is called there as it is here
 */
export function documentFor(
  placed: OrderPlaced,
  cancelled: CancelledUnits,
  customer: string,
  recipient: NewOrder['recipient'],
  items: ReadonlyMap<string, string> = new Map(),
): NewOrder {
  const itemOf = (sku: string) => items.get(sku) ?? sku;
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
        item: itemOf(line.sku),
        ...sold,
        components: sold.components.map((part) => ({ ...part, item: itemOf(part.sku) })),
        unitNet: line.taxIncluded ? netPrice(line, sold) : line.unitPrice,
        ordered: line.quantity,
        cancelled: Math.min(cancelled.get(line.line) ?? 0, line.quantity),
      };
    }),
  };
}

/** Null also for an order that was kept before 0.2, which lacks the field. */
export function purchaseOrderOf({
  purchaseOrderNumber,
}: {
  purchaseOrderNumber?: string | null;
}): string | null {
  return purchaseOrderNumber ?? null;
}

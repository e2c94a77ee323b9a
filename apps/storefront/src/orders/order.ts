import type { Decimal } from '@throughline/money';
import type { ResponseOf } from '@throughline/service';
import { grossShares } from '../cart/gross-shares.ts';
import type { order, orderLine, rejectedLine } from './order.response.schemas.ts';
import type { PlacedOrder } from './order.tables.ts';

/** What can be done about a rejected line, at the prices and with the stock of this moment. */
export type RejectedLineView = ResponseOf<typeof rejectedLine>;
export type OrderLineView = ResponseOf<typeof orderLine>;
/** An order as its shopper sees it. */
export type OrderView = ResponseOf<typeof order>;

const ended = new Set([
  'rejected',
  'cancelled',
  'partly-shipped',
  'shipped',
  'invoiced',
  'completed',
  'returned',
]);

/** Whether the orders service has decided: confirmed, or rejected with a reason. */
export function isDecided({ order }: Pick<PlacedOrder, 'order'>): boolean {
  return order !== null && order.state !== 'placed';
}

/** Whether the shopper may still request the cancellation of the whole order. */
export function isCancellable({ order, cancellationRequestedAt }: PlacedOrder): boolean {
  if (cancellationRequestedAt !== null) return false;
  return order === null || (!ended.has(order.state) && order.lines.every(({ shipped }) => shipped === 0));
}

/** @param rejected what can be done about the lines of a rejected order */
export function orderView(
  placed: PlacedOrder,
  rejected: RejectedLineView[],
  traceUrl: string | null,
): OrderView {
  const { request, order } = placed;
  const latest = order ?? request;
  const { lines, shipping } = amountsOf(placed);
  return {
    order: placed.orderNumber,
    version: placed.version,
    state: order?.state ?? 'placed',
    decided: isDecided(placed),
    placedAt: order?.placedAt ?? request.at,
    currency: latest.currency,
    country: latest.country,
    lines,
    shipping: { method: latest.shippingMethod, net: latest.shippingNet, gross: shipping },
    net: latest.net,
    tax: latest.tax,
    gross: latest.gross,
    erpNumber: order?.erpNumber ?? null,
    integration: order?.integration ?? 'none',
    rejection: order?.rejection ? { reason: order.rejection.reason, lines: rejected } : null,
    shipments: order?.shipments ?? [],
    invoices: order?.invoices ?? [],
    steps: order?.history ?? [{ step: 'received', at: request.at, detail: null }],
    cancellable: isCancellable(placed),
    cancellationRequested: placed.cancellationRequestedAt !== null,
    traceUrl,
  };
}

/** What the orders service would state for a line that it has not seen yet. */
const undecided = { reserved: 0, backOrdered: 0, expectedOn: null, shipped: 0, cancelled: 0, invoiced: 0 };

function amountsOf({ request, order }: PlacedOrder): { lines: OrderLineView[]; shipping: Decimal } {
  const lines =
    order?.lines ?? request.lines.map((line) => ({ ...line, ...undecided, ordered: line.quantity }));
  const { gross, currency, shippingNet } = order ?? request;
  const shares = grossShares(gross, currency, [
    ...lines,
    { net: shippingNet, taxRate: request.shippingTaxRate },
  ]);
  return {
    lines: lines.map((line, index) => ({
      line: line.line,
      sku: line.sku,
      name: line.name,
      quantity: line.ordered,
      net: line.net,
      gross: shares[index] ?? '0',
      taxRate: line.taxRate,
      reserved: line.reserved,
      backOrdered: line.backOrdered,
      expectedOn: line.expectedOn,
      shipped: line.shipped,
      cancelled: line.cancelled,
      invoiced: line.invoiced,
    })),
    shipping: shares.at(-1) ?? '0',
  };
}

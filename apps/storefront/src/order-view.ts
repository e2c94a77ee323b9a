import type { Order, OrderStep } from '@throughline/events';
import type { Decimal } from '@throughline/money';
import type { FigureView } from './figure.ts';
import { grossShares } from './gross-shares.ts';
import type { PlacedOrder, Stored } from './order.tables.ts';

/** What can be done about a rejected line, with the figures of this moment. */
export interface RejectedLineView {
  line: number;
  sku: string;
  reason: string;
  /** Units that could be promised; null when stock is not the reason. */
  available: number | null;
  /** Price and stock as they are now; null when the product is gone. */
  now: FigureView | null;
  substitute: { sku: string; model: string; name: string } | null;
}

export interface OrderLineView {
  line: number;
  sku: string;
  name: string;
  quantity: number;
  net: Decimal;
  /** With its share of the order's tax; lines and shipping add up to the order's total. */
  gross: Decimal;
  taxRate: Decimal;
  reserved: number;
  backOrdered: number;
  expectedOn: string | null;
  shipped: number;
  cancelled: number;
  invoiced: number;
}

/** An order as its shopper sees it. */
export interface OrderView {
  order: string;
  /** Grows with every change. */
  version: number;
  /** `placed` until it is decided. */
  state: string;
  decided: boolean;
  placedAt: string;
  currency: string;
  country: string;
  lines: OrderLineView[];
  shipping: { method: string | null; net: Decimal; gross: Decimal };
  net: Decimal;
  tax: Decimal;
  gross: Decimal;
  /** Number in the seller's own system, null before it is known. */
  erpNumber: string | null;
  integration: string;
  rejection: { reason: string; lines: RejectedLineView[] } | null;
  shipments: Stored<Order>['shipments'];
  invoices: Stored<Order>['invoices'];
  steps: Stored<OrderStep>[];
  cancellable: boolean;
  cancellationRequested: boolean;
  /** Where the journey of the order can be seen, on a developer's machine. */
  traceUrl: string | null;
}

const ended = new Set([
  'rejected',
  'cancelled',
  'partly-shipped',
  'shipped',
  'invoiced',
  'completed',
  'returned',
]);

/** Whether orders has decided: a promise, or the reason why there is none. */
export function isDecided({ order }: Pick<PlacedOrder, 'order'>): boolean {
  return order !== null && order.state !== 'placed';
}

/** Whether the shopper may still ask for the whole order to be cancelled. */
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
  const figures = order ?? request;
  const { lines, shipping } = amountsOf(placed);
  return {
    order: placed.orderNumber,
    version: placed.version,
    state: order?.state ?? 'placed',
    decided: isDecided(placed),
    placedAt: order?.placedAt ?? request.at,
    currency: figures.currency,
    country: figures.country,
    lines,
    shipping: { method: figures.shippingMethod, net: figures.shippingNet, gross: shipping },
    net: figures.net,
    tax: figures.tax,
    gross: figures.gross,
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

/** What orders would say of a line that it has not seen yet. */
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

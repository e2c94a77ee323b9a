import type { ErpInvoice, ErpOrder, Order, OrderExport } from '@throughline/events';
import { sum } from '@throughline/money';
import { type LineUnits, newlyShipped } from './kits.ts';
import { applyEvents, completion, evolve, remaining, unchanged } from './order.ts';
import type { OrderEvent, OrderState, Outcome } from './order.ts';

/** Follows the hand-over to the back office; the order's own state does not depend on it. */
export function applyExport(
  state: OrderState,
  { state: reached, erpNumber, reason, at }: OrderExport,
): Outcome {
  const { order } = state;
  if (reached === 'received')
    return {
      state: { ...state, order: { ...order, integration: reached, integrationReason: reason } },
      events: [],
    };
  const value = { order: order.order, state: reached, erpNumber, reason, at };
  return applyEvents(state, [{ type: 'OrderHandedOver', value }], at);
}

/** Follows the back office's order: each shipment not known yet, and units it has cancelled itself. */
export function applyErpOrder(state: OrderState, document: ErpOrder, at: Date): Outcome {
  const number = state.order.order;
  const events: OrderEvent[] = [];
  let current = state;
  const happened = (event: OrderEvent) => {
    events.push(event);
    current = evolve(current, event);
  };

  const known = new Set(state.order.shipments.map((shipment) => shipment.number));
  for (const shipment of document.shipments.filter((each) => !known.has(each.number))) {
    const lines = ours(current.order, shipment.lines);
    if (lines.length === 0) continue;
    const { order } = current;
    const complete = order.lines.every((line) => remaining(line) <= newlyShipped(order, line, lines));
    happened({
      type: 'OrderShipped',
      value: {
        order: number,
        shipment: shipment.number,
        location: shipment.location,
        carrier: shipment.carrier,
        trackingNumber: shipment.trackingNumber,
        trackingUrl: shipment.trackingUrl,
        lines,
        complete,
        at: shipment.shippedAt,
      },
    });
  }

  const cancelled = current.order.lines.flatMap((line) => {
    const theirs = document.lines.find((each) => each.line === line.line)?.cancelled ?? 0;
    const quantity = Math.min(theirs - line.cancelled, remaining(line));
    return quantity > 0 ? [{ line: line.line, sku: line.sku, quantity }] : [];
  });
  if (cancelled.length > 0) {
    const whole = current.order.lines.every(
      (line) => line.shipped === 0 && remaining(line) === unitsOf(cancelled, line.line),
    );
    happened({
      type: 'OrderCancelled',
      value: { order: number, by: 'erp', reason: '', lines: cancelled, whole, at },
    });
  }

  const closing = events.length > 0 ? completion(current.order, at) : [];
  closing.forEach(happened);
  return { state: current, events };
}

/**
 * Follows what a document bills of the order, or gives back. It is immutable: one that is known says nothing new.
 * @param invoice the portion of this order, as `portionsOf` has it
 */
export function applyInvoice(state: OrderState, invoice: ErpInvoice, at: Date): Outcome {
  const { order } = state;
  if (order.invoices.some(({ number }) => number === invoice.number)) return unchanged(state);
  const { number, kind, corrects, currency, gross } = invoice;
  const lines = ours(order, invoice.lines);
  const net = sum([...invoice.lines, ...invoice.charges].map((part) => part.net));
  const told = { order: order.order, currency, gross, net, shared: invoice.order === null, lines, at };
  if (kind === 'credit-note')
    return applyEvents(
      state,
      [{ type: 'OrderCredited', value: { ...told, creditNote: number, corrects } }],
      at,
    );
  const complete = order.lines.every(
    (line) => line.invoiced + unitsOf(lines, line.line) >= line.ordered - line.cancelled,
  );
  return applyEvents(state, [{ type: 'OrderInvoiced', value: { ...told, invoice: number, complete } }], at);
}

/** Lines of a document that are lines of the order, or of components of one. */
function ours(order: Order, lines: readonly LineUnits[]): LineUnits[] {
  return lines
    .filter(({ line }) => order.lines.some((each) => each.line === line))
    .map(({ line, sku, quantity }) => ({ line, sku, quantity }));
}

function unitsOf(lines: readonly { line: number; quantity: number }[], line: number): number {
  return lines.reduce((total, each) => (each.line === line ? total + each.quantity : total), 0);
}

import type {
  CancellationRequested,
  Order,
  OrderInvoiceCorrected,
  OrderLine,
  OrderRequested,
  OrderStep,
  StockRefused,
  StockReserved,
  TopicRecords,
} from '@throughline/events';
import { amountsDue } from './amounts-due.ts';
import { type Followed, followedBefore, givenUpBy, termsOf } from './followed.ts';
import { isIdle } from './hold.ts';
import { promised } from './kits.ts';
import { billedBeyond, overBilled } from './over-billed.ts';
import { billable, comesToNothing, hasLeft, remaining } from './order-lines.ts';

export type OrderEvent = TopicRecords['orders.events'];

/** What the document of an order tells of it. */
export type DocumentEvent = Extract<
  OrderEvent,
  { type: 'OrderShipped' | 'OrderShipmentCorrected' | 'OrderCancelled' | 'OrderAmended' }
>;

/** An order as it stands, and what it waits for. */
export interface OrderState {
  order: Order;
  /** The request while it is checked or waits for a person; null once it is placed, rejected or cancelled. */
  checking: OrderRequested | null;
  /** Until when it is checked again for what it names and nobody has told of; null when it waits for nothing. */
  waitUntil: Date | null;
  /** Version of each document that has changed it, by topic and key. */
  documents: Readonly<Record<string, number>>;
  /** Customer of the back office whose account is not known yet. */
  unbound: Customer | null;
  /** By what orders of its buyer are known to be of one. */
  buyers: readonly string[];
  followed: Followed;
}

/** A customer as the back office numbers it. */
export interface Customer {
  source: string;
  customer: string;
}

/** What happened to an order, and how it stands then. */
export interface Outcome {
  state: OrderState;
  events: OrderEvent[];
}

export function unchanged(state: OrderState): Outcome {
  return { state, events: [] };
}

/** An order that waits for nothing and of which no document was seen. */
export function tracked(order: Order): OrderState {
  return {
    ...{ order, checking: null, waitUntil: null, documents: {}, unbound: null, buyers: [] },
    followed: followedBefore(order),
  };
}

/** An order that began in the back office. */
export function isErpOriginated({ shippingMethod }: Pick<Order, 'shippingMethod'>): boolean {
  return shippingMethod === null;
}

/** An order that was asked for and not checked yet. */
export function requested(request: OrderRequested, traceparent: string | null): OrderState {
  const lines = request.lines.map((line): OrderLine => ({
    line: line.line,
    addedBy: '',
    replaces: null,
    sku: line.sku,
    name: line.name,
    priceVersion: line.priceVersion,
    unit: line.unit,
    unitQuantity: line.unitQuantity,
    perQuantity: line.perQuantity,
    unitPrice: line.unitPrice,
    taxIncluded: line.taxIncluded,
    taxRate: line.taxRate,
    net: line.net,
    ordered: line.quantity,
    documented: null,
    substitute: null,
    reserved: 0,
    backOrdered: 0,
    expectedOn: null,
    shipped: 0,
    cancelled: 0,
    invoiced: 0,
    credited: 0,
    returned: 0,
    components: line.components,
  }));
  const { order, account, currency, country, region, purchaseOrderNumber } = request;
  const { shippingMethod, shippingNet, net, tax, gross, at } = request;
  return {
    ...tracked({
      order,
      origin: request.channel,
      state: 'placed',
      integration: 'none',
      integrationReason: null,
      erpNumber: null,
      account,
      currency,
      country,
      region,
      purchaseOrderNumber,
      lines,
      charges: [],
      shippingMethod,
      shippingNet,
      net,
      tax,
      gross,
      dueNet: null,
      dueTax: null,
      dueGross: null,
      rejection: null,
      shipments: [],
      invoices: [],
      history: [{ step: 'received', at, detail: null }],
      amendments: [],
      review: null,
      heldUntil: null,
      cancellationRefusal: null,
      placedAt: at,
      traceparent,
    }),
    checking: request,
  };
}

export function hasStep(order: Pick<Order, 'history'>, ...steps: readonly string[]): boolean {
  return order.history.some(({ step }) => steps.includes(step));
}

/** Whether the shopper has an answer. */
export function isDecided(order: Order): boolean {
  return hasStep(order, 'confirmed', 'back-ordered', 'rejected', 'cancelled');
}

/** Takes over what inventory decided of a placed order; nothing when it has ended or was decided before. */
export function decideStock(
  { order }: OrderState,
  fact: { type: 'StockReserved'; value: StockReserved } | { type: 'StockRefused'; value: StockRefused },
): OrderEvent[] {
  if (isDecided(order)) return [];
  const { at, lines } = fact.value;
  if (fact.type === 'StockRefused') {
    const short = fact.value.lines.map(({ line, sku, available }) => {
      return { line, sku, reason: 'out-of-stock', available, price: null, priceVersion: null };
    });
    return [
      { type: 'OrderRejected', value: { order: order.order, reason: 'out-of-stock', lines: short, at } },
    ];
  }
  const backOrdered = fact.value.lines.some((line) => line.backOrdered > 0);
  return [
    {
      type: 'OrderConfirmed',
      value: { order: order.order, lines: lines as StockReserved['lines'], backOrdered, at },
    },
  ];
}

/** Cancels what has not been shipped of what was ordered; nothing when nothing is left to cancel. */
export function decideCancellation(
  { order }: OrderState,
  { by, reason, at }: Pick<CancellationRequested, 'by' | 'reason' | 'at'>,
): OrderEvent[] {
  if (order.rejection) return [];
  // What the back office has added by itself is its own; what it delivers instead of something was ordered.
  const lines = order.lines
    .filter(({ addedBy, replaces }) => addedBy === '' || replaces !== null)
    .map((line) => ({ line: line.line, sku: line.sku, quantity: remaining(line) }))
    .filter(({ quantity }) => quantity > 0);
  if (lines.length === 0) return [];
  const kept = order.lines.filter((line) => !lines.some((each) => each.line === line.line));
  const whole = !hasLeft(order) && kept.every((line) => remaining(line) <= 0);
  return [{ type: 'OrderCancelled', value: { order: order.order, by, reason, lines, whole, at } }];
}

/** Says of a cancellation that it came too late; nothing when the order was never taken. */
export function refuseCancellation(state: OrderState, at: Date): OrderState {
  const { order } = state;
  if (order.rejection) return state;
  return { ...state, order: { ...order, cancellationRefusal: { reason: 'too-late', at } } };
}

/** Has the order wait for a person of the seller; nothing is promised meanwhile. */
export function underReview(state: OrderState, reason: string, since: Date): OrderState {
  const order = {
    ...state.order,
    review: { reason, since },
    history: step(state.order, 'review', since, reason),
  };
  return { ...state, order, waitUntil: null };
}

/** Whether something has left, nothing is left to do, and all that has left and was wanted is billed. */
function isDone(order: Pick<Order, 'lines' | 'shipments'>): boolean {
  return (
    hasLeft(order) && order.lines.every((line) => remaining(line) <= 0 && line.invoiced >= billable(line))
  );
}

/** Whether everything was done, and nothing has been opened again since. */
function isCompleted({ history }: Pick<Order, 'history'>): boolean {
  return history.findLast(({ step }) => step === 'completed' || step === 'reopened')?.step === 'completed';
}

/** The order after a decision, which ends its check. Figures of the past are never computed anew. */
export function evolve(state: OrderState, event: OrderEvent): OrderState {
  const order = applied(state.order, event);
  const followed = followedAfter(state.followed, order, event);
  const due = event.type === 'OrderCancelled' ? amountsDue(order, followed) : {};
  const next = { ...order, ...due };
  return {
    ...state,
    followed,
    order: { ...next, state: stateOf(next), review: null },
    checking: null,
    waitUntil: null,
  };
}

function followedAfter(followed: Followed, order: Order, event: OrderEvent): Followed {
  switch (event.type) {
    case 'OrderPlaced':
      return { ...followed, terms: termsOf(event.value) };
    case 'OrderCancelled': {
      const here = { ...followed.cancelledHere };
      for (const { line, cancelled } of order.lines)
        if (event.value.lines.some((each) => each.line === line)) here[line] = cancelled;
      return { ...followed, cancelledHere: here, givenUp: givenUpBy(order, followed.givenUp) };
    }
    default:
      return followed;
  }
}

/** Applies events, and closes the order when nothing is left to do. */
export function applyEvents(state: OrderState, events: readonly OrderEvent[], at: Date): Outcome {
  return events.length > 0 ? endings(state, events.reduce(evolve, state), events, at) : unchanged(state);
}

/** Closes an order of which nothing is left to do, and opens one again that had ended and has not any more. */
export function endings(
  before: OrderState,
  after: OrderState,
  events: readonly OrderEvent[],
  at: Date,
): Outcome {
  const heldUntil = isIdle(after.order) ? after.order.heldUntil : null;
  const amendments = withOverBilled(after, at);
  const settled = { ...after, order: { ...after.order, state: stateOf(after.order), heldUntil, amendments } };
  const { order } = settled;
  const done = isDone(order);
  const value = { order: order.order, at };
  const revived = before.order.state === 'cancelled' && order.state !== 'cancelled';
  const crossed: OrderEvent[] = [];
  if (done && !isCompleted(order)) crossed.push({ type: 'OrderCompleted', value });
  else if (!done && (revived || isCompleted(order))) crossed.push({ type: 'OrderReopened', value });
  return { state: crossed.reduce(evolve, settled), events: [...events, ...crossed] };
}

/** Of an order of the back office its invoices are its own affair. */
function withOverBilled({ order, followed }: OrderState, at: Date): Order['amendments'] {
  const others = order.amendments.filter(({ kind }) => kind !== overBilled);
  const beyond = isErpOriginated(order) ? null : billedBeyond(order, followed);
  if (beyond === null) return others;
  const since = order.amendments.find(({ kind }) => kind === overBilled)?.at ?? at;
  return [...others, { ...beyond, at: since }];
}

function applied(order: Order, event: OrderEvent): Order {
  switch (event.type) {
    case 'OrderPlaced':
      return order;
    case 'OrderConfirmed': {
      const { lines, backOrdered, at } = event.value;
      return {
        ...order,
        lines: order.lines.map((line) => promised(line, lines)),
        history: step(order, backOrdered ? 'back-ordered' : 'confirmed', at),
      };
    }
    case 'OrderRejected': {
      const { reason, lines, at } = event.value;
      return { ...order, rejection: { reason, lines }, history: step(order, 'rejected', at, reason) };
    }
    case 'OrderCancelled': {
      const { lines, reason, at } = event.value;
      return {
        ...order,
        lines: plus(order.lines, 'cancelled', lines),
        history: step(order, 'cancelled', at, reason || null),
      };
    }
    case 'OrderHandedOver':
      return handedOver(order, event.value);
    case 'OrderShipped':
    case 'OrderShipmentCorrected':
    case 'OrderAmended':
      // Told of an order that stands by its document already.
      return addStep(order, event);
    case 'OrderInvoiced': {
      const { invoice: number, currency, shared, gross, net, lines, at } = event.value;
      return {
        ...order,
        lines: plus(order.lines, 'invoiced', lines),
        invoices: [...order.invoices, { number, kind: 'invoice', currency, shared, gross, net, at }],
        history: step(order, 'invoiced', at, number),
      };
    }
    case 'OrderCredited': {
      const { creditNote: number, currency, shared, gross, net, lines, at } = event.value;
      return {
        ...order,
        lines: plus(order.lines, 'credited', lines),
        invoices: [...order.invoices, { number, kind: 'credit-note', currency, shared, gross, net, at }],
        history: step(order, 'credited', at, number),
      };
    }
    case 'OrderInvoiceCorrected':
      return invoiceCorrected(order, event.value);
    case 'OrderCompleted':
      return { ...order, history: step(order, 'completed', event.value.at) };
    case 'OrderReopened':
      return { ...order, history: step(order, 'reopened', event.value.at) };
  }
}

/**
 * The order with the step of an event that its document has told. Changes without anything between are one step; that it
 * is known now who carries a shipment is none.
 */
export function addStep(order: Order, event: DocumentEvent): Order {
  const { at } = event.value;
  switch (event.type) {
    case 'OrderShipped':
      return { ...order, history: step(order, 'shipped', at, event.value.shipment) };
    case 'OrderShipmentCorrected':
      return event.value.lines.some(({ was, quantity }) => was !== quantity)
        ? { ...order, history: step(order, 'shipment-corrected', at, event.value.shipment) }
        : order;
    case 'OrderCancelled':
      return { ...order, history: step(order, 'cancelled', at, event.value.reason || null) };
    case 'OrderAmended':
      return order.history.at(-1)?.step === 'amended'
        ? order
        : { ...order, history: step(order, 'amended', at) };
  }
}

function invoiceCorrected(
  order: Order,
  { invoice, kind, currency, gross, net, lines, takenBack, at }: OrderInvoiceCorrected,
): Order {
  const more = lines.map(({ line, was, quantity }) => ({ line, quantity: quantity - was }));
  return {
    ...order,
    lines: plus(order.lines, kind === 'credit-note' ? 'credited' : 'invoiced', more),
    invoices: order.invoices.flatMap((each) => {
      if (each.number !== invoice) return [each];
      return takenBack ? [] : [{ ...each, currency, gross, net }];
    }),
    history: step(order, 'invoice-corrected', at, invoice),
  };
}

function handedOver(
  order: Order,
  { state, erpNumber, reason, at }: Extract<OrderEvent, { type: 'OrderHandedOver' }>['value'],
): Order {
  const known = erpNumber ?? order.erpNumber;
  let history = order.history;
  if (['acknowledged', 'verified'].includes(state) && !hasStep(order, 'handed-over'))
    history = [...history, { step: 'handed-over', at, detail: known }];
  if (state === 'verified' && !hasStep(order, 'verified'))
    history = [...history, { step: 'verified', at, detail: known }];
  return { ...order, integration: state, integrationReason: reason, erpNumber: known, history };
}

export function step(
  { history }: Pick<Order, 'history'>,
  name: string,
  at: Date,
  detail: string | null = null,
): OrderStep[] {
  return [...history, { step: name, at, detail }];
}

function plus(
  lines: readonly OrderLine[],
  field: 'cancelled' | 'invoiced' | 'credited',
  added: readonly { line: number; quantity: number }[],
): OrderLine[] {
  return lines.map((line) => {
    const units = added.filter((each) => each.line === line.line);
    return { ...line, [field]: units.reduce((total, { quantity }) => total + quantity, line[field]) };
  });
}

/** The header's state follows from the lines and from what happened. */
export function stateOf(order: Omit<Order, 'state'>): string {
  const { lines } = order;
  if (order.rejection) return 'rejected';
  if (isCompleted(order)) return 'completed';
  if (comesToNothing(order)) return 'cancelled';
  const left = hasLeft(order);
  const open = lines.some((line) => remaining(line) > 0);
  if (left && !open) return lines.every((line) => line.invoiced >= billable(line)) ? 'invoiced' : 'shipped';
  if (left) return 'partly-shipped';
  if (['acknowledged', 'verified'].includes(order.integration)) return 'in-fulfilment';
  if (hasStep(order, 'back-ordered')) return 'back-ordered';
  return hasStep(order, 'confirmed') ? 'confirmed' : 'placed';
}

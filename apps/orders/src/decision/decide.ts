import { type ErpOrder, type OrderRequested, parseKey } from '@throughline/events';
import { type BuyerLimits, type OpenWorth, buyersOf, exceededLimit } from '../placement/buyer-limits.ts';
import { type Buyer, erpOriginated } from '../documents/erp-originated.ts';
import { type DocumentWithdrawn, type Fact, type RecordFact, documentName } from '../documents/facts.ts';
import { followDocument } from '../documents/followed-document.ts';
import { applyExport, applyInvoice } from '../documents/fulfilment.ts';
import { holdEnd } from '../order/hold.ts';
import {
  type Customer,
  type OrderState,
  type Outcome,
  applyEvents,
  decideCancellation,
  decideStock,
  isErpOriginated,
  refuseCancellation,
  requested,
  step,
  unchanged,
  underReview,
} from '../order/order.ts';
import {
  type PlacementReferences,
  type PlacementRules,
  agreedOn,
  decidePlacement,
  withdrawnSince,
} from '../placement/placement.ts';

/** How the seller has orders decided. */
export interface OrderRules extends PlacementRules {
  /** How long an order waits for what it names and was not heard of yet, in milliseconds. */
  waitMs: number;
  limits: BuyerLimits;
  /** For how many days what is promised is held for an order of which nothing comes; 0 for without an end. */
  holdDays: number;
}

/** What has been heard from other services of what facts name, and the seller's rules. */
export interface References extends PlacementReferences {
  /** By `buyerKey`. */
  buyers: ReadonlyMap<string, Buyer>;
  openWorth: OpenWorth;
  rules: OrderRules;
}

export function buyerKey({ source, customer }: Customer): string {
  return `${source}|${customer}`;
}

/**
 * Whether a record says something of an order that is not known, or not placed yet: it waits until the order is. In a
 * restored database the answer of the first time may come before the order is placed anew; there is no second.
 */
export function isPremature(state: OrderState | null, fact: RecordFact): boolean {
  return state === null ? !begins(fact) : state.checking !== null && fact.topic !== 'orders.requests';
}

/**
 * What a fact does to an order: how it stands then, and what happened to it.
 * @param state null while the order is not known; a fact that does not begin one leaves it so
 */
export function decide(
  state: OrderState | null,
  fact: Fact,
  references: References,
  now: Date,
): Outcome | { state: null; events: [] } {
  if (state === null) return begin(fact, references, now);
  switch (fact.type) {
    case 'StaffCancellation':
      return applyEvents(state, decideCancellation(state, fact.value), fact.value.at);
    case 'StaffApproval':
      return approve(state, references, fact.value.at);
    case 'StaffRefusal':
      return refuse(state, fact.value.at);
    case 'StaffHold':
      return hold(state, fact.value.until);
    case 'HoldChecked':
      return endHold(state, now);
    case 'ReferencesChecked':
      return state.checking ? place(state, references, now) : bind(state, references);
    case 'CancellationRequested':
      return isErpOriginated(state.order) ? unchanged(state) : cancel(state, fact.value);
    case 'StockReserved':
    case 'StockRefused':
      return applyEvents(state, decideStock(state, fact), fact.value.at);
    case 'OrderRequested':
      return recognise(state, fact.value);
    case 'ReservationReleased':
    case 'ReservationSettled':
      return unchanged(state);
    case 'OrderExport':
      return ofDocument(state, fact, (known) => applyExport(known, fact.value));
    case 'ErpOrder':
      return ofDocument(state, fact, (known) => applyErpOrder(known, fact.value, references, fact.time));
    case 'ErpInvoice':
      return ofDocument(state, fact, (known) =>
        applyInvoice(known, { name: documentName(fact), invoice: fact.value, at: fact.time }),
      );
    case 'DocumentWithdrawn':
      return ofDocument(state, fact, (known) => withdraw(known, fact));
  }
}

function begins(fact: Fact): fact is Extract<RecordFact, { type: 'OrderRequested' | 'ErpOrder' }> {
  return fact.type === 'OrderRequested' || (fact.type === 'ErpOrder' && fact.value.channelOrder === null);
}

function begin(fact: Fact, references: References, now: Date): Outcome | { state: null; events: [] } {
  if (!begins(fact)) return { state: null, events: [] };
  if (fact.type === 'OrderRequested')
    return place(requested(fact.value, fact.journey ?? null), references, now);
  const state = erpOriginated(null, fact.value, buyerOf(fact.value, references));
  const followed = { ...state, order: { ...state.order, traceparent: fact.journey ?? null } };
  return noted(followDocument(followed, fact.value, fact.time), fact);
}

/** Decides whether a request becomes an order, or waits a while for what it names. */
function place(state: OrderState, references: References, now: Date): Outcome {
  const { checking } = state;
  if (checking === null || state.order.review !== null) return unchanged(state);
  const { rules, openWorth } = references;
  const waitUntil = state.waitUntil ?? new Date(now.getTime() + rules.waitMs);
  const placement = decidePlacement(checking, references, rules, { at: now, final: now >= waitUntil });
  if (placement.type === 'OrderRejected') return applyEvents(state, [placement], now);
  if (placement.type === 'OrderPlaced') {
    const kind = references.accounts.get(checking.account)?.kind ?? null;
    const buyers = buyersOf(checking, kind);
    const exceeded = exceededLimit(checking, buyers, openWorth, rules.limits);
    const known = { ...state, buyers };
    if (exceeded !== null) return { state: underReview(known, exceeded, now), events: [] };
    const heldUntil = holdEnd(checking, kind, rules.holdDays, now);
    return applyEvents({ ...known, order: { ...known.order, heldUntil } }, [placement], now);
  }
  return state.waitUntil === null ? { state: { ...state, waitUntil }, events: [] } : unchanged(state);
}

/**
 * Places an order that waited for a person, at the prices that were shown. What a person has taken has no end. What is not
 * sold any more is rejected all the same.
 */
function approve(state: OrderState, references: References, at: Date): Outcome {
  const { order, checking } = state;
  if (order.review === null || checking === null) return unchanged(state);
  const withdrawn = withdrawnSince(checking, references, references.rules, at);
  if (withdrawn) return applyEvents(state, [withdrawn], at);
  const approved = { ...state, order: { ...order, history: step(order, 'approved', at) } };
  return applyEvents(approved, [{ type: 'OrderPlaced', value: agreedOn(checking) }], at);
}

function refuse(state: OrderState, at: Date): Outcome {
  const { order } = state;
  if (order.review === null) return unchanged(state);
  return applyEvents(
    state,
    [{ type: 'OrderRejected', value: { order: order.order, reason: 'not-accepted', lines: [], at } }],
    at,
  );
}

/** Extends a hold, or makes it one without an end, which it stays. */
function hold(state: OrderState, until: Date | null): Outcome {
  const { order } = state;
  if (order.heldUntil === null) return unchanged(state);
  return { state: { ...state, order: { ...order, heldUntil: until } }, events: [] };
}

/** Gives back what is promised when its time is over. */
function endHold(state: OrderState, now: Date): Outcome {
  const { heldUntil } = state.order;
  if (heldUntil === null || now < heldUntil) return unchanged(state);
  const ended = { by: 'seller', reason: 'hold-ended', at: now };
  return applyEvents(state, decideCancellation(state, ended), now);
}

/** Cancels what is left for the shopper, or says that nothing was. */
function cancel(state: OrderState, request: Parameters<typeof decideCancellation>[1]): Outcome {
  const events = decideCancellation(state, request);
  return events.length > 0
    ? applyEvents(state, events, request.at)
    : { state: refuseCancellation(state, request.at), events: [] };
}

/** A request of an order that was taken over after a restore says whose it is. */
function recognise(state: OrderState, request: OrderRequested): Outcome {
  if (state.buyers.length > 0 || request.buyer.length === 0) return unchanged(state);
  return { state: { ...state, buyers: buyersOf(request) }, events: [] };
}

/** Books an order of the back office to the account that its customer has become known as. */
function bind(state: OrderState, { buyers }: References): Outcome {
  const buyer = state.unbound && buyers.get(buyerKey(state.unbound));
  if (!buyer) return unchanged(state);
  const { account, country, region } = buyer;
  const order = { ...state.order, account, country: country ?? state.order.country, region };
  return { state: { ...state, order, unbound: null }, events: [] };
}

/** Another document than that which the order was handed over as says nothing of it. */
function applyErpOrder(state: OrderState, document: ErpOrder, references: References, at: Date): Outcome {
  if (isErpOriginated(state.order))
    return followDocument(erpOriginated(state, document, buyerOf(document, references)), document, at);
  const { erpNumber } = state.order;
  return erpNumber === null || erpNumber === document.number
    ? followDocument(state, document, at)
    : unchanged(state);
}

/** A document is gone, or says nothing of the order any more. */
function withdraw(state: OrderState, fact: DocumentWithdrawn): Outcome {
  const name = documentName(fact);
  if (fact.topic === 'erp.invoices') return applyInvoice(state, { name, invoice: null, at: fact.time });
  const { erpNumber } = state.order;
  const isBound = erpNumber === null || erpNumber === parseKey('erp.orders', fact.key).number;
  return isBound ? followDocument(state, null, fact.time) : unchanged(state);
}

/** Of the latest state of a document an older one says nothing. One that changes nothing is not noted either. */
function ofDocument(state: OrderState, fact: RecordFact, apply: (state: OrderState) => Outcome): Outcome {
  if (fact.sequence <= (state.documents[documentName(fact)] ?? 0)) return unchanged(state);
  const outcome = apply(state);
  return outcome.state === state ? outcome : noted(outcome, fact);
}

function noted({ state, events }: Outcome, fact: RecordFact): Outcome {
  const documents = { ...state.documents, [documentName(fact)]: fact.sequence };
  return { state: { ...state, documents }, events };
}

function buyerOf(document: ErpOrder, { buyers }: References): Buyer | null {
  return buyers.get(buyerKey(document)) ?? null;
}

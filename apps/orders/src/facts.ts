import type { ErpInvoice, OrderExport } from '@throughline/events';
import type { Received } from '@throughline/messaging';
import { type Buyer, erpBorn, erpBornKey, isErpBorn } from './erp-born.ts';
import {
  type Outcome,
  follow,
  observeErpOrder,
  observeExport,
  observeInvoice,
  unchanged,
} from './fulfilment.ts';
import { decideCancellation, decideStock } from './order.ts';
import type { OrderState } from './order.ts';

export type FactTopic =
  'orders.requests' | 'inventory.reservations' | 'erp.exports' | 'erp.orders' | 'erp.invoices';
type Plain<R> = R extends { topic: infer T; type: infer Y; value: infer V }
  ? { readonly topic: T; readonly type: Y; readonly value: NonNullable<V> }
  : never;

/** A record that may concern an order. */
export type Fact = Plain<Received<FactTopic>> & {
  readonly key: string;
  readonly sequence: number;
  readonly time: Date;
  readonly traceparent?: string;
};

/** Number of the order that a fact is about. */
export function orderOf(fact: Fact): string {
  switch (fact.topic) {
    case 'erp.orders':
      return fact.value.channelOrder ?? erpBornKey(fact.value);
    case 'erp.invoices':
      return fact.value.channelOrder ?? erpBornKey({ source: fact.value.source, number: fact.value.order });
    default:
      return fact.value.order;
  }
}

/** Whether the fact is the latest state of a document, of which an older one says nothing. */
export function isDocument(fact: Fact): boolean {
  return fact.topic === 'erp.exports' || fact.topic === 'erp.orders' || fact.topic === 'erp.invoices';
}

/** What a fact does to a known order. */
export function observe(state: OrderState, fact: Fact, buyer: Buyer | null): Outcome {
  switch (fact.type) {
    case 'OrderRequested':
      return unchanged(state);
    case 'CancellationRequested':
      return isErpBorn(state.order)
        ? unchanged(state)
        : follow(state, decideCancellation(state, fact.value), fact.value.at);
    case 'StockReserved':
    case 'StockRefused':
      return follow(state, decideStock(state, fact), fact.value.at);
    case 'ReservationReleased':
    case 'ReservationSettled':
      return unchanged(state);
    case 'OrderExport':
      return observeExport(state, fact.value satisfies OrderExport);
    case 'ErpOrder':
      return observeErpOrder(
        isErpBorn(state.order) ? erpBorn(state, fact.value, buyer) : state,
        fact.value,
        fact.time,
      );
    case 'ErpInvoice':
      return observeInvoice(state, fact.value satisfies ErpInvoice, fact.time);
  }
}

/** The order that a document of the back office begins, when it did not begin with us. */
export function begin(
  {
    value,
    time,
    traceparent = null,
  }: Pick<Extract<Fact, { type: 'ErpOrder' }>, 'value' | 'time'> & { traceparent?: string | null },
  buyer: Buyer | null,
): Outcome {
  const { order, checking } = erpBorn(null, value, buyer);
  return observeErpOrder({ order: { ...order, traceparent }, checking }, value, time);
}

import type { CancellationRequested, TopicRecords } from '@throughline/events';
import { erpOrderNumber } from './erp-originated.ts';

export type FactTopic =
  'orders.requests' | 'inventory.reservations' | 'erp.exports' | 'erp.orders' | 'erp.invoices';
type OfTopic<T, R> = R extends { type: infer Y; value: infer V }
  ? { readonly topic: T; readonly type: Y; readonly value: NonNullable<V> }
  : never;

/** A record that may concern an order. */
export type RecordFact = { [T in FactTopic]: OfTopic<T, TopicRecords[T]> }[FactTopic] & {
  readonly key: string;
  readonly sequence: number;
  /** When the source recorded it. */
  readonly time: Date;
  readonly traceparent?: string;
  /** The trace by which the journey of an order is followed that begins with it; none when it is not sampled. */
  readonly journey?: string;
};

/** A member of staff cancels what is left. */
export interface StaffCancellation {
  readonly type: 'StaffCancellation';
  readonly value: Pick<CancellationRequested, 'order' | 'by' | 'reason' | 'at'>;
}

/** What an order waits for may have arrived, or the time for which it waits may be over. */
export interface ReferencesChecked {
  readonly type: 'ReferencesChecked';
}

export type Fact = RecordFact | StaffCancellation | ReferencesChecked;

/** Number of the order that a record is about. */
export function orderOf(fact: RecordFact): string {
  switch (fact.topic) {
    case 'erp.orders':
      return fact.value.channelOrder ?? erpOrderNumber(fact.value);
    case 'erp.invoices':
      return (
        fact.value.channelOrder ?? erpOrderNumber({ source: fact.value.source, number: fact.value.order })
      );
    default:
      return fact.value.order;
  }
}

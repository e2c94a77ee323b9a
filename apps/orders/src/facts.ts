import type { CancellationRequested, TopicRecords } from '@throughline/events';
import { erpOrderNumber } from './erp-originated.ts';
import { portionsOf } from './invoice-portions.ts';

export type FactTopic =
  'orders.requests' | 'inventory.reservations' | 'erp.exports' | 'erp.orders' | 'erp.invoices';
type OfTopic<T, R> = R extends { type: infer Y; value: infer V }
  ? { readonly topic: T; readonly type: Y; readonly value: NonNullable<V> }
  : never;

/** A record that may concern orders. */
export type FactRecord = { [T in FactTopic]: OfTopic<T, TopicRecords[T]> }[FactTopic] & {
  readonly key: string;
  readonly sequence: number;
  /** When the source recorded it. */
  readonly time: Date;
  readonly traceparent?: string;
  /** The trace by which the journey of an order is followed that begins with it; none when it is not sampled. */
  readonly journey?: string;
};

/** What a record says of one order. */
export type RecordFact = FactRecord & {
  /** Number of the order. */
  readonly order: string;
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

/** A person of the seller takes an order that waited for one, or does not. */
export interface StaffReview {
  readonly type: 'StaffApproval' | 'StaffRefusal';
  readonly value: { readonly at: Date };
}

/** A member of staff says until when what is promised is held; null for without an end. */
export interface StaffHold {
  readonly type: 'StaffHold';
  readonly value: { readonly until: Date | null };
}

/** The time for which what is promised is held may be over. */
export interface HoldChecked {
  readonly type: 'HoldChecked';
}

export type Fact = RecordFact | StaffCancellation | StaffReview | StaffHold | HoldChecked | ReferencesChecked;

/** What a record says of each order that it concerns: an invoice may span several, any other record is about one. */
export function factsOf(record: FactRecord): RecordFact[] {
  switch (record.topic) {
    case 'erp.orders':
      return [{ ...record, order: record.value.channelOrder ?? erpOrderNumber(record.value) }];
    case 'erp.invoices':
      return [...portionsOf(record.value)].map(([order, value]) => ({ ...record, order, value }));
    default:
      return [{ ...record, order: record.value.order }];
  }
}

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

/** A document of the back office is gone, or says nothing any more of an order that it said something of. */
export interface DocumentWithdrawn {
  readonly topic: DocumentTopic;
  readonly type: 'DocumentWithdrawn';
  readonly value: Readonly<Record<string, never>>;
  readonly key: string;
  readonly sequence: number;
  readonly time: Date;
  readonly traceparent?: string;
  readonly journey?: string;
}

interface OfOrder {
  /** Number of the order. */
  readonly order: string;
}

/** What a record says of one order. */
export type SaidFact = FactRecord & OfOrder;
/** What a record says of one order, or says no more. */
export type RecordFact = SaidFact | (DocumentWithdrawn & OfOrder);

export type DocumentTopic = 'erp.orders' | 'erp.invoices';

export function isDocumentTopic(topic: string): topic is DocumentTopic {
  return topic === 'erp.orders' || topic === 'erp.invoices';
}

/** What a document is called among those that an order has. */
export function documentName({ topic, key }: { topic: string; key: string }): string {
  return `${topic} ${key}`;
}

/**
 * What documents say of orders, those among them of which they said something before.
 * @param known orders of each document, by its name
 */
export function factsOfDocument(
  record: FactRecord | DocumentWithdrawn,
  known: ReadonlyMap<string, readonly string[]>,
): RecordFact[] {
  const said: RecordFact[] = record.type === 'DocumentWithdrawn' ? [] : factsOf(record);
  const { topic, key, sequence, time } = record;
  if (!isDocumentTopic(topic)) return said;
  const silent = (known.get(documentName(record)) ?? []).filter(
    (order) => !said.some((fact) => fact.order === order),
  );
  const withdrawn = { type: 'DocumentWithdrawn' as const, value: {}, topic, key, sequence, time };
  const traced = record.traceparent === undefined ? {} : { traceparent: record.traceparent };
  return [...said, ...silent.map((order) => ({ ...withdrawn, ...traced, order }))];
}

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

/** What a record says of each order that it concerns: an invoice may span several, any other record is about one. */
export function factsOf(record: FactRecord): SaidFact[] {
  switch (record.topic) {
    case 'erp.orders':
      return [{ ...record, order: record.value.channelOrder ?? erpOrderNumber(record.value) }];
    case 'erp.invoices':
      return [...portionsOf(record.value)].map(([order, value]) => ({ ...record, order, value }));
    default:
      return [{ ...record, order: record.value.order }];
  }
}

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

type Head = Pick<FactRecord, 'key' | 'sequence' | 'time' | 'traceparent'>;

/** That a document of the back office is gone, or says nothing any more of an order that it said something of. */
export interface DocumentWithdrawn extends Head {
  readonly topic: DocumentTopic;
  readonly type: 'DocumentWithdrawn';
  readonly value: Readonly<Record<string, never>>;
}

/** Number of the order. */
interface OfOrder {
  readonly order: string;
}

/** What a record says of one order, or says no more. */
export type RecordFact = (FactRecord | DocumentWithdrawn) & OfOrder;

export type DocumentTopic = 'erp.orders' | 'erp.invoices';

/** A document and an order of which it says something, or did. */
export interface OrderDocument {
  /** Its topic and key. */
  document: string;
  order: string;
}

export function isDocumentTopic(topic: string): topic is DocumentTopic {
  return topic === 'erp.orders' || topic === 'erp.invoices';
}

/** What a document is called among those that an order has. */
export function documentName({ topic, key }: { topic: string; key: string }): string {
  return `${topic} ${key}`;
}

export function withdrawn(
  topic: DocumentTopic,
  { key, sequence, time, traceparent }: Head,
): DocumentWithdrawn {
  const traced = traceparent === undefined ? {} : { traceparent };
  return { topic, type: 'DocumentWithdrawn', value: {}, key, sequence, time, ...traced };
}

/** Which orders the documents among some records say something of. */
export function documentsOf(records: readonly (FactRecord | DocumentWithdrawn)[]): OrderDocument[] {
  return records.flatMap((record) =>
    isDocumentTopic(record.topic)
      ? saidBy(record).map(({ order }) => ({ document: documentName(record), order }))
      : [],
  );
}

/**
 * What records say of orders, in their order: documents also of those of which they said something before.
 * @param known what documents said something of before these records
 */
export function factsIn(
  records: readonly (FactRecord | DocumentWithdrawn)[],
  known: readonly OrderDocument[],
): RecordFact[] {
  const ordersOf = new Map<string, Set<string>>();
  const noted = (document: string): Set<string> => {
    const orders = ordersOf.get(document) ?? new Set();
    ordersOf.set(document, orders);
    return orders;
  };
  for (const { document, order } of known) noted(document).add(order);
  return records.flatMap((record) => {
    const said = saidBy(record);
    const { topic } = record;
    if (!isDocumentTopic(topic)) return said;
    const orders = noted(documentName(record));
    const silent = [...orders].filter((order) => !said.some((fact) => fact.order === order));
    for (const { order } of said) orders.add(order);
    return [...said, ...silent.map((order): RecordFact => ({ ...withdrawn(topic, record), order }))];
  });
}

function saidBy(record: FactRecord | DocumentWithdrawn): RecordFact[] {
  return record.type === 'DocumentWithdrawn' ? [] : factsOf(record);
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
export function factsOf(record: FactRecord): (FactRecord & OfOrder)[] {
  switch (record.topic) {
    case 'erp.orders':
      return [{ ...record, order: record.value.channelOrder ?? erpOrderNumber(record.value) }];
    case 'erp.invoices':
      return [...portionsOf(record.value)].map(([order, value]) => ({ ...record, order, value }));
    default:
      return [{ ...record, order: record.value.order }];
  }
}

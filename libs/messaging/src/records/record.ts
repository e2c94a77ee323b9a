import type { LogTopicName, RecordName, TopicName, TopicRecords } from '@throughline/events';
import type { Tx } from '@throughline/persistence';
import type { PropagationFields } from '@throughline/telemetry';

/** What every record carries beside its type and value. */
export interface RecordHead<T extends TopicName = TopicName> {
  readonly topic: T;
  readonly partition: number;
  readonly offset: number;
  readonly key: string;
  /** Version of the key (`ce_sequence`); newer means higher. */
  readonly sequence: number;
  /** When the source recorded the fact (`ce_time`). */
  readonly time: Date;
  /** `ce_id`; the same when a record is sent again. */
  readonly id: string;
  /** W3C trace context to continue: of the consumer's span when the record is sampled, else as received. */
  readonly traceparent?: string;
  /** `tracestate` and `baggage`, if it came with any; they go on with what is published by {@link causedBy}. */
  readonly propagationFields?: PropagationFields;
}

/** A tombstone is a value of null; log topics carry none. */
type ValueOn<T extends TopicName, V> = T extends LogTopicName ? V : V | null;

type Typed<T extends TopicName, R> = R extends { type: infer Y; value: infer V }
  ? { readonly type: Y; readonly value: ValueOn<T, V> }
  : never;

/** A received record, discriminated by `type`; `value: null` is a tombstone (state topics only). */
export type Received<T extends TopicName> = T extends TopicName
  ? RecordHead<T> & Typed<T, TopicRecords[T]>
  : never;

/** What a handler gets: up to some thousand records of the types it reads, in order, and the open transaction. */
export interface Batch<T extends TopicName, R extends RecordName<T> = RecordName<T>> {
  readonly records: readonly Extract<Received<T>, { type: R }>[];
  readonly tx: Tx;
}

/** A record to publish. Give `traceparent` by {@link causedBy} when it follows from a received record. */
export type Outgoing<T extends TopicName> = T extends TopicName
  ? Typed<T, TopicRecords[T]> & {
      readonly key: string;
      /** The aggregate's version, taken under its row lock; higher than every earlier one of the key on this topic. */
      readonly sequence: number;
      /** When the source recorded the fact; freshness is measured from it. */
      readonly time: Date;
      readonly traceparent?: string | undefined;
    }
  : never;

/**
 * The trace of a received record, to be continued by what follows from it: `{ …, ...causedBy(record) }`. Published in the
 * transaction in which the record was handled, that has its `tracestate` and `baggage` too.
 */
export function causedBy(record: Pick<RecordHead, 'traceparent'>): { traceparent?: string } {
  return record.traceparent === undefined ? {} : { traceparent: record.traceparent };
}

/** A decoded record of any type. */
export type AnyRecord = RecordHead & { readonly type: RecordName; readonly value: unknown };

import { UndecodableError, fullName, topics } from '@throughline/events';
import type { RecordName, TopicName } from '@throughline/events';
import { type PropagationFields, unsampledTraceparent } from '@throughline/telemetry';
import type { RawRecord } from '../kafka/types.ts';

/** CloudEvents attributes of a record, and its trace. */
export interface EventHead {
  /** A UUID. */
  id: string;
  type: RecordName;
  sequence: number;
  /** RFC 3339 in UTC. */
  time: string;
  key: string;
  traceparent: string | null;
  propagation_fields?: PropagationFields | null;
}

const fullNames = new Map<RecordName, string>();
const shortNames = new Map<string, RecordName>();
for (const { records } of Object.values(topics))
  for (const type of records) {
    fullNames.set(type, fullName(type));
    shortNames.set(fullName(type), type);
  }

/** `ce_source` of a service's records. */
export function sourceOf(service: string): string {
  return `/throughline/${service}`;
}

/**
 * Headers by the CloudEvents Kafka binding in binary mode, and of its trace: every record has a W3C `traceparent`, and if
 * it is of no trace, one of its own that is not sampled.
 */
export function eventHeaders(service: string, head: EventHead): Record<string, string> {
  return {
    ce_specversion: '1.0',
    ce_id: head.id,
    ce_type: fullNames.get(head.type) ?? head.type,
    ce_source: sourceOf(service),
    ce_time: head.time,
    ce_subject: head.key,
    ce_sequence: String(head.sequence),
    'content-type': 'application/avro',
    ...head.propagation_fields,
    traceparent: head.traceparent ?? unsampledTraceparent(head.id),
  };
}

/** Type of a record by its `ce_type`, or undefined when the topic has no such type in this version. */
export function typeFrom(
  topic: TopicName,
  headers: Readonly<Record<string, string>>,
): RecordName | undefined {
  const name = headers['ce_type'];
  if (name === undefined) throw new UndecodableError('The header ce_type is missing');
  const type = shortNames.get(name);
  return (topics[topic].records as readonly (string | undefined)[]).includes(type) ? type : undefined;
}

/** @throws UndecodableError when it is missing or no whole number. */
export function sequenceFrom(headers: Readonly<Record<string, string>>): number {
  const text = headers['ce_sequence'] ?? 'missing';
  const sequence = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(sequence)) throw new UndecodableError(`The header ce_sequence is ${text}`);
  return sequence;
}

/** @throws UndecodableError when it is missing or no instant. */
export function timeFrom(headers: Readonly<Record<string, string>>): Date {
  const text = headers['ce_time'] ?? 'missing';
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) throw new UndecodableError(`The header ce_time is ${text}`);
  return time;
}

/** `ce_sequence` of a record, if it is a valid number. */
export function sequenceOf(raw: Pick<RawRecord, 'headers'>): number | undefined {
  const sequence = Number(raw.headers['ce_sequence'] ?? Number.NaN);
  return Number.isSafeInteger(sequence) ? sequence : undefined;
}

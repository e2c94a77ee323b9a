import { topics } from './generated/catalogue.ts';
import type { TopicKeys, TopicRecords } from './generated/types.ts';

/** Every topic of the system. */
export type TopicName = keyof TopicRecords;

/** The record types that a topic carries. */
export type RecordName<T extends TopicName = TopicName> = TopicRecords[T]['type'];

/** The value of a record type. */
export type RecordValue<R extends RecordName> = Extract<TopicRecords[TopicName], { type: R }>['value'];

/** What the schemas say of a topic. */
export interface TopicEntry<T extends TopicName = TopicName> {
  readonly name: T;
  /** The service that publishes it; the only writer. */
  readonly owner: string;
  /** `state`: compacted, the latest whole state of each key. `log`: what happened, kept for ever. */
  readonly kind: 'state' | 'log';
  /** Template of the key over the value's fields, parts separated by `|`. */
  readonly key: string;
  /** Leading key parts that decide the partition; 0 for the whole key. */
  readonly partitionSegments: number;
  readonly partitions: number;
  /** Whether it holds personal data: a tombstone is an erasure, and everything that holds a copy forgets it too. */
  readonly personal: boolean;
  readonly records: readonly RecordName<T>[];
}

/** The topic that carries a record type. */
export function topicOf<R extends RecordName>(type: R): TopicEntry {
  const entry = topicsByRecord.get(type);
  if (entry === undefined) throw new TypeError(`No topic carries ${type}`);
  return entry;
}

/**
 * Key of a record by its topic's template.
 * @throws TypeError when a part is empty or contains the separator `|`.
 */
export function keyOf<T extends TopicName>(topic: T, value: TopicRecords[T]['value']): string {
  const fields = value as unknown as Record<string, unknown>;
  return topics[topic].key.replace(/\{(\w+)\}/g, (_, field: string) => {
    const part = String(fields[field] ?? '');
    if (part === '' || part.includes('|'))
      throw new TypeError(`${topic}: key part ${field} is empty or contains "|": ${JSON.stringify(part)}`);
    return part;
  });
}

/** The fields that keys of a topic are made of, in their order. */
export function keyFields<T extends TopicName>(topic: T): readonly TopicKeys[T][] {
  return fieldsByTopic.get(topic) as readonly TopicKeys[T][];
}

/**
 * The parts of a key, in the order of {@link keyFields}.
 * @throws TypeError when they are not as many, or one is empty.
 */
export function keyParts(topic: TopicName, key: string): string[] {
  const parts = key.split('|');
  const fields: readonly string[] = keyFields(topic);
  if (parts.length !== fields.length || parts.includes(''))
    throw new TypeError(`${topic}: a key has the parts ${fields.join('|')}, not ${JSON.stringify(key)}`);
  return parts;
}

/**
 * What a key says, by field, as text: `{ sku: 'HL-U509', version: 'LIST-1' }`. Tombstones have no more than that.
 * @throws TypeError as {@link keyParts} does.
 */
export function parseKey<T extends TopicName>(topic: T, key: string): Record<TopicKeys[T], string> {
  const parts = keyParts(topic, key);
  const named = keyFields(topic).map((field, index) => [field, parts[index]] as const);
  return Object.fromEntries(named) as Record<TopicKeys[T], string>;
}

/** The part of a key that decides its partition, so that tombstones land beside what they delete. */
export function partitionKey(topic: TopicName, key: string): string {
  const { partitionSegments } = topics[topic];
  return partitionSegments === 0 ? key : key.split('|').slice(0, partitionSegments).join('|');
}

const topicsByRecord = new Map<string, TopicEntry>(
  Object.values(topics).flatMap((entry) => entry.records.map((type) => [type, entry as TopicEntry] as const)),
);

const fieldsByTopic: ReadonlyMap<TopicName, readonly string[]> = new Map(
  Object.values(topics).map(({ name, key }) => [name, key.slice(1, -1).split('}|{')]),
);

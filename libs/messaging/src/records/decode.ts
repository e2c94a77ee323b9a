import type { RecordName, TopicName, TopicRecords } from '@throughline/events';
import { UndecodableError, keyOf, schemaIdOf, topics } from '@throughline/events';
import { receivedFields } from '@throughline/telemetry';
import { yieldToEventLoop } from '../event-loop.ts';
import { actionOn } from '../failure-policy.ts';
import { isSoundKey } from '../kafka/raw-record.ts';
import type { FetchedRecord, RawRecord } from '../kafka/types.ts';
import { sequenceFrom, timeFrom, typeFrom } from './headers.ts';
import type { AnyRecord } from './record.ts';
import type { SchemaStore } from './schema-store.ts';

/** Records decoded before yielding to the event loop. */
const recordsPerYield = 200;

/** A record in processing: decoded, of an unknown type, or with the error for which it cannot be decoded. */
export type Entry = { readonly raw: RawRecord } & (
  | { readonly record: AnyRecord; readonly error?: undefined }
  | { readonly record?: undefined; readonly error: Error }
  | { readonly record?: undefined; readonly error?: undefined }
);

/**
 * Decodes records with our own schemas. What cannot be decoded is returned with its error.
 * @param types those that are read, all of them by default; records of others are dropped
 * @throws a transient error when a schema is not known and the registry cannot be reached, a SystemError when it refuses.
 */
export async function decodeAll(
  topic: TopicName,
  partition: number,
  records: readonly FetchedRecord[],
  schemas: SchemaStore,
  types?: ReadonlySet<RecordName>,
): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (const [index, fetched] of records.entries()) {
    if (records.length > recordsPerYield && index % recordsPerYield === 0) await yieldToEventLoop();
    const entry = await decodeOne(topic, partition, fetched.read(), schemas, types);
    if (entry) entries.push(entry);
  }
  return entries;
}

/** As {@link decodeAll}; undefined when the type is not read. */
export async function decodeOne(
  topic: TopicName,
  partition: number,
  raw: RawRecord,
  schemas: SchemaStore,
  types?: ReadonlySet<RecordName>,
): Promise<Entry | undefined> {
  try {
    const type = typeFrom(topic, raw.headers);
    if (type === undefined) return { raw };
    if (types?.has(type) === false) return undefined;
    return { raw, record: await decode(topic, partition, type, raw, schemas) };
  } catch (error) {
    if (!['park', 'suspect'].includes(actionOn(error))) throw error;
    return { raw, error: error instanceof Error ? error : new Error(String(error)) };
  }
}

async function decode(
  topic: TopicName,
  partition: number,
  type: RecordName,
  raw: RawRecord,
  schemas: SchemaStore,
): Promise<AnyRecord> {
  const { traceparent } = raw.headers;
  const propagationFields = receivedFields(raw.headers);
  if (!isSoundKey(raw.key)) throw new UndecodableError('The key is no text, or too long');
  const value =
    raw.value === null ? tombstone(topic) : (await schemas.decoderOf(type, schemaIdOf(raw.value)))(raw.value);
  if (value !== null) requireOwnKey(topic, raw.key, value);
  return {
    topic,
    partition,
    offset: raw.offset,
    key: raw.key,
    type,
    sequence: sequenceFrom(raw.headers),
    time: timeFrom(raw.headers),
    id: raw.headers['ce_id'] ?? '',
    value,
    ...(traceparent !== undefined && { traceparent }),
    ...(propagationFields && { propagationFields }),
  };
}

/** Versions, order and compaction go by the key, and handlers by the body: one that is not the other's is nobody's. */
function requireOwnKey(topic: TopicName, key: string, value: AnyRecord['value']): void {
  if (ownKey(topic, value) !== key) throw new UndecodableError('The key is not that of the body');
}

function ownKey(topic: TopicName, value: AnyRecord['value']): string | undefined {
  try {
    return keyOf(topic, value as TopicRecords[TopicName]['value']);
  } catch {
    // Part of it is empty, or holds what parts are separated by.
    return undefined;
  }
}

function tombstone(topic: TopicName): null {
  if (topics[topic].kind === 'log') throw new UndecodableError('A log topic carries no tombstones');
  return null;
}

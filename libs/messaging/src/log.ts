import { unpacked } from './record-decoder.ts';

/** A record to send. `headers` are text. */
export interface SendRecord {
  topic: string;
  key: string;
  partitionKey: string;
  value: Buffer | null;
  headers: Record<string, string>;
  /** Kafka's own timestamp, milliseconds. */
  timestamp: number;
}

/** Where an acknowledged record lies in the log of its topic. */
export interface Placed {
  partition: number;
  offset: number;
}

/** First offset still there, and the offset that the next record will get. */
export interface LogRange {
  topic: string;
  partition: number;
  low: number;
  high: number;
}

/** A record as it came, topic without namespace. */
export interface RawRecord {
  readonly offset: number;
  readonly key: string;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
  /** Kafka's own timestamp, milliseconds. */
  readonly timestamp: number;
}

/** A record that was fetched: where it lies is known, the rest is taken apart when it is asked for. */
export interface FetchedRecord extends Pick<RawRecord, 'offset' | 'timestamp'> {
  /** @throws RangeError when its bytes end too early */
  read(): RawRecord;
}

/** What one fetch brought of one partition: everything in [fetchedOffset, nextOffset) that compaction left. */
export interface FetchedBatch {
  readonly topic: string;
  readonly partition: number;
  readonly fetchedOffset: number;
  readonly nextOffset: number;
  /** Log end. */
  readonly high: number;
  readonly records: readonly FetchedRecord[];
}

/** A partition of a topic. */
export interface Place {
  readonly topic: string;
  readonly partition: number;
}

/** A partition as a key of maps. */
export function placeOf(topic: string, partition: number): string {
  return `${topic} ${partition}`;
}

/** What a member of a consumer group is told. */
export interface MemberCallbacks {
  /** A new assignment; called before anything is fetched under it. */
  joined(member: Member, partitions: readonly Place[]): void;
  /** Resolves with the offset to fetch next, or undefined when a seek decides. A rejection of `heartbeat` must pass. */
  batch(batch: FetchedBatch, heartbeat: () => Promise<void>): Promise<number | undefined>;
  /** The member is gone, for good; start another. */
  crashed(error: Error): void;
}

/** One member of a consumer group. */
export interface Member {
  seek(topic: string, partition: number, offset: number): void;
  /** Tells Kafka how far we are, for other people's tools; failures do not matter. */
  commit(offsets: readonly { topic: string; partition: number; offset: number }[]): Promise<void>;
  stop(): Promise<void>;
}

/** A record as the client library gives it. */
interface ClientRecord {
  offset: string;
  key: Buffer | null;
  value: Buffer | null;
  headers?: Record<string, Buffer | string | (Buffer | string)[] | undefined>;
  timestamp: string;
}

/** Longest key, in characters: databases keep keys in indexes, which take no more. */
const longestKey = 500;
const noText = '\uFFFD';

/** A record to be read when its turn has come: a fetch brings thousands at a time. */
export function fetchedRecord(record: ClientRecord & { attributes: number }): FetchedRecord {
  return {
    offset: Number(record.offset),
    timestamp: Number(record.timestamp),
    read: () => rawRecord(unpacked(record)),
  };
}

/** A record with text instead of bytes, and numbers instead of text. Bytes that no database takes become U+FFFD. */
export function rawRecord({ offset, key, value, headers, timestamp }: ClientRecord): RawRecord {
  const text: Record<string, string> = {};
  for (const name in headers) text[storable(name)] = storable(String(headers[name]));
  return {
    offset: Number(offset),
    key: keyText(key?.toString('utf8') ?? ''),
    value,
    headers: text,
    timestamp: Number(timestamp),
  };
}

/** Whether the key is what its writer meant; {@link rawRecord} marks those that are not. */
export function isSoundKey(key: string): boolean {
  return !key.includes(noText);
}

/** Text without NUL, which PostgreSQL has no place for. */
export function storable(text: string): string {
  return text.includes('\0') ? text.replaceAll('\0', noText) : text;
}

function keyText(key: string): string {
  return key.length > longestKey ? storable(key.slice(0, longestKey)) + noText : storable(key);
}

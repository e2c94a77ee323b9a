import { unpacked } from './record-decoder.ts';
import type { FetchedRecord, RawRecord } from './types.ts';

/** A record as the client library returns it. */
interface ClientRecord {
  offset: string;
  key: Buffer | null;
  value: Buffer | null;
  headers?: Record<string, Buffer | string | (Buffer | string)[] | undefined>;
  timestamp: string;
}

/** Longest key, in characters: keys are indexed in databases, which limit their length. */
const maxKeyLength = 500;
const replacement = '\uFFFD';

/** A record that is parsed on demand: a fetch returns thousands at a time. */
export function fetchedRecord(record: ClientRecord & { attributes: number }): FetchedRecord {
  return {
    offset: Number(record.offset),
    timestamp: Number(record.timestamp),
    read: () => rawRecord(unpacked(record)),
  };
}

/** A record with text instead of bytes, and numbers instead of text. What a database cannot store becomes U+FFFD. */
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

/** Whether the key is the one that was written; {@link rawRecord} marks keys that it had to change. */
export function isSoundKey(key: string): boolean {
  return !key.includes(replacement);
}

/** Text without NUL, which PostgreSQL cannot store. */
export function storable(text: string): string {
  return text.includes('\0') ? text.replaceAll('\0', replacement) : text;
}

function keyText(key: string): string {
  return key.length > maxKeyLength ? storable(key.slice(0, maxKeyLength)) + replacement : storable(key);
}

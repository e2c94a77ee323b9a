import { unpacked } from './record-decoder.ts';
import type { FetchedRecord, RawRecord } from './types.ts';

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

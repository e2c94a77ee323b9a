import { hash } from 'node:crypto';
import type { MappedRecord } from '@throughline/connector';
import { isStorable } from '@throughline/service';

/** Bytes of a key that every index takes, with room for what stands beside it. */
const longestKey = 1_000;
/** Characters of a text that are kept of a row which is held back. */
const longestText = 2_000;

/** Why a key cannot be kept; null when it can. */
function faultOf(key: string): string | null {
  if (!isStorable(key)) return 'holds a character that cannot be kept';
  return Buffer.byteLength(key) > longestKey ? `is longer than ${longestKey} bytes` : null;
}

/** The key or, of one that cannot be kept, its beginning and what tells it from others. */
export function keptKey(key: string): string {
  if (faultOf(key) === null) return key;
  return `${keptText(key).slice(0, 200)}…${hash('sha256', key, 'base64url').slice(0, 22)}`;
}

/** Holds a record back whose key cannot be kept, under one that can. */
export function holdUnkeepable<T>(record: MappedRecord<T>): MappedRecord<T> {
  const fault = faultOf(record.key) ?? faultOf(record.sourceKey);
  if (fault === null) return record;
  return {
    ...record,
    key: keptKey(record.key),
    sourceKey: keptKey(record.sourceKey),
    value: null,
    issues: [...record.issues, { field: 'key', reason: fault, severity: 'held' }],
  };
}

/** A text as a database takes it, its beginning where it is long. */
export function keptText(text: string): string {
  const kept = text.toWellFormed().replaceAll('\0', '\uFFFD');
  if (kept.length <= longestText) return kept;
  return `${kept.slice(0, longestText).toWellFormed()}… (${text.length} characters)`;
}

/** A row as JSON that a database takes. */
export function keptRow(raw: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(raw, (_, value: unknown) => (typeof value === 'string' ? keptText(value) : value));
}

/** Where in a value the first text is that no database takes; null when there is none. */
export function unkeepableIn(value: unknown, path = ''): string | null {
  if (typeof value === 'string') return isStorable(value) ? null : path;
  if (typeof value !== 'object' || value === null) return null;
  for (const [name, part] of Object.entries(value)) {
    const at = Array.isArray(value) ? `${path}[${name}]` : path === '' ? name : `${path}.${name}`;
    const found = unkeepableIn(part, at);
    if (found !== null) return found;
  }
  return null;
}

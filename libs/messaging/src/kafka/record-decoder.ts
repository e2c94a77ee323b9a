import { readVarInt, skipVarInt, writeVarInt } from './varint.ts';

/** Marks a packed record, in the attributes of a record, which the format does not use. */
const packed = 0x40;
/** Most bytes by which a record grows: two lengths, a null key, and a count of no headers. */
const maxGrowth = 12;

/**
 * Packs key, value and headers of each record of a record batch (format v2) into its value. The client library then
 * makes one object of it instead of twenty, which it copies for each header: most of what reading costs.
 */
export function packRecords(records: Buffer): Buffer {
  const result = Buffer.allocUnsafe(records.length + countOf(records) * maxGrowth);
  let written = 0;
  for (let at = 0; at < records.length;) {
    const [length, start] = readVarInt(records, at);
    const end = start + length;
    // Attributes, then two varints: the deltas of time and offset.
    const rest = skipVarInt(records, skipVarInt(records, start + 1));
    const restBytes = end - rest;
    if (end > records.length || restBytes < 0) throw new RangeError('A record ends beyond its batch');
    written = writeVarInt(result, written, rest - start + 1 + varIntBytes(restBytes) + restBytes + 1);
    const attributes = written;
    written += records.copy(result, written, start, rest);
    result[attributes] = (result[attributes] as number) | packed;
    written = writeVarInt(result, written, -1);
    written = writeVarInt(result, written, restBytes);
    written += records.copy(result, written, rest, end);
    written = writeVarInt(result, written, 0);
    at = end;
  }
  return result.subarray(0, written);
}

function countOf(records: Buffer): number {
  let count = 0;
  for (let at = 0; at < records.length; count++) {
    const [length, start] = readVarInt(records, at);
    if (length < 0) throw new RangeError('A record has no length');
    at = start + length;
  }
  return count;
}

function varIntBytes(value: number): number {
  let bytes = 1;
  for (let rest = value * 2; rest > 0x7f; rest = Math.floor(rest / 128)) bytes++;
  return bytes;
}

/** The parts of a record that are packed into its value. */
export interface Unpacked {
  key: Buffer | null;
  value: Buffer | null;
  headers: Record<string, string>;
}

/**
 * A record with the key, value and headers that it was written with; a record that is not packed is returned as it is.
 * @throws RangeError when its bytes end too early
 */
export function unpacked<R extends { attributes: number; value: Buffer | null }>(
  record: R,
): R | (Omit<R, keyof Unpacked> & Unpacked) {
  if ((record.attributes & packed) === 0 || record.value === null) return record;
  const bytes = record.value;
  const [key, afterKey] = readBytes(bytes, 0);
  const [value, afterValue] = readBytes(bytes, afterKey);
  const [count, afterCount] = readVarInt(bytes, afterValue);
  // Without a prototype: a header may have any name.
  const headers: Record<string, string> = Object.create(null) as Record<string, string>;
  let at = afterCount;
  for (let n = 0; n < count; n++) {
    const [name, afterName] = readText(bytes, at);
    const [text, afterText] = readText(bytes, afterName);
    headers[name] = text;
    at = afterText;
  }
  return { ...record, key, value, headers };
}

function readBytes(bytes: Buffer, at: number): [content: Buffer | null, next: number] {
  const [length, start] = readVarInt(bytes, at);
  if (length < 0) return [null, start];
  return [bytes.subarray(start, endOf(bytes, start, length)), start + length];
}

function readText(bytes: Buffer, at: number): [text: string, next: number] {
  const [length, start] = readVarInt(bytes, at);
  if (length < 0) return ['', start];
  return [bytes.toString('utf8', start, endOf(bytes, start, length)), start + length];
}

function endOf(bytes: Buffer, start: number, length: number): number {
  const end = start + length;
  if (end > bytes.length) throw new RangeError('A record ends within its content');
  return end;
}

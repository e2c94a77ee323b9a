import { readVarInt, skipVarInt, writeVarInt } from './varint.ts';

/** A record of a Kafka record batch (format v2), without its deltas. */
export interface EncodableRecord {
  readonly key: string;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
}

const ticketBytes = 8;
const names = new Map<string, Buffer>();
let scratch = Buffer.allocUnsafe(1024 * 1024);

/** Key of a stub: the number of the send and the index of the record within it. */
export function ticket(send: number, index: number): Buffer {
  const bytes = Buffer.allocUnsafe(ticketBytes);
  bytes.writeUInt32BE(send, 0);
  bytes.writeUInt32BE(index, 4);
  return bytes;
}

/**
 * Replaces stubs by the records that their tickets stand for. A stub is a record without value and headers, encoded by
 * the client library: the bytes of its attributes, time and offset are kept. The library's own encoder takes 25 µs for
 * a record with CloudEvents headers, mostly because it allocates half a kilobyte per header.
 */
export function encodeRecords(
  stubs: Buffer,
  recordOf: (send: number, index: number) => EncodableRecord,
): Buffer {
  let end = 0;
  let at = 0;
  while (at < stubs.length) {
    const [length, start] = readVarInt(stubs, at);
    // Attributes, then two varints: the deltas of time and offset.
    const deltas = skipVarInt(stubs, skipVarInt(stubs, start + 1));
    const key = readVarInt(stubs, deltas)[1];
    const record = recordOf(stubs.readUInt32BE(key), stubs.readUInt32BE(key + 4));
    end = writeRecord(end, stubs.subarray(start, deltas), record);
    at = start + length;
  }
  return Buffer.from(scratch.subarray(0, end));
}

/** Most bytes of a length. */
const lengthBytes = 5;

function writeRecord(offset: number, deltas: Buffer, { key, value, headers }: EncodableRecord): number {
  const entries = Object.entries(headers);
  let most = 64 + deltas.length + key.length * 3 + (value?.length ?? 0);
  for (const [name, text] of entries) most += 20 + (name.length + text.length) * 3;
  reserve(offset, most);
  const start = offset + lengthBytes;
  let at = start + deltas.copy(scratch, start);
  at = writeText(at, key);
  if (value === null) at = writeVarInt(scratch, at, -1);
  else {
    at = writeVarInt(scratch, at, value.length);
    at += value.copy(scratch, at);
  }
  at = writeVarInt(scratch, at, entries.length);
  for (const [name, text] of entries) {
    at += nameBytes(name).copy(scratch, at);
    at = writeText(at, text);
  }
  const bodyStart = writeVarInt(scratch, offset, at - start);
  scratch.copyWithin(bodyStart, start, at);
  return bodyStart + at - start;
}

function reserve(offset: number, bytes: number): void {
  if (offset + bytes <= scratch.length) return;
  const larger = Buffer.allocUnsafe(2 ** Math.ceil(Math.log2(offset + bytes)));
  scratch.copy(larger, 0, 0, offset);
  scratch = larger;
}

/** A header's name, preceded by its length; there are few different ones. */
function nameBytes(name: string): Buffer {
  let bytes = names.get(name);
  if (bytes === undefined) {
    const text = Buffer.from(name);
    const length = Buffer.allocUnsafe(lengthBytes);
    bytes = Buffer.concat([length.subarray(0, writeVarInt(length, 0, text.length)), text]);
    names.set(name, bytes);
  }
  return bytes;
}

function writeText(at: number, text: string): number {
  const length = Buffer.byteLength(text);
  const start = writeVarInt(scratch, at, length);
  scratch.write(text, start, length);
  return start + length;
}

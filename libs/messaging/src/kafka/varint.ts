/**
 * Reads a zigzag-encoded number of at most 32 bits.
 * @returns it, and where the bytes after it begin
 * @throws RangeError when the bytes end within it
 */
export function readVarInt(bytes: Buffer, from: number): [value: number, next: number] {
  let raw = 0;
  let at = from;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    if (byte === undefined) throw new RangeError('The bytes end within a number');
    raw |= (byte & 0x7f) << shift;
    if (byte < 0x80) return [(raw >>> 1) ^ -(raw & 1), at];
  }
}

/** @returns where the bytes after a number of any size begin. */
export function skipVarInt(bytes: Buffer, from: number): number {
  let at = from;
  while ((bytes[at] as number) >= 0x80) at++;
  return at + 1;
}

/** Writes a number of at most 32 bits, zigzag-encoded. @returns where the bytes after it begin */
export function writeVarInt(bytes: Buffer, from: number, value: number): number {
  let rest = ((value << 1) ^ (value >> 31)) >>> 0;
  let at = from;
  while (rest > 0x7f) {
    bytes[at++] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  bytes[at++] = rest;
  return at;
}

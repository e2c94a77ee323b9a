import avsc from 'avsc';

/** avsc's reader of a message. */
interface Tap {
  readonly buf: Buffer;
  pos: number;
  readLong(): number;
  skipLong(): void;
}

/** What avsc's types do beside what they declare. */
interface Readable {
  _read(tap: Tap): unknown;
  _skip(tap: Tap): void;
}

/**
 * An Avro array that accepts no length beyond the end of its message. avsc reads zeroes past the end: five bytes that
 * claim four billion items would take all memory.
 */
class BoundedArray extends avsc.types.ArrayType {
  _read(tap: Tap): unknown[] {
    const items = this.itemsType as unknown as Readable;
    const found: unknown[] = [];
    for (let count = countOf(tap); count > 0; count = countOf(tap))
      while (count-- > 0) found.push(items._read(tap));
    return found;
  }

  _skip(tap: Tap): void {
    const items = this.itemsType as unknown as Readable;
    for (let count = countOf(tap); count > 0; count = countOf(tap)) while (count-- > 0) items._skip(tap);
  }
}

/** Items of the next block; 0 at the end. Items of our contracts take a byte at least. */
function countOf(tap: Tap): number {
  const stated = tap.readLong();
  // A negative count is followed by the size of its block in bytes.
  if (stated < 0) tap.skipLong();
  const count = Math.abs(stated);
  if (count > tap.buf.length - tap.pos) throw new RangeError(`an array claims to have ${count} items`);
  return count;
}

/** avsc's `typeHook`: makes every array of a schema a bounded one. */
export function boundArrays(schema: avsc.Schema, options: unknown): avsc.Type | undefined {
  const isArray = typeof schema === 'object' && 'type' in schema && schema.type === 'array';
  return isArray ? new BoundedArray(schema, options) : undefined;
}

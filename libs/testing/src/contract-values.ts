import { schemas } from '@throughline/events';
import type { RecordName } from '@throughline/events';
import fc from 'fast-check';

type Schema =
  | string
  | Schema[]
  | {
      type: Schema;
      logicalType?: string;
      precision?: number;
      scale?: number;
      items?: Schema;
      fields?: Field[];
    };
interface Field {
  name: string;
  type: Schema;
}

const unicode = fc.string({ unit: 'binary', maxLength: 20 }).filter((text) => text.isWellFormed());
const days = { min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true };
const instants = { min: new Date('1828-01-01'), max: new Date('2112-01-01'), noInvalidDate: true };

/** Values that a record type's schema allows, likely ones and strange ones. */
export function valueOf(record: RecordName): fc.Arbitrary<Record<string, unknown>> {
  return arbitraryOf(schemas[record] as unknown as Schema) as fc.Arbitrary<Record<string, unknown>>;
}

/** Bytes with a few of them changed, cut off, put in or repeated. */
export function damaged(bytes: Buffer): fc.Arbitrary<Buffer> {
  const at = fc.nat({ max: Math.max(bytes.length - 1, 0) });
  const change = fc.oneof(
    fc.tuple(at, fc.nat({ max: 255 })).map(([i, byte]) => (given: Buffer) => {
      const copy = Buffer.from(given);
      if (i < copy.length) copy[i] = byte;
      return copy;
    }),
    at.map((i) => (given: Buffer) => given.subarray(0, i)),
    fc.tuple(at, fc.uint8Array({ maxLength: 12 })).map(([i, more]) => (given: Buffer) => {
      return Buffer.concat([given.subarray(0, i), more, given.subarray(i)]);
    }),
    fc.tuple(at, at).map(([from, to]) => (given: Buffer) => {
      return Buffer.concat([given.subarray(0, to), given.subarray(from)]);
    }),
    fc.constantFrom('ffffffffffffffffff01', '808080808010', 'feffffff0f', '0000000000').map((hex) => {
      return (given: Buffer) =>
        Buffer.concat([given.subarray(0, given.length >> 1), Buffer.from(hex, 'hex')]);
    }),
  );
  return fc
    .array(change, { minLength: 1, maxLength: 3 })
    .map((changes) => changes.reduce((given, apply) => apply(given), bytes));
}

function arbitraryOf(schema: Schema): fc.Arbitrary<unknown> {
  if (Array.isArray(schema)) return fc.oneof(...schema.map(arbitraryOf));
  if (typeof schema === 'string') return primitive(schema);
  const { type, logicalType, precision = 0, scale = 0, items = 'null', fields = [] } = schema;
  if (logicalType === 'timestamp-micros') return fc.date(instants);
  if (logicalType === 'date') return fc.date(days).map((date) => date.toISOString().slice(0, 10));
  if (logicalType === 'decimal') return decimals(precision, scale);
  if (type === 'array') return fc.array(arbitraryOf(items), { maxLength: 3 });
  if (type === 'record')
    return fc.record(Object.fromEntries(fields.map(({ name, type: of }) => [name, arbitraryOf(of)])));
  return arbitraryOf(type);
}

function primitive(name: string): fc.Arbitrary<unknown> {
  switch (name) {
    case 'null':
      return fc.constant(null);
    case 'boolean':
      return fc.boolean();
    case 'int':
      return fc.integer();
    case 'long':
      return fc.maxSafeInteger().map((n) => Math.trunc(n / 2) + 0);
    case 'string':
      return fc.oneof(unicode, fc.constantFrom('', 'EUR', 'DE', '\0', '__proto__', 'a|b', 'x'.repeat(3_000)));
    default:
      throw new TypeError(`No values of ${name}`);
  }
}

function decimals(precision: number, scale: number): fc.Arbitrary<string> {
  const most = 10n ** BigInt(precision) - 1n;
  return fc.bigInt({ min: -most, max: most }).map((unscaled) => {
    const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0');
    const text = `${digits.slice(0, -scale)}.${digits.slice(-scale)}`.replace(/\.?0+$/, '');
    return unscaled < 0n && text !== '0' ? `-${text}` : text;
  });
}

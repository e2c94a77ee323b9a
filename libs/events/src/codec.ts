import avsc from 'avsc';
import { boundArrays } from './bounded-array.ts';
import type { RecordName, RecordValue } from './catalogue.ts';
import { schemas } from './generated/catalogue.ts';
import { logicalTypes } from './logical-types.ts';

/** A value that does not fit its record's schema; names the field. */
export class InvalidValueError extends Error {
  override name = 'InvalidValueError';
}

/** Bytes that are not a record in the Confluent wire format, or do not fit the writer's schema. */
export class UndecodableError extends Error {
  override name = 'UndecodableError';
}

const headerBytes = 5;
const types = new Map<string, avsc.Type>();
let scratch = Buffer.allocUnsafe(64 * 1024);

function typeOf(record: RecordName): avsc.Type {
  let type = types.get(record);
  if (type === undefined) {
    const schema = schemas[record] as unknown;
    if (schema === undefined) throw new TypeError(`No schema of ${record}`);
    type = parse(schema);
    types.set(record, type);
  }
  return type;
}

function parse(schema: unknown): avsc.Type {
  return avsc.Type.forSchema(schema as avsc.Schema, {
    logicalTypes,
    wrapUnions: false,
    typeHook: boundArrays,
  });
}

/**
 * Encodes a value in the Confluent wire format: byte 0, schema id (four bytes, big-endian), Avro body.
 * @throws InvalidValueError naming the field that does not fit.
 */
export function encode<R extends RecordName>(record: R, value: RecordValue<R>, schemaId: number): Buffer {
  const type = typeOf(record);
  let end: number;
  try {
    end = type.encode(value, scratch, headerBytes);
    if (end < 0) {
      scratch = Buffer.allocUnsafe(2 ** Math.ceil(Math.log2(scratch.length - end)));
      end = type.encode(value, scratch, headerBytes);
    }
  } catch (error) {
    throw new InvalidValueError(`${record}: ${misfit(type, value) ?? String(error)}`, { cause: error });
  }
  const bytes = Buffer.from(scratch.subarray(0, end));
  bytes[0] = 0;
  bytes.writeUInt32BE(schemaId, 1);
  return bytes;
}

function misfit(type: avsc.Type, value: unknown): string | undefined {
  let found: string | undefined;
  type.isValid(value, {
    errorHook: (path, part, expected) => {
      found ??= `${path.join('.') || 'value'}: ${JSON.stringify(part) ?? String(part)} is no ${expected.typeName}`;
    },
  });
  return found;
}

/**
 * Schema id of a message.
 * @throws UndecodableError when the bytes are not in the Confluent wire format.
 */
export function schemaIdOf(message: Buffer): number {
  if (message.length < headerBytes || message[0] !== 0)
    throw new UndecodableError('Not in the Confluent wire format: the first byte is not 0');
  return message.readUInt32BE(1);
}

/** Decodes messages of one record type that were written with one schema. */
export type Decoder<R extends RecordName> = (message: Buffer) => RecordValue<R>;

/**
 * A decoder from the writer's schema to the reader's own, so that defaults appear and dropped fields vanish.
 * Make it once per schema id: it compiles a resolver.
 * @param writerSchema the schema as the registry holds it, parsed JSON.
 * @throws UndecodableError when the writer's schema cannot be read as the reader's.
 */
export function decoder<R extends RecordName>(record: R, writerSchema: unknown): Decoder<R> {
  const reader = typeOf(record);
  let resolver: avsc.Resolver;
  try {
    resolver = reader.createResolver(parse(writerSchema));
  } catch (error) {
    throw new UndecodableError(`${record}: the writer's schema cannot be read: ${String(error)}`, {
      cause: error,
    });
  }
  return (message) => {
    try {
      const { value, offset } = reader.decode(message, headerBytes, resolver);
      // avsc reads past the end into zeroes and reports it by a negative offset.
      if (offset !== message.length)
        throw new RangeError(`body ends at ${offset} of ${message.length} bytes`);
      return value as RecordValue<R>;
    } catch (error) {
      throw new UndecodableError(`${record}: ${(error as Error).message}`, { cause: error });
    }
  };
}

/** Full name of a record type, as in `ce_type` and in subjects, for example `throughline.orders.OrderPlaced`. */
export function fullName(record: RecordName): string {
  const { namespace, name } = schemas[record];
  return `${namespace}.${name}`;
}

/** Registry subject of a record type: topic and full record name. */
export function subject(topic: string, record: RecordName): string {
  return `${topic}-${fullName(record)}`;
}

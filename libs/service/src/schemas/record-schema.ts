import { schemas } from '@throughline/events';
import type { RecordName, RecordValue } from '@throughline/events';
import { z } from 'zod';
import type { Json } from './schema.ts';

type RecordSchema<Value> = z.ZodObject<{
  [Field in keyof Value]: z.ZodType<Json<Value[Field]>, Json<Value[Field]>>;
}>;

/** By name, which is one record in all of the events. */
const made = new Map<string, z.ZodType>();

/** A record of an event as JSON, from its Avro schema and under its name. */
export function recordSchema<R extends RecordName>(record: R): RecordSchema<RecordValue<R>> {
  return fromAvro(schemas[record]) as z.ZodType as RecordSchema<RecordValue<R>>;
}

interface AvroRecord {
  type: 'record';
  name: string;
  doc?: string;
  fields: readonly { name: string; type: unknown; doc?: string }[];
}

function fromAvro(schema: unknown): z.ZodType {
  if (Array.isArray(schema)) {
    const [known] = schema.filter((branch) => branch !== 'null');
    return schema.includes('null') ? fromAvro(known).nullable() : fromAvro(known);
  }
  if (typeof schema === 'string') return made.get(schema) ?? primitive(schema);
  const { type, logicalType, items } = schema as { type: unknown; logicalType?: string; items?: unknown };
  if (type === 'array') return z.array(fromAvro(items));
  if (type === 'record') return fromRecord(schema as AvroRecord);
  return logicalType === undefined ? fromAvro(type) : logical(logicalType);
}

function fromRecord({ name, doc = '', fields }: AvroRecord): z.ZodType {
  const known = made.get(name);
  if (known) return known;
  const members = fields.map(({ name: field, type, doc: meaning = '' }) => {
    return [field, fromAvro(type).meta({ description: meaning })] as const;
  });
  const record = z.object(Object.fromEntries(members)).meta({ id: name, description: doc });
  made.set(name, record);
  return record;
}

function primitive(type: string): z.ZodType {
  switch (type) {
    case 'string':
      return z.string();
    case 'boolean':
      return z.boolean();
    case 'int':
    case 'long':
      return z.int();
    default:
      throw new TypeError(`No JSON for the Avro type ${type}`);
  }
}

function logical(type: string): z.ZodType {
  switch (type) {
    case 'decimal':
      return z.string();
    case 'date':
      return z.iso.date();
    case 'timestamp-micros':
      return z.iso.datetime();
    default:
      throw new TypeError(`No JSON for the logical type ${type}`);
  }
}

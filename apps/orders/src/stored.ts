import { type RecordName, type RecordValue, schemas } from '@throughline/events';

/** Avro, as far as the contract uses it: of unions, those with null. */
type Schema = string | readonly ['null', Schema] | SchemaObject;

interface SchemaObject {
  readonly type: Schema;
  readonly logicalType?: string;
  readonly items?: Schema;
  readonly fields?: readonly { readonly name: string; readonly type: Schema; readonly default?: unknown }[];
}

/**
 * A record that was kept as JSON: its instants are text, and fields are missing that its schema has got since, which
 * get their defaults.
 */
export function revived<R extends RecordName>(record: R, stored: object): RecordValue<R> {
  return valueOf(schemas[record] as Schema, stored) as RecordValue<R>;
}

function valueOf(schema: Schema, stored: unknown): unknown {
  if (stored === null || typeof schema === 'string') return stored;
  if ('length' in schema) return valueOf(schema[1], stored);
  const { logicalType, items, fields } = schema;
  if (logicalType === 'timestamp-micros') return new Date(stored as string);
  if (items !== undefined) return (stored as unknown[]).map((each) => valueOf(items, each));
  if (fields === undefined) return stored;
  const known = stored as Readonly<Record<string, unknown>>;
  const values = fields.map(({ name, type, default: absent }) => [
    name,
    known[name] === undefined ? absent : valueOf(type, known[name]),
  ]);
  return { ...known, ...Object.fromEntries(values) };
}

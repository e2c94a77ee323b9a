import { keyFields, keyParts, schemas, topics } from '@throughline/events';
import type { LogTopicName, TopicKeys, TopicName, TopicRecords } from '@throughline/events';
import type { Tx } from '@throughline/persistence';
import type { Received } from '../records/record.ts';
import { deleteBeside } from './rebuild-tables.ts';
import { serializerOf } from './state-table.ts';
import type { StateTable } from './state-table.ts';
import { upsertItems } from './upsert-newest.ts';
import type { RowReader } from './upsert-newest.ts';

/** Topics of kind `state`, of which a table can hold a copy. */
export type StateTopicName = Exclude<TopicName, LogTopicName>;

type Value<T extends StateTopicName> = TopicRecords[T]['value'];
type FieldName<T extends StateTopicName> = Exclude<keyof Value<T> & string, TopicKeys[T]>;

/** A column that is made of more than one field, or of less. */
export interface ComputedColumn<T extends StateTopicName> {
  /** SQL type. */
  readonly type: string;
  /** Its content; null or undefined for null. Objects and arrays for `jsonb`, arrays for `text[]`. */
  readonly of: (value: Value<T>) => unknown;
}

/** What a table keeps of a topic beside its key. */
export interface CopyDeclaration<T extends StateTopicName, F extends FieldName<T> = FieldName<T>> {
  readonly table: string;
  /**
   * Fields that become columns, of the same name in snake_case and of the type that follows from the schema; `all` for
   * every field of the record, in its order.
   */
  readonly fields?: readonly F[] | 'all';
  /** Columns of fields, the key's among them, that go by another name: `{ version: 'price_version' }`. */
  readonly named?: { readonly [K in NoInfer<F> | TopicKeys[T]]?: string };
  readonly computed?: Readonly<Record<string, ComputedColumn<T>>>;
  /** Columns of the table that records say nothing of: generated ones, and those that others write. */
  readonly added?: readonly string[];
  /** Whether a row whose record was deleted keeps its columns; they are blanked when left out. */
  readonly keepsDeleted?: boolean;
}

/** A table as it was declared, to be held against the one in the database. */
export interface DeclaredTable extends StateTable {
  readonly topic: StateTopicName;
  /** Columns beside `columns`, `version` and `deleted`. */
  readonly added: readonly string[];
  /** Columns that are null for some records. */
  readonly nullable: readonly string[];
}

/** A table that holds what the newest record of each key of a topic says. */
export interface Copy<T extends StateTopicName> extends DeclaredTable {
  readonly topic: T;
  readonly reader: RowReader<Received<T>>;
}

interface Column<T extends StateTopicName> extends ComputedColumn<T> {
  readonly name: string;
  readonly nullable: boolean;
}

/**
 * Declares a table as a copy of a state topic. Its primary key is the topic's; names and types of its columns follow
 * from the schema: `string` is `text`, `long` `bigint`, `int` `integer`, an instant `timestamptz`, a decimal `numeric`,
 * lists and records `jsonb`.
 * @throws TypeError when two columns have the same name.
 */
export function copyOf<T extends StateTopicName>(
  topic: T,
  declaration: CopyDeclaration<T> & { readonly fields: 'all' },
): Copy<T>;
export function copyOf<T extends StateTopicName, F extends FieldName<T> = never>(
  topic: T,
  declaration: CopyDeclaration<T, F> & { readonly fields?: readonly F[] },
): Copy<T>;
export function copyOf<T extends StateTopicName>(
  topic: T,
  declaration: Omit<CopyDeclaration<T>, 'fields' | 'named'> & {
    readonly fields?: readonly string[] | 'all';
    readonly named?: object;
  },
): Copy<T> {
  const { table, computed = {}, added = [], keepsDeleted = false } = declaration;
  const fields = declaration.fields === 'all' ? fieldsOf(topic) : (declaration.fields ?? []);
  const named = (declaration.named ?? {}) as Readonly<Record<string, string>>;
  const columnOf = (field: string): Column<T> => ({
    name: named[field] ?? snakeCase(field),
    ...typeOf(topic, field),
    of: (value) => value[field as keyof Value<T>],
  });
  const key = keyFields(topic).map(columnOf);
  const rest = [
    ...fields.map(columnOf),
    ...Object.entries(computed).map(([name, column]) => ({ name, nullable: false, ...column })),
  ];
  const all = [...key, ...rest];
  const names = [...all.map(({ name }) => name), 'version', 'deleted', ...added];
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new TypeError(`${table}: column ${twice} is declared twice`);
  const keyNames = key.map(({ name }) => name);
  return {
    topic,
    table,
    key: keyNames,
    columns: Object.fromEntries(all.map(({ name, type }) => [name, type])),
    added,
    nullable: all.flatMap(({ name, nullable }) => (nullable ? [name] : [])),
    keepsDeleted,
    reader: readerOf(topic, keyNames, rest),
  };
}

/**
 * Writes what the newest record of each key says where it is newer than what is stored, as `upsertNewest` does. Who is
 * erased is forgotten as well by the tables that a rebuild has put aside, or has not finished.
 * @returns the records that were newer, one per key.
 * @throws TypeError for a key that is none of the topic's.
 */
export async function upsertCopy<T extends StateTopicName>(
  tx: Tx,
  copy: Copy<T>,
  records: readonly Received<T>[],
): Promise<Received<T>[]> {
  const newer = await upsertItems(tx, copy, records, copy.reader);
  // A rebuild writes beside the live table itself.
  if (!topics[copy.topic].personal || tx.muted) return newer;
  const erased = newer.filter(({ value }) => value === null);
  if (erased.length > 0) await deleteBeside(tx, copy, copy.reader.keysOf(erased));
  return newer;
}

function readerOf<T extends StateTopicName>(
  topic: T,
  key: readonly string[],
  rest: readonly Column<T>[],
): RowReader<Received<T>> {
  const keysOf = (records: readonly Received<T>[]): unknown[][] => {
    const parts = records.map((record) => keyParts(topic, record.key));
    return key.map((_, index) => parts.map((part) => part[index]));
  };
  const reads = rest.map(({ type, of }) => {
    const serialize = serializerOf(type);
    return serialize ? (value: Value<T>) => serialize(of(value)) : (value: Value<T>) => of(value) ?? null;
  });
  return {
    idOf: (record) => record.key,
    idOfRow: (row) => key.map((column) => row[column]).join('|'),
    versionOf: ({ sequence }) => sequence,
    isDeleted: ({ value }) => value === null,
    keysOf,
    columnsOf: (records) => {
      const values = records.map(({ value }) => value as Value<T>);
      return [...keysOf(records), ...reads.map((read) => values.map(read))];
    },
  };
}

type AvroType =
  string | readonly ['null', AvroType] | { readonly type: string; readonly logicalType?: string };

function schemaOf(topic: StateTopicName): readonly { name: string; type: unknown }[] {
  const [record] = topics[topic].records as readonly (keyof typeof schemas)[];
  return record ? schemas[record].fields : [];
}

/** Fields of a record beside those of its key. */
function fieldsOf(topic: StateTopicName): string[] {
  const key: readonly string[] = keyFields(topic);
  return schemaOf(topic)
    .map(({ name }) => name)
    .filter((name) => !key.includes(name));
}

function typeOf(topic: StateTopicName, field: string): { type: string; nullable: boolean } {
  const found = schemaOf(topic).find(({ name }) => name === field);
  if (found === undefined) throw new TypeError(`${topic}: there is no field ${field}`);
  const type = found.type as AvroType;
  return { type: sqlTypeOf(type), nullable: Array.isArray(type) };
}

const sqlTypes: Readonly<Record<string, string>> = {
  string: 'text',
  long: 'bigint',
  int: 'integer',
  boolean: 'boolean',
  'timestamp-micros': 'timestamptz',
  date: 'date',
  decimal: 'numeric',
};

function sqlTypeOf(type: AvroType): string {
  if (typeof type === 'string') return sqlTypes[type] ?? 'jsonb';
  if ('length' in type) return sqlTypeOf(type[1]);
  return sqlTypes[type.logicalType ?? type.type] ?? 'jsonb';
}

/** `taxIncluded` as `tax_included`. */
function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

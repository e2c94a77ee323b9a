/** Column names and their SQL types, `{ sku: 'text', amount: 'numeric' }`. */
export type Columns = Readonly<Record<string, string>>;

/**
 * A state projection's table. It has `version bigint not null` and `deleted boolean not null default false` beside
 * `columns`; columns outside of the key are nullable or have a default, which a tombstone sets them back to.
 */
export interface StateTable {
  readonly table: string;
  readonly key: readonly string[];
  /** SQL types of all columns but `version` and `deleted`; `jsonb` takes plain objects, `text[]` arrays. */
  readonly columns: Columns;
  /** Whether a tombstone leaves the other columns as they were; they are blanked when left out. */
  readonly keepsDeleted?: boolean;
}

/** The statements that upsert rows of a table; parameters are an array per column, and one of the versions. */
export interface Upserts {
  readonly live: string;
  /** Takes the key columns alone; all others get their defaults, or stay. */
  readonly tombstones: string;
}

const known = new WeakMap<StateTable, Upserts>();

/** Both return the key columns of rows that were newer. */
export function upsertsOf(table: StateTable): Upserts {
  let upserts = known.get(table);
  if (upserts === undefined) {
    upserts = {
      live: upsert(table, Object.keys(table.columns), false),
      tombstones: upsert(table, table.key, true),
    };
    known.set(table, upserts);
  }
  return upserts;
}

function upsert(table: StateTable, given: readonly string[], tombstone: boolean): string {
  const key = table.key.map(quote).join(', ');
  const rest = Object.keys(table.columns).filter((column) => !table.key.includes(column));
  const written = tombstone && table.keepsDeleted === true ? [] : rest;
  const sets = written.map(
    (column) => `${quote(column)} = ${tombstone ? 'DEFAULT' : `excluded.${quote(column)}`}`,
  );
  const names = given.map(quote);
  const list = [...names, 'version', 'deleted'].join(', ');
  const params = given.map((column, i) => `$${i + 1}::${elementType(table.columns[column] as string)}[]`);
  const selected = given.map((column) => `${quote(column)}::${table.columns[column]}`);
  return `
      INSERT INTO ${quote(table.table)} AS t (${list})
      SELECT ${[...selected, 'version', `${tombstone}`].join(', ')}
      FROM unnest(${[...params, `$${given.length + 1}::bigint[]`].join(', ')}) AS u (${[...names, 'version'].join(', ')})
      ORDER BY ${key}
      ON CONFLICT (${key}) DO UPDATE SET ${[...sets, 'version = excluded.version', 'deleted = excluded.deleted'].join(', ')}
      WHERE t.version < excluded.version
      RETURNING ${table.key.map((column) => `t.${quote(column)}`).join(', ')}`;
}

/** Arrays and JSON are sent as text: unnest would flatten the one, and pg would not serialise the other. */
function elementType(type: string): string {
  return type.endsWith('[]') || type.startsWith('json') ? 'text' : type;
}

/** Makes a value fit for the parameter of a column. */
export function serializerOf(type: string): ((value: unknown) => unknown) | undefined {
  if (type.startsWith('json')) return json;
  return type.endsWith('[]') ? arrayLiteral : undefined;
}

function json(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value);
}

function arrayLiteral(items: unknown): string | null {
  if (items === null || items === undefined) return null;
  const quoted = (items as readonly unknown[]).map((item) =>
    item === null ? 'NULL' : `"${String(item).replace(/["\\]/g, '\\$&')}"`,
  );
  return `{${quoted.join(',')}}`;
}

/** A name as it stands in a statement. */
export function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

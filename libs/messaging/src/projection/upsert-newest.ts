import type { Tx } from '@throughline/persistence';

/** Column names and their SQL types, `{ sku: 'text', amount: 'numeric' }`. */
export type Columns = Readonly<Record<string, string>>;

/** A row of a state projection: its columns, the version of its key, and whether it is a tombstone. */
export type VersionedRow = Readonly<Record<string, unknown>> & {
  readonly version: number;
  readonly deleted: boolean;
};

/**
 * A state projection's table. It has `version bigint not null` and `deleted boolean not null default false` beside
 * `columns`; columns outside of the key are nullable or have a default, which a tombstone sets them back to.
 */
export interface StateTable {
  readonly table: string;
  readonly key: readonly string[];
  /** SQL types of all columns but `version` and `deleted`; `jsonb` takes plain objects, `text[]` arrays. */
  readonly columns: Columns;
}

/**
 * Upserts the newest row of each key where it is newer than the stored one, in one statement (and one more when there
 * are tombstones). A tombstone leaves a marker with its version, so that an older record does not resurrect it.
 * @returns the rows that were newer, one per key.
 */
export async function upsertNewest<Row extends VersionedRow>(
  tx: Tx,
  table: StateTable,
  rows: readonly Row[],
): Promise<Row[]> {
  const newest = newestByKey(table.key, rows);
  const live = [...newest.values()].filter((row) => !row.deleted);
  const dead = [...newest.values()].filter((row) => row.deleted);
  const written = [
    ...(live.length > 0
      ? await tx.query(upsert(table, Object.keys(table.columns)), values(table.columns, live))
      : []),
    ...(dead.length > 0 ? await tx.query(upsert(table, table.key), values(keyColumns(table), dead)) : []),
  ];
  return written.map((row) => newest.get(keyOf(table.key, row)) as Row);
}

function newestByKey<Row extends VersionedRow>(
  key: readonly string[],
  rows: readonly Row[],
): Map<string, Row> {
  const newest = new Map<string, Row>();
  for (const row of rows) {
    const id = keyOf(key, row);
    const known = newest.get(id);
    if (known === undefined || row.version > known.version) newest.set(id, row);
  }
  return newest;
}

function keyOf(key: readonly string[], row: Readonly<Record<string, unknown>>): string {
  return key.length === 1
    ? String(row[key[0] as string])
    : JSON.stringify(key.map((column) => String(row[column])));
}

function keyColumns({ key, columns }: StateTable): Columns {
  return Object.fromEntries(key.map((column) => [column, columns[column] as string]));
}

const statements = new WeakMap<StateTable, Map<boolean, string>>();

/** A tombstone sets its key columns only; all others get their defaults. */
function upsert(table: StateTable, given: readonly string[]): string {
  const cached = statements.get(table) ?? new Map<boolean, string>();
  statements.set(table, cached);
  const tombstone = given.length < Object.keys(table.columns).length || given === table.key;
  let sql = cached.get(tombstone);
  if (sql === undefined) {
    const key = table.key.map(quote).join(', ');
    const rest = Object.keys(table.columns).filter((column) => !table.key.includes(column));
    const sets = rest.map(
      (column) => `${quote(column)} = ${tombstone ? 'DEFAULT' : `excluded.${quote(column)}`}`,
    );
    const names = given.map(quote);
    const list = [...names, 'version', 'deleted'].join(', ');
    const params = given.map((column, i) => `$${i + 1}::${elementType(table.columns[column] as string)}[]`);
    const selected = given.map((column) => `${quote(column)}::${table.columns[column]}`);
    sql = `
      INSERT INTO ${quote(table.table)} AS t (${list})
      SELECT ${[...selected, 'version', `${tombstone}`].join(', ')}
      FROM unnest(${[...params, `$${given.length + 1}::bigint[]`].join(', ')}) AS u (${[...names, 'version'].join(', ')})
      ORDER BY ${key}
      ON CONFLICT (${key}) DO UPDATE SET ${[...sets, 'version = excluded.version', 'deleted = excluded.deleted'].join(', ')}
      WHERE t.version < excluded.version
      RETURNING ${table.key.map((column) => `t.${quote(column)}`).join(', ')}`;
    cached.set(tombstone, sql);
  }
  return sql;
}

/** Arrays and JSON are sent as text: unnest would flatten the one, and pg would not serialise the other. */
function elementType(type: string): string {
  return type.endsWith('[]') || type.startsWith('json') ? 'text' : type;
}

function values(columns: Columns, rows: readonly VersionedRow[]): unknown[] {
  const arrays = Object.entries(columns).map(([column, type]) => {
    if (type.startsWith('json')) return rows.map((row) => json(row[column]));
    if (type.endsWith('[]'))
      return rows.map((row) => arrayLiteral(row[column] as unknown[] | null | undefined));
    return rows.map((row) => row[column] ?? null);
  });
  return [...arrays, rows.map((row) => row.version)];
}

function json(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value);
}

function arrayLiteral(items: readonly unknown[] | null | undefined): string | null {
  if (items === null || items === undefined) return null;
  return `{${items.map((item) => (item === null ? 'NULL' : `"${String(item).replace(/["\\]/g, '\\$&')}"`)).join(',')}}`;
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

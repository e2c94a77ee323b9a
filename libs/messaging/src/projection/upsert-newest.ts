import type { Tx } from '@throughline/persistence';
import { serializerOf, upsertsOf } from './state-table.ts';
import type { StateTable } from './state-table.ts';

/** A row of a state projection: its columns, the version of its key, and whether it is a tombstone. */
export type VersionedRow = Readonly<Record<string, unknown>> & {
  readonly version: number;
  readonly deleted: boolean;
};

/** How the rows of a table are read from items of any kind. */
export interface RowReader<Item> {
  /** Identity of the row that an item is of; equal to `idOfRow` of its key columns. */
  readonly idOf: (item: Item) => string;
  readonly idOfRow: (row: Readonly<Record<string, unknown>>) => string;
  readonly versionOf: (item: Item) => number;
  readonly isDeleted: (item: Item) => boolean;
  /** An array per column of the key. */
  readonly keysOf: (items: readonly Item[]) => unknown[][];
  /** An array per column, in the order of `StateTable`. */
  readonly columnsOf: (items: readonly Item[]) => unknown[][];
}

/**
 * Upserts the newest row of each key where it is newer than the stored one, in one statement (and one more when there
 * are tombstones). A tombstone leaves a marker with its version, so that an older record does not resurrect it.
 * @returns the rows that were newer, one per key.
 */
export function upsertNewest<Row extends VersionedRow>(
  tx: Tx,
  table: StateTable,
  rows: readonly Row[],
): Promise<Row[]> {
  return upsertItems(tx, table, rows, readerOf(table));
}

/** Upserts as {@link upsertNewest} does. @returns the items that were newer, one per key. */
export async function upsertItems<Item>(
  tx: Tx,
  table: StateTable,
  items: readonly Item[],
  reader: RowReader<Item>,
): Promise<Item[]> {
  const newest = newestOf(items, reader);
  const live: Item[] = [];
  const dead: Item[] = [];
  for (const item of newest.values()) (reader.isDeleted(item) ? dead : live).push(item);
  const { live: upsert, tombstones } = upsertsOf(table);
  const written = [
    ...(live.length > 0
      ? await tx.query(upsert, [...reader.columnsOf(live), live.map(reader.versionOf)])
      : []),
    ...(dead.length > 0
      ? await tx.query(tombstones, [...reader.keysOf(dead), dead.map(reader.versionOf)])
      : []),
  ];
  return written.map((row) => newest.get(reader.idOfRow(row)) as Item);
}

function newestOf<Item>(items: readonly Item[], { idOf, versionOf }: RowReader<Item>): Map<string, Item> {
  const newest = new Map<string, Item>();
  for (const item of items) {
    const id = idOf(item);
    const known = newest.get(id);
    if (known === undefined || versionOf(item) > versionOf(known)) newest.set(id, item);
  }
  return newest;
}

function readerOf<Row extends VersionedRow>({ key, columns }: StateTable): RowReader<Row> {
  const idOf = (row: Readonly<Record<string, unknown>>) =>
    key.length === 1
      ? String(row[key[0] as string])
      : JSON.stringify(key.map((column) => String(row[column])));
  return {
    idOf,
    idOfRow: idOf,
    versionOf: ({ version }) => version,
    isDeleted: ({ deleted }) => deleted,
    keysOf: (rows) => key.map((column) => rows.map((row) => row[column] ?? null)),
    columnsOf: (rows) =>
      Object.entries(columns).map(([column, type]) => {
        const serialized = serializerOf(type);
        return rows.map((row) => (serialized ? serialized(row[column]) : (row[column] ?? null)));
      }),
  };
}

import type { Tx } from '@throughline/persistence';
import type { Projection } from '../consumer/groups.ts';
import { quote } from './state-table.ts';

/** Schema of rebuilt tables. */
export const rebuildSchema = 'rebuild';
const liveSchema = 'public';
const previousSchema = 'previous';

function name(schema: string, table: string): string {
  return `${schema}.${quote(table)}`;
}

/** Creates empty copies of a projection's tables, with unique indexes only; see {@link addIndexes}. */
export async function createTables(tx: Tx, { tables }: Projection): Promise<void> {
  await tx.query(`CREATE SCHEMA IF NOT EXISTS ${rebuildSchema}`);
  for (const table of tables) {
    const copy = name(rebuildSchema, table);
    await tx.query(`DROP TABLE IF EXISTS ${copy}`);
    await tx.query(`CREATE TABLE ${copy} (LIKE ${name(liveSchema, table)} INCLUDING ALL EXCLUDING INDEXES)`);
    const keys = await tx.query<{ conname: string; definition: string }>(
      `SELECT conname, pg_get_constraintdef(oid) AS definition FROM pg_constraint
       WHERE conrelid = $1::regclass AND contype IN ('p', 'u', 'x') ORDER BY conname`,
      [name(liveSchema, table)],
    );
    const unknown = await tx.query<{ attname: string }>(
      'SELECT attname FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND attstattarget = 0',
      [name(liveSchema, table)],
    );
    // Not among what LIKE includes.
    for (const { attname } of unknown)
      await tx.query(`ALTER TABLE ${copy} ALTER COLUMN "${attname}" SET STATISTICS 0`);
    for (const { conname, definition } of keys)
      await tx.query(`ALTER TABLE ${copy} ADD CONSTRAINT "${conname}" ${definition}`);
    await copyIndexes(tx, table, { unique: true });
  }
}

/**
 * Creates the other indexes once the tables are filled, which costs a fraction of maintaining them with every row. The
 * tables are analysed, so that queries right after a swap are planned as well as those before.
 */
export async function addIndexes(tx: Tx, { tables }: Projection): Promise<void> {
  await tx.query('SET LOCAL statement_timeout = 0');
  // Other cores are for those who read the live tables.
  await tx.query('SET LOCAL max_parallel_maintenance_workers = 0');
  for (const table of tables) {
    await copyIndexes(tx, table, { unique: false });
    await tx.query(`ANALYZE ${name(rebuildSchema, table)}`);
  }
}

/** Creates the live table's indexes on its copy, under the same names; those of constraints aside. */
async function copyIndexes(tx: Tx, table: string, { unique }: { unique: boolean }): Promise<void> {
  const indexes = await tx.query<{ definition: string }>(
    `SELECT pg_get_indexdef(indexrelid) AS definition FROM pg_index x
     WHERE indrelid = $1::regclass AND indisunique = $2
       AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = x.indexrelid) ORDER BY indexrelid`,
    [name(liveSchema, table), unique],
  );
  for (const { definition } of indexes)
    await tx.query(definition.replace(/ ON \S+ USING /, ` ON ${name(rebuildSchema, table)} USING `));
}

export async function dropTables(tx: Tx, { tables }: Projection): Promise<void> {
  for (const table of tables) await tx.query(`DROP TABLE IF EXISTS ${name(rebuildSchema, table)}`);
}

/**
 * Swaps the rebuilt tables with the live ones, which are kept for a rollback until the next swap. Readers wait no longer
 * than it takes to rename.
 */
export async function swapTables(tx: Tx, group: Projection): Promise<void> {
  await tx.query(`CREATE SCHEMA IF NOT EXISTS ${previousSchema}`);
  for (const table of group.tables) {
    await keepMarkers(tx, table);
    await tx.query(`DROP TABLE IF EXISTS ${name(previousSchema, table)}`);
  }
  // Shorter than the server's deadlock_timeout of a second: where readers lock the tables in another order, the swap gives way.
  await tx.query(`SET LOCAL lock_timeout = '800ms'`);
  const live = group.tables.map((table) => name(liveSchema, table)).join(', ');
  await tx.query(`LOCK TABLE ${live} IN ACCESS EXCLUSIVE MODE`);
  for (const table of group.tables) {
    await tx.query(`ALTER TABLE ${name(liveSchema, table)} SET SCHEMA ${previousSchema}`);
    await tx.query(`ALTER TABLE ${name(rebuildSchema, table)} SET SCHEMA ${liveSchema}`);
  }
}

/**
 * Deletes rows of the tables beside the live one: of the one that the last swap has put aside, and of one that is being
 * rebuilt, or was left when that was broken off. Markers of tombstones follow from the live one at the swap.
 * @param keys an array per column of the key
 */
export async function deleteBeside(
  tx: Tx,
  { table, key }: { table: string; key: readonly string[] },
  keys: readonly unknown[][],
): Promise<void> {
  const columns = key.map((column) => `"${column}"`);
  const given = key.map((_, n) => `$${n + 1}::text[]`);
  for (const beside of [previousSchema, rebuildSchema].map((schema) => name(schema, table))) {
    const [found] = await tx.query<{ exists: boolean }>('SELECT to_regclass($1) IS NOT NULL AS exists', [
      beside,
    ]);
    if (found?.exists !== true) continue;
    await tx.query(
      `DELETE FROM ${beside} b USING unnest(${given.join(', ')}) AS e (${columns.join(', ')})
       WHERE ${columns.map((column) => `b.${column}::text = e.${column}`).join(' AND ')}`,
      [...keys],
    );
  }
}

/** Tombstones are compacted away after a while; the markers that they left must outlive them. */
async function keepMarkers(tx: Tx, table: string): Promise<void> {
  const columns = await columnsOf(tx, table);
  if (!columns.includes('deleted') || !columns.includes('version')) return;
  const list = columns.map((column) => `"${column}"`).join(', ');
  await tx.query(
    `INSERT INTO ${name(rebuildSchema, table)} (${list}) OVERRIDING SYSTEM VALUE
     SELECT ${list} FROM ${name(liveSchema, table)} WHERE deleted ON CONFLICT DO NOTHING`,
  );
}

async function columnsOf(tx: Tx, table: string): Promise<string[]> {
  const rows = await tx.query<{ attname: string }>(
    `SELECT attname FROM pg_attribute
     WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum`,
    [name(liveSchema, table)],
  );
  return rows.map(({ attname }) => attname);
}

/** Comparison of a table with its rebuild. */
export interface TableComparison {
  readonly table: string;
  readonly equal: boolean;
  readonly rows: number;
  readonly rebuiltRows: number;
  /** Rows that only the live table has, and only the rebuilt one. */
  readonly onlyLive: number;
  readonly onlyRebuilt: number;
}

/** Compares every column but the ignored ones; markers of tombstones are left out. */
export async function compareTables(tx: Tx, group: Projection): Promise<TableComparison[]> {
  await tx.query('SET LOCAL max_parallel_workers_per_gather = 0');
  const compared: TableComparison[] = [];
  for (const table of group.tables) compared.push(await compareTable(tx, table, group.ignore[table] ?? []));
  return compared;
}

async function compareTable(tx: Tx, table: string, ignore: readonly string[]): Promise<TableComparison> {
  const columns = await columnsOf(tx, table);
  const list = columns.filter((column) => !ignore.includes(column)).map((column) => `"${column}"`);
  const only = columns.includes('deleted') && columns.includes('version') ? 'WHERE NOT deleted' : '';
  const of = (schema: string): string => `SELECT ${list.join(', ')} FROM ${name(schema, table)} ${only}`;
  const hash = async (schema: string) => {
    const [row] = await tx.query<{ rows: number; hash: string | null }>(
      `SELECT count(*) AS rows, sum(hashtextextended(r::text, 0)::numeric) AS hash FROM (${of(schema)}) r`,
    );
    return row ?? { rows: 0, hash: null };
  };
  const live = await hash(liveSchema);
  const rebuilt = await hash(rebuildSchema);
  const equal = live.rows === rebuilt.rows && live.hash === rebuilt.hash;
  const extra = async (a: string, b: string): Promise<number> => {
    if (equal) return 0;
    const [row] = await tx.query<{ n: number }>(
      `SELECT count(*) AS n FROM (SELECT r::text FROM (${of(a)}) r EXCEPT ALL SELECT r::text FROM (${of(b)}) r) d`,
    );
    return row?.n ?? 0;
  };
  return {
    table,
    equal,
    rows: live.rows,
    rebuiltRows: rebuilt.rows,
    onlyLive: await extra(liveSchema, rebuildSchema),
    onlyRebuilt: await extra(rebuildSchema, liveSchema),
  };
}

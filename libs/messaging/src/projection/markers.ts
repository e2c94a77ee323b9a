import { type DataSource, type Tx, transaction } from '@throughline/persistence';
import { quote } from './state-table.ts';

/** Rows of one table that go in one transaction. */
const pageRows = 10_000;

/**
 * Removes the rows that tombstones have left in copies of topics, once they have been seen to lie there for
 * so many days. They keep an older record that is sent again from bringing back what was deleted, and such a record comes
 * within hours: of a broker that was away, a relay that hung, a database that was put back. Since when they lie there is
 * kept apart, so that who writes them need not say.
 * @param ending aborts between transactions
 */
export async function removeMarkers(
  dataSource: DataSource,
  tables: readonly string[],
  days: number,
  ending?: AbortSignal,
): Promise<void> {
  for (const table of tables) {
    const key = await transaction(dataSource, (tx) => keyColumns(tx, table));
    await transaction(dataSource, (tx) => note(tx, table, key));
    while (!ending?.aborted && (await transaction(dataSource, (tx) => remove(tx, table, key, days))));
  }
}

async function keyColumns(tx: Tx, table: string): Promise<string[]> {
  const rows = await tx.query<{ attname: string }>(
    `SELECT a.attname FROM pg_index x
     JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = ANY(x.indkey)
     WHERE x.indrelid = format('public.%I', $1::text)::regclass AND x.indisprimary
     ORDER BY array_position(x.indkey::smallint[], a.attnum)`,
    [table],
  );
  return rows.map(({ attname }) => attname);
}

/** A row that was filled and deleted again is a new marker. */
async function note(tx: Tx, table: string, key: readonly string[]): Promise<void> {
  await tx.query(
    `INSERT INTO kernel.markers (table_name, key, version)
     SELECT $1, ${keyOf(key)}, version FROM public.${quote(table)} t
     WHERE deleted AND NOT EXISTS (
       SELECT FROM kernel.markers k WHERE k.table_name = $1 AND k.key = ${keyOf(key)} AND k.version = t.version)
     ON CONFLICT (table_name, key) DO UPDATE SET version = excluded.version, since = excluded.since`,
    [table],
  );
}

/** @returns whether there may be more */
async function remove(tx: Tx, table: string, key: readonly string[], days: number): Promise<boolean> {
  const [row] = await tx.query<{ due: number }>(
    `WITH due AS MATERIALIZED (
       SELECT key, version FROM kernel.markers
       WHERE table_name = $1 AND since <= current_date - $2::integer LIMIT ${pageRows}
     ), gone AS (
       DELETE FROM public.${quote(table)} t USING due WHERE ${keyOf(key)} = due.key AND t.deleted AND t.version = due.version
     ), forgotten AS (
       DELETE FROM kernel.markers m USING due WHERE m.table_name = $1 AND m.key = due.key
     )
     SELECT count(*) AS due FROM due`,
    [table, days],
  );
  return row?.due === pageRows;
}

function keyOf(key: readonly string[]): string {
  return `jsonb_build_array(${key.map((column) => `t.${quote(column)}`).join(', ')})`;
}

import pg from 'pg';
import type { serviceNames } from '../../../deploy/local/topology.ts';
import type { Installation } from './installation.ts';

/** What a column of a copied row is, in SQL; `t` is the row that is copied, `n` the number of the copy. */
export type Overrides = Readonly<Record<string, string>>;

/** A session with a service's database, as its administrator. */
export interface DatabaseSession extends AsyncDisposable {
  readonly client: pg.Client;
  /** Adds so many copies of each row of a table. @returns how many rows were added */
  multiply(table: string, copies: number, columns: Overrides, where?: string): Promise<number>;
  /** Adds so many rows, copies of all rows of a table in turn. @returns how many rows were added */
  fill(table: string, rows: number, columns: Overrides): Promise<number>;
}

export async function sessionOf(
  { running: { endpoints } }: Installation,
  service: (typeof serviceNames)[number],
): Promise<DatabaseSession> {
  if (endpoints.postgresAdmin === undefined) throw new Error('The stores are not of this installation');
  const url = new URL(endpoints.postgresAdmin);
  url.pathname = new URL(endpoints.postgres[service] ?? '').pathname;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  const copy = async (table: string, columns: Overrides, from: string): Promise<number> => {
    const [schema, name] = table.includes('.') ? table.split('.') : ['public', table];
    const { rows } = await client.query<{ column: string }>(
      `select column_name as column from information_schema.columns
       where table_schema = $1 and table_name = $2 and is_generated = 'NEVER' and is_identity = 'NO'
         and coalesce(column_default, '') not like 'nextval%'`,
      [schema, name],
    );
    const names = rows.map(({ column }) => column);
    const values = names.map((column) => columns[column] ?? `t."${column}"`);
    // Whoever publishes by a trigger, or checks what belongs together, is not asked.
    await client.query('set session_replication_role = replica');
    const { rowCount } = await client.query(
      `insert into ${table} (${names.map((column) => `"${column}"`).join(', ')}) select ${values.join(', ')} from ${from}`,
    );
    await client.query(`vacuum (analyze) ${table}`);
    return rowCount ?? 0;
  };
  return {
    client,
    multiply: (table, copies, columns, where = 'true') =>
      copy(table, columns, `${table} t, generate_series(1, ${copies}) n where ${where}`),
    fill: (table, rows, columns) =>
      copy(
        table,
        columns,
        `(select t.*, row_number() over () - 1 as place, count(*) over () as places from ${table} t) t
         join generate_series(0, ${Math.round(rows) - 1}) n on n % t.places = t.place`,
      ),
    [Symbol.asyncDispose]: () => client.end(),
  };
}

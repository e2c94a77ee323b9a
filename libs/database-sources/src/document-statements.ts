import { type DocumentTables, keyColumn, numberColumn } from './document-settings.ts';
import { type Column, type Dialect, type Row, type Session, qualified } from './dialect.ts';
import type { Expression } from './relation.ts';
import { type Sql, join, raw, sql, value } from './sql.ts';

/** A record as it is written: texts by column, null for nothing. */
export type WrittenRecord = Readonly<Record<string, string | null>>;

/** A head as it stands there. */
export interface HeadRow {
  readonly reference: string;
  readonly columns: Readonly<Record<string, string | null>>;
}

const headTable = ({ table, schema }: DocumentTables, dialect: Dialect): string =>
  qualified(dialect, { schema: schema ?? dialect.schema, table });
const lineTable = ({ lines }: DocumentTables, dialect: Dialect): string =>
  qualified(dialect, { schema: lines?.schema ?? dialect.schema, table: lines?.table ?? '' });

/** Columns of a head that are read: what it is found by, and what is to be known of it. */
export function readColumns(tables: DocumentTables): string[] {
  const { reference, mark, status, lines } = tables;
  const wanted = [
    ...[reference, ...Object.keys(mark), keyColumn(tables), numberColumn(tables)],
    ...[status?.column ?? null, status?.error ?? null, ...Object.values(lines?.on ?? {})],
  ];
  return [...new Set(wanted.filter((name) => name !== null))];
}

/** The columns that are read, as the database describes them. @throws when one is not there, or must not be read */
export async function describeHead(
  session: Session,
  tables: DocumentTables,
  dialect: Dialect,
): Promise<Map<string, Expression>> {
  const names = readColumns(tables);
  const list = names.map((name) => `h.${dialect.quote(name)}`).join(', ');
  const described = await session.describe(
    sql`select ${raw(list)} from ${raw(headTable(tables, dialect))} h`,
  );
  return new Map(
    names.map((name, index) => [
      name,
      { expression: `h.${dialect.quote(name)}`, column: described[index] as Column },
    ]),
  );
}

/** The heads that we wrote of some references; the database may let others through that it takes for the same. */
export function findHeads(
  tables: DocumentTables,
  columns: ReadonlyMap<string, Expression>,
  references: readonly string[],
  dialect: Dialect,
): Sql {
  const all = [...columns.values()];
  const list = all.map(({ expression, column }) => dialect.text(expression, column)).join(', ');
  const of = columns.get(tables.reference) as Expression;
  const marks = Object.entries(tables.mark).map(([name, text]) => {
    const { expression, column } = columns.get(name) as Expression;
    return sql`${raw(expression)} = ${dialect.comparable(text, column)}`;
  });
  const found = dialect.among(
    [of],
    references.map((reference) => [reference]),
  );
  return sql`select ${raw(list)} from ${raw(headTable(tables, dialect))} h where ${join([found, ...marks], ' and ')}`;
}

export function headRow(columns: ReadonlyMap<string, Expression>, row: Row, reference: string): HeadRow {
  const texts = Object.fromEntries([...columns.keys()].map((name, index) => [name, row[index] ?? null]));
  return { reference: texts[reference] ?? '', columns: texts };
}

/** @param records all with the same columns */
export function insertHeads(
  tables: DocumentTables,
  columns: readonly string[],
  records: readonly WrittenRecord[],
  dialect: Dialect,
): Sql {
  return insertInto(headTable(tables, dialect), columns, records, dialect);
}

export function insertLines(
  tables: DocumentTables,
  columns: readonly string[],
  records: readonly WrittenRecord[],
  dialect: Dialect,
): Sql {
  return insertInto(lineTable(tables, dialect), columns, records, dialect);
}

function insertInto(
  table: string,
  columns: readonly string[],
  records: readonly WrittenRecord[],
  { quote }: Dialect,
): Sql {
  const rows = records.map(
    (record) =>
      sql`(${join(
        columns.map((name) => value(record[name] ?? null)),
        ', ',
      )})`,
  );
  return sql`insert into ${raw(table)} (${raw(columns.map(quote).join(', '))}) values ${join(rows, ', ')}`;
}

/** Decimals that the number columns of the tables hold, by table and column; and tables without transactions. */
export function describeTables(tables: DocumentTables, dialect: Dialect): Sql {
  const named = [
    { schema: tables.schema ?? dialect.schema, table: tables.table },
    ...(tables.lines === undefined
      ? []
      : [{ schema: tables.lines.schema ?? dialect.schema, table: tables.lines.table }]),
  ];
  const wanted = join(
    named.map(
      ({ schema, table }) =>
        sql`(c.table_schema = ${value(schema, 'text')} and c.table_name = ${value(table, 'text')})`,
    ),
    ' or ',
  );
  // Of PostgreSQL all tables have transactions.
  const engine =
    dialect.name === 'postgresql'
      ? raw(`'YES'`)
      : raw(
          `coalesce((select e.transactions from information_schema.tables t
             join information_schema.engines e on e.engine = t.engine
             where t.table_schema = c.table_schema and t.table_name = c.table_name), 'YES')`,
        );
  const scale = dialect.text('c.numeric_scale', { name: '', type: '', kind: 'integer' });
  return sql`select c.table_name, c.column_name, ${raw(scale)}, ${engine} from information_schema.columns c where ${wanted}`;
}

/** The statements of a document as a person reads them, `?` in place of each value. */
export function shownStatements(
  tables: DocumentTables,
  columns: readonly string[],
  lineColumns: readonly string[],
  dialect: Dialect,
): string[] {
  const { reference, mark, key, lines } = tables;
  const list = (names: readonly string[]) => names.map(dialect.quote).join(', ');
  const found = [reference, ...Object.keys(mark)].map((name) => `${dialect.quote(name)} = ?`).join(' and ');
  const insert = (table: string, names: readonly string[]) =>
    `insert into ${table} (${list(names)}) values (${names.map(() => '?').join(', ')})`;
  const heads = headColumns(tables, columns);
  const rows = [...Object.keys(lines?.on ?? {}), ...lineColumns];
  return [
    `select ${list(readColumns(tables))} from ${headTable(tables, dialect)} where ${found}`,
    ...(typeof key === 'object' ? [key.query] : []),
    insert(headTable(tables, dialect), heads),
    ...(lines === undefined ? [] : [insert(lineTable(tables, dialect), rows)]),
  ];
}

/** Columns of a head that are written: those of a mapping, and those that the settings fill. */
export function headColumns(tables: DocumentTables, columns: readonly string[]): string[] {
  const { reference, mark, key } = tables;
  return [reference, ...Object.keys(mark), ...(typeof key === 'object' ? [key.column] : []), ...columns];
}

/** What the role of the address must be allowed to do. */
export function neededRights(tables: DocumentTables, dialect: Dialect): string[] {
  const { key, lines } = tables;
  const head = `SELECT, INSERT on ${headTable(tables, dialect)}`;
  return [
    head,
    ...(lines === undefined ? [] : [`INSERT on ${lineTable(tables, dialect)}`]),
    ...(typeof key === 'object' ? [`what ${JSON.stringify(key.query)} needs`] : []),
  ];
}

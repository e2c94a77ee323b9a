import { openDatabase } from './open.ts';
import type { Database, DatabaseSnapshot, Row } from './dialect.ts';
import { qualified } from './dialect.ts';
import { textsOf } from './table-reader.ts';
import { type DatabaseSettings, databaseSettings } from './settings.ts';
import { raw, sql, value } from './sql.ts';

export interface InspectedColumn {
  name: string;
  /** As the database writes it. */
  type: string;
  nullable: boolean;
  /** Some values of the first rows, cut to 60 characters. */
  examples: string[];
}

export interface InspectedTable {
  schema: string;
  name: string;
  kind: 'table' | 'view';
  /** As the database estimates it; null of a view, and where it has not counted yet. */
  rows: number | null;
  columns: InspectedColumn[];
  /** Columns of its primary key; empty where there is none. */
  key: string[];
  /** Columns of this table with what they refer to. */
  foreignKeys: { columns: string[]; table: string; schema: string; references: string[] }[];
}

/** Tables that are looked at, rows of each, characters of a value, and how long a statement and all of it may take. */
const bounds = { tables: 300, rows: 5, characters: 60, statement: '2s', milliseconds: 60_000 };

/** How much of the rows is looked at. */
export interface InspectOptions {
  /** Rows of each table; the examples come from the first. */
  readonly rows?: number;
  /** Told the rows of each table, each value as its text or null by its column; those beyond the time are not read. */
  readonly onRows?: (table: InspectedTable, rows: readonly Readonly<Record<string, string | null>>[]) => void;
}

/**
 * What there is in a database, for somebody who writes the document of a source. Reads some rows of each table in a
 * read-only transaction, for a minute at most, and changes nothing. @throws when it cannot be reached
 */
export async function inspectDatabase(
  of: Pick<DatabaseSettings, 'dialect' | 'url'> & { schema?: string | undefined },
  { rows = bounds.rows, onRows }: InspectOptions = {},
): Promise<InspectedTable[]> {
  const settings = databaseSettings.parse({
    ...of,
    readers: {},
    connections: 2,
    statementTimeout: bounds.statement,
  });
  const database = openDatabase(settings);
  try {
    return await database.snapshot(async (snapshot) => {
      const tables = await tablesOf(snapshot, database);
      const end = performance.now() + bounds.milliseconds;
      for (const table of tables) {
        const found = performance.now() < end ? await rowsOf(snapshot, database, table, rows) : [];
        addExamples(table, found.slice(0, bounds.rows));
        onRows?.(table, found);
      }
      return tables;
    });
  } finally {
    await database.close();
  }
}

const catalogues = {
  postgresql: {
    tables: `select n.nspname, c.relname, case when c.relkind in ('v', 'm') then 'view' else 'table' end,
                    case when c.relkind in ('v', 'm') or c.reltuples < 0 then null else c.reltuples::bigint::text end
             from pg_class c join pg_namespace n on n.oid = c.relnamespace
             where c.relkind in ('r', 'p', 'v', 'm') and not c.relispartition and n.nspname = `,
    columns: `select c.relname, a.attname, format_type(a.atttypid, a.atttypmod), (not a.attnotnull)::text
              from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
              where a.attnum > 0 and not a.attisdropped and n.nspname = `,
    columnOrder: ' order by c.relname, a.attnum',
    keys: `select c.relname, a.attname, k.conname, f.relname, fn.nspname, fa.attname, k.contype::text
           from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
           cross join lateral unnest(k.conkey, k.confkey) with ordinality as p(own, other, position)
           join pg_attribute a on a.attrelid = k.conrelid and a.attnum = p.own
           left join pg_class f on f.oid = k.confrelid left join pg_namespace fn on fn.oid = f.relnamespace
           left join pg_attribute fa on fa.attrelid = k.confrelid and fa.attnum = p.other
           where k.contype in ('p', 'f') and n.nspname = `,
    keyOrder: ' order by c.relname, k.conname, p.position',
  },
  mariadb: {
    tables: `select table_schema, table_name, if(table_type = 'VIEW', 'view', 'table'), if(table_type = 'VIEW', null, table_rows)
             from information_schema.tables where table_type in ('BASE TABLE', 'VIEW') and table_schema = `,
    columns: `select table_name, column_name, column_type, if(is_nullable = 'YES', 'true', 'false')
              from information_schema.columns where table_schema = `,
    columnOrder: ' order by table_name, ordinal_position',
    keys: `select table_name, column_name, constraint_name, referenced_table_name, referenced_table_schema,
                  referenced_column_name, if(constraint_name = 'PRIMARY', 'p', 'f')
           from information_schema.key_column_usage
           where (constraint_name = 'PRIMARY' or referenced_table_name is not null) and table_schema = `,
    keyOrder: ' order by table_name, constraint_name, ordinal_position',
  },
} as const;

async function tablesOf(snapshot: DatabaseSnapshot, { dialect }: Database): Promise<InspectedTable[]> {
  const catalogue = catalogues[dialect.name];
  const schema = value(dialect.schema, 'text');
  const found = await snapshot.query(
    sql`${raw(catalogue.tables)}${schema} order by 2 limit ${raw(String(bounds.tables))}`,
  );
  const columns = await snapshot.query(sql`${raw(catalogue.columns)}${schema}${raw(catalogue.columnOrder)}`);
  const keys = await snapshot.query(sql`${raw(catalogue.keys)}${schema}${raw(catalogue.keyOrder)}`);
  const columnsBy = grouped(columns);
  const keysBy = grouped(keys);
  return found.map(([inSchema, table, kind, rows]) => {
    const its = keysBy.get(table ?? '') ?? [];
    const foreign = new Map<string, InspectedTable['foreignKeys'][number]>();
    for (const [, column, constraint, other, otherSchema, referenced, type] of its) {
      if (type !== 'f') continue;
      const of = foreign.get(constraint ?? '') ?? {
        columns: [],
        table: other ?? '',
        schema: otherSchema ?? '',
        references: [],
      };
      of.columns.push(column ?? '');
      of.references.push(referenced ?? '');
      foreign.set(constraint ?? '', of);
    }
    return {
      schema: inSchema ?? '',
      name: table ?? '',
      kind: kind === 'view' ? 'view' : 'table',
      rows: rows === null || rows === undefined ? null : Number(rows),
      columns: (columnsBy.get(table ?? '') ?? []).map(([, column, type, nullable]) => ({
        name: column ?? '',
        type: type ?? '',
        nullable: nullable === 'true',
        examples: [],
      })),
      key: its.filter((row) => row[6] === 'p').map((row) => row[1] ?? ''),
      foreignKeys: [...foreign.values()],
    };
  });
}

function grouped(rows: readonly Row[]): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(row[0] ?? '');
    if (group === undefined) groups.set(row[0] ?? '', [row]);
    else group.push(row);
  }
  return groups;
}

/** The first rows; of a view that takes too long, or that may not be read, none. */
async function rowsOf(
  snapshot: DatabaseSnapshot,
  database: Database,
  table: InspectedTable,
  limit: number,
): Promise<Record<string, string | null>[]> {
  const { dialect } = database;
  const from = raw(`${qualified(dialect, { schema: table.schema, table: table.name })} r`);
  return snapshot
    .attempt(async () => {
      const described = await snapshot.describe(sql`select * from ${from}`);
      const columns = described.map((column) => ({ column, expression: `r.${dialect.quote(column.name)}` }));
      const texts = raw(textsOf(columns, dialect));
      const rows = await snapshot.query(sql`select ${texts} from ${from} limit ${raw(String(limit))}`);
      return rows.map((row) =>
        Object.fromEntries(columns.map(({ column }, at) => [column.name, row[at] ?? null])),
      );
    })
    .catch(() => []);
}

function addExamples(table: InspectedTable, rows: readonly Readonly<Record<string, string | null>>[]): void {
  for (const column of table.columns) {
    const seen = rows.flatMap((row) => row[column.name] ?? []).map((of) => of.slice(0, bounds.characters));
    column.examples.push(...new Set(seen));
  }
}

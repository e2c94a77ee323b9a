import { hash } from 'node:crypto';
import { type Database, type DatabaseSnapshot, type TableName, qualified } from './dialect.ts';
import { type Expression, relationIn } from './relation.ts';
import type { DatabaseSettings } from './settings.ts';

/** The tables that a log of changes is made of. */
export interface LogTables {
  captured: TableName;
  lost: TableName;
  heartbeat: TableName;
  installation: TableName;
}

/** When a row of a table changes, which texts are logged for a reader. */
export interface Watch {
  /** Empty for the heartbeat. */
  reader: string;
  /** Empty where the row is the record; else the name of the joined table, whose columns tell the records. */
  via: string;
  columns: Expression[];
}

export interface WatchedTable {
  table: TableName;
  watches: Watch[];
}

export type Operation = 'insert' | 'update' | 'delete' | 'truncate';

/** A statement that makes a trigger, and what it needs before. */
export interface PlannedTrigger {
  name: string;
  table: TableName;
  statements: string[];
}

/** What a dialect says of a log: all of it in statements that a person can read before they run. */
export interface LogDialect {
  tables(source: string): LogTables;
  /** Makes the tables. */
  create(tables: LogTables): string[];
  /** The triggers of a table, whose names begin with `prefix`. */
  triggers(watched: WatchedTable, tables: LogTables, prefix: string): PlannedTrigger[];
  /** Notes which tables are watched, and that this is another log than before. */
  note(watched: readonly WatchedTable[], tables: LogTables): string[];
  dropTrigger(name: string, table: TableName): string;
  /** Removes tables and what else there is but triggers. */
  drop(tables: LogTables, functions: readonly string[]): string[];
}

/** Those who have to hear that something could not be logged; of a heartbeat that is lost, its absence says so. */
export const losers = (watches: readonly Watch[]): string[] => [
  ...new Set(watches.map(({ reader }) => reader).filter((reader) => reader !== '')),
];

/** What tells an installation of triggers from others: with another text it is another one. */
export const fingerprint = (...texts: string[]): string => hash('md5', texts.join('\n')).slice(0, 12);

/** Prefix of the names of all triggers of a source. */
export const triggerPrefix = (source: string): string => `throughline_${source}_`;

/** Which tables the readers of a source have watched, the log's own heartbeat among them. */
export async function watchedTables(
  snapshot: DatabaseSnapshot,
  database: Database,
  settings: DatabaseSettings,
  tables: LogTables,
): Promise<WatchedTable[]> {
  const { dialect } = database;
  const watched = new Map<string, WatchedTable>();
  const watch = (table: TableName, of: Watch) => {
    const name = qualified(dialect, table);
    watched.set(name, { table, watches: [...(watched.get(name)?.watches ?? []), of] });
  };
  for (const [reader, its] of Object.entries(settings.readers)) {
    if (!('log' in its.changes)) continue;
    const relation = await relationIn(snapshot, database, reader, its);
    const table = { schema: its.schema ?? dialect.schema, table: its.table ?? '' };
    watch(table, { reader, via: '', columns: relation.key });
    for (const { name, settings: joined, values } of relation.joined) {
      if (joined.refresh)
        watch(
          { schema: joined.schema ?? dialect.schema, table: joined.table },
          { reader, via: name, columns: values },
        );
    }
  }
  const beat: Expression = { expression: '', column: { name: 'beat', type: '', kind: 'integer' } };
  watch(tables.heartbeat, { reader: '', via: '', columns: [beat] });
  return [...watched.values()];
}

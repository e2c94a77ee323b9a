import type { Snapshot } from '@throughline/connector';
import { type Sql } from './sql.ts';

export type Row = readonly (string | null)[];

/** A column as the database describes it. */
export interface Column {
  readonly name: string;
  /** Of PostgreSQL the quoted name of the type, to which a text is cast; of MariaDB the type of the wire. */
  readonly type: string;
  /** How its values become text, and are compared. */
  readonly kind: 'text' | 'binary' | 'bits' | 'integer' | 'zoned-time' | 'local-time' | 'other';
  /** For people: the name of its type, and the characters or digits that it takes. */
  readonly told?: { readonly type: string; readonly length: number | null };
}

/** Where a relation is. */
export interface TableName {
  readonly schema: string | undefined;
  readonly table: string;
}

/** One session, or any of the pool; every value is text as the database prints it, or null. */
export interface Session {
  query(statement: Sql): Promise<Row[]>;
  /** Columns that a SELECT has. */
  describe(select: Sql): Promise<Column[]>;
}

/** A consistent snapshot: a read-only transaction in which every statement sees the same instant. */
export interface DatabaseSnapshot extends Snapshot, Session {
  /** Runs what may fail without taking the snapshot with it. */
  attempt<T>(work: () => Promise<T>): Promise<T>;
  /** Gives the statements of `work` as long as a sweep may take. */
  unhurried<T>(work: () => Promise<T>): Promise<T>;
  /** Of one snapshot, made once by a name. */
  readonly kept: Map<string, Promise<unknown>>;
}

/** Sessions in a database, bounded in number, and what its dialect says otherwise than others. */
export interface Database extends Session {
  readonly dialect: Dialect;
  snapshot<T>(work: (snapshot: DatabaseSnapshot) => Promise<T>): Promise<T>;
  /** Runs a statement by itself, so that it waits for nobody and holds up nobody longer than it must. */
  write(statement: Sql): Promise<void>;
  /**
   * Runs `work` in one transaction, with the clocks of the source's zone, and commits it. Whoever else changes something
   * under one of the names waits until it has ended, as this does.
   * @throws DocumentLocked when somebody holds one of them, or a row, for longer than is waited for
   */
  change<T>(names: readonly string[], work: (session: Session) => Promise<T>): Promise<T>;
  /**
   * Why the database does not take what was written, in words that quote no value; null of any other error. What comes
   * back however often it is sent is such a reason, and nothing else.
   */
  refusal(error: unknown): string | null;
  /** Runs statements one after another, in one transaction where the database has such of definitions. */
  install(statements: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

export interface Dialect {
  readonly name: 'postgresql' | 'mariadb';
  /** Schema of tables that name none. */
  readonly schema: string;
  /** Source keys that one statement looks up at most. */
  readonly keysAtOnce: number;
  quote(identifier: string): string;
  /** A text of the statement's own. */
  literal(text: string): string;
  /** The value as text; null stays null. */
  text(expression: string, column: Column): string;
  /** 32 hexadecimal digits of a text. */
  md5(text: string): string;
  /** The number that some hexadecimal digits stand for, at most 15. */
  hex(digits: string): string;
  concat(texts: readonly string[]): string;
  /** A value that is compared with a column. */
  comparable(text: string, column: Column): Sql;
  /** That columns equal one of the rows of values. It may let through more, where a collation takes several for one. */
  among(
    columns: readonly { expression: string; column: Column }[],
    values: readonly (readonly string[])[],
  ): Sql;
  /** How a column is compared so that each text is another one, whatever the collation. */
  binary(expression: string, column: Column): string;
  binaryValue(text: string, column: Column): Sql;
  /** Whether different texts of it may be equal to the database. */
  foldsTexts(column: Column): boolean;
  /** Keys of a set that makes the columns unique, read from the catalogue. */
  uniqueKeys(session: Session, table: TableName): Promise<string[][]>;
}

/** `schema.table`, quoted. */
export function qualified({ quote }: Dialect, { schema, table }: TableName): string {
  return schema === undefined ? quote(table) : `${quote(schema)}.${quote(table)}`;
}

const snapshots = new WeakSet<object>();

export function databaseSnapshot(of: Omit<DatabaseSnapshot, 'kept'>): DatabaseSnapshot {
  const snapshot: DatabaseSnapshot = { ...of, kept: new Map<string, Promise<unknown>>() };
  snapshots.add(snapshot);
  return snapshot;
}

/** @throws TypeError for a snapshot of another connector */
export function ownSnapshot(snapshot: Snapshot): DatabaseSnapshot {
  if (snapshots.has(snapshot)) return snapshot as DatabaseSnapshot;
  throw new TypeError('This snapshot belongs to another connector');
}

/** Characters at most of a message that a rule of the database is written with. */
export const longestMessage = 300;

/** What a person hears of a value that is not taken: the rule or the column, and never the value. */
export function refusalText(
  code: string,
  { rule, column }: { rule: string | undefined; column: string | undefined },
): string {
  const where = [
    column === undefined ? '' : `, column ${column}`,
    rule === undefined ? '' : `, rule ${rule}`,
  ];
  return `The back office refuses it (${code}${where.join('')})`;
}

import { DocumentLocked } from '@throughline/connector';
import { type DocumentTables, numberColumn } from './document-settings.ts';
import {
  type HeadRow,
  type WrittenRecord,
  describeHead,
  describeTables,
  findHeads,
  headColumns,
  headRow,
  insertHeads,
  insertLines,
  neededRights,
  shownStatements,
} from './document-statements.ts';
import type { Database, Session } from './dialect.ts';
import { mariadbDialect } from './mariadb.ts';
import { openDatabase } from './open.ts';
import { postgresDialect } from './postgres.ts';
import { type DatabaseSettings, databaseSettings } from './settings.ts';
import { raw, sql } from './sql.ts';

/** A document as it is to be written. Texts are as the database reads them; null for nothing. */
export interface NewDocument {
  /** Our number, by which it is found again. */
  readonly reference: string;
  readonly head: WrittenRecord;
  readonly lines: readonly WrittenRecord[];
}

/** A document that we wrote, as it stands there. */
export interface FoundDocument {
  /** Null while it has none. */
  readonly number: string | null;
  /** Why it is not taken; null while it is, or nobody has looked at it. */
  readonly refusal: string | null;
  /** Whether nobody has said yet what becomes of it. */
  readonly waiting: boolean;
}

export type DocumentAnswer =
  /** More than one where others have written some with our number and our mark. */
  | { readonly reference: string; readonly existed: boolean; readonly documents: readonly FoundDocument[] }
  /** The database does not take it, and will not by itself. */
  | { readonly reference: string; readonly refusal: string };

/** Writes documents into tables of a database, each at most once, however often and by how many it is asked. */
export interface DocumentWriter {
  /**
   * Looks each document up by its reference and writes those that are not there, in one transaction; where one of
   * several is refused, each in its own.
   * @throws DocumentLocked when somebody holds what one of them needs; anything else when it is in doubt what was written
   */
  write(documents: readonly NewDocument[]): Promise<DocumentAnswer[]>;
  /** What is there of some references. Waits for whoever writes one of them. @throws as `write` does */
  find(references: readonly string[]): Promise<Map<string, readonly FoundDocument[]>>;
  close(): Promise<void>;
}

/** Rows and values of one statement at most. */
const rowsAtOnce = 500;
const valuesAtOnce = 50_000;
const fitting = (columns: number): number =>
  Math.max(1, Math.min(rowsAtOnce, Math.floor(valuesAtOnce / Math.max(1, columns))));
/** Longest text of a refusal that is passed on. */
const longestReason = 300;

/** The database does not take what was written: of several documents, each has to be tried alone. */
class NotTaken extends Error {
  override readonly name = 'NotTaken';
}

/** @throws TypeError that names what is wrong with the address, and no secret */
export function openDocumentWriter(
  of: Pick<DatabaseSettings, 'dialect' | 'url' | 'schema' | 'zone' | 'statementTimeout' | 'sweepTimeout'>,
  tables: DocumentTables,
): DocumentWriter {
  const { dialect, url, schema, zone } = of;
  const settings = databaseSettings.parse({ dialect, url, schema, zone, readers: {}, connections: 2 });
  const { statementTimeout, sweepTimeout } = of;
  return documentWriter(openDatabase({ ...settings, statementTimeout, sweepTimeout }), tables);
}

export function documentWriter(database: Database, tables: DocumentTables): DocumentWriter {
  const schema = tables.schema ?? database.dialect.schema;
  const change = <T>(references: readonly string[], work: (session: Session) => Promise<T>) =>
    database.change(
      references.map((reference) => `${schema}.${tables.table}|${reference}`),
      work,
    );
  return {
    find: (references) =>
      references.length === 0
        ? Promise.resolve(new Map())
        : change(references, async (session) => {
            const heads = await lookUp(session, database, tables, references);
            return new Map([...heads].map(([reference, rows]) => [reference, rows.map(standing(tables))]));
          }),
    write: async (documents) => {
      if (documents.length === 0) return [];
      const written = (some: readonly NewDocument[]) =>
        change(
          some.map(({ reference }) => reference),
          (session) => writeIn(session, database, tables, some),
        );
      try {
        return await written(documents);
      } catch (error) {
        if (reasonOf(error, database) === null) throw error;
      }
      const answers: DocumentAnswer[] = [];
      for (const document of documents) {
        try {
          answers.push(...(await written([document])));
        } catch (error) {
          const refusal = reasonOf(error, database);
          if (refusal === null) throw error;
          answers.push({ reference: document.reference, refusal });
        }
      }
      return answers;
    },
    close: () => database.close(),
  };
}

function reasonOf(error: unknown, { refusal }: Database): string | null {
  if (error instanceof DocumentLocked) return null;
  return error instanceof NotTaken ? error.message : refusal(error);
}

async function lookUp(
  session: Session,
  { dialect }: Database,
  tables: DocumentTables,
  references: readonly string[],
): Promise<Map<string, HeadRow[]>> {
  const columns = await describeHead(session, tables, dialect);
  const wanted = new Set(references);
  const found: HeadRow[] = [];
  for (let from = 0; from < references.length; from += rowsAtOnce) {
    const some = references.slice(from, from + rowsAtOnce);
    for (const row of await session.query(findHeads(tables, columns, some, dialect)))
      found.push(headRow(columns, row, tables.reference));
  }
  // The database may take others for the same: by its collation, or because it fills columns up with blanks.
  return Map.groupBy(
    found.filter(({ reference }) => wanted.has(reference)),
    ({ reference }) => reference,
  );
}

function standing(tables: DocumentTables): (row: HeadRow) => FoundDocument {
  const { status } = tables;
  const texts = (list: readonly string[] | undefined) => new Set(list);
  const [waiting, refused] = [texts(status?.waiting), texts(status?.refused)];
  return ({ columns }) => {
    const number = columns[numberColumn(tables)] ?? null;
    const said = status === undefined ? null : (columns[status.column] ?? '').trim();
    const why = status?.error === undefined ? null : (columns[status.error] ?? null);
    const isRefused = said !== null && refused.has(said);
    return {
      number: number === null || number.trim() === '' ? null : number,
      refusal: isRefused ? `The back office does not take it: ${shortened(why) ?? said}` : null,
      waiting: !isRefused && (number === null || (said !== null && waiting.has(said))),
    };
  };
}

const shortened = (text: string | null): string | null =>
  text === null || text.trim() === '' ? null : text.trim().slice(0, longestReason);

async function writeIn(
  session: Session,
  database: Database,
  tables: DocumentTables,
  documents: readonly NewDocument[],
): Promise<DocumentAnswer[]> {
  const references = documents.map(({ reference }) => reference);
  const existing = await lookUp(session, database, tables, references);
  const missing = documents.filter(({ reference }) => !existing.has(reference));
  if (missing.length > 0) {
    await requireFitting(session, database, tables, missing);
    await insertAll(session, database, tables, missing);
  }
  const made =
    missing.length === 0
      ? new Map<string, HeadRow[]>()
      : await lookUp(
          session,
          database,
          tables,
          missing.map(({ reference }) => reference),
        );
  await insertLinesOf(session, database, tables, missing, made);
  return documents.map(({ reference }) => {
    const before = existing.get(reference);
    const rows = before ?? made.get(reference) ?? [];
    return { reference, existed: before !== undefined, documents: rows.map(standing(tables)) };
  });
}

async function insertAll(
  session: Session,
  { dialect }: Database,
  tables: DocumentTables,
  documents: readonly NewDocument[],
): Promise<void> {
  const { key, reference: column, mark } = tables;
  const heads: WrittenRecord[] = [];
  for (const { reference, head } of documents) {
    const drawn = typeof key === 'object' ? { [key.column]: await drawKey(session, key.query) } : {};
    heads.push({ ...head, ...mark, ...drawn, [column]: reference });
  }
  const columns = headColumns(tables, Object.keys(documents[0]?.head ?? {}));
  const step = fitting(columns.length);
  for (let from = 0; from < heads.length; from += step)
    await session.query(insertHeads(tables, columns, heads.slice(from, from + step), dialect));
}

/** One statement for each document: what draws a number may draw the same one twice within a statement. */
async function drawKey(session: Session, query: string): Promise<string> {
  const rows = await session.query(sql`${raw(query)}`);
  const key = rows[0]?.[0] ?? null;
  if (rows.length !== 1 || key === null) throw new TypeError('key.query: has not one value');
  return key;
}

async function insertLinesOf(
  session: Session,
  { dialect }: Database,
  tables: DocumentTables,
  documents: readonly NewDocument[],
  made: ReadonlyMap<string, readonly HeadRow[]>,
): Promise<void> {
  const on = Object.entries(tables.lines?.on ?? {});
  const records: WrittenRecord[] = [];
  for (const { reference, lines } of documents) {
    const [head] = made.get(reference) ?? [];
    if (head === undefined)
      throw new NotTaken(`The back office has not kept it, or not with its number in ${tables.reference}`);
    const joined = Object.fromEntries(on.map(([column, of]) => [column, head.columns[of] ?? null]));
    const missing = on.find(([column]) => joined[column] === null);
    if (missing !== undefined)
      throw new NotTaken(`The back office has not filled ${missing[1]}, which its lines refer to`);
    for (const line of lines) records.push({ ...line, ...joined });
  }
  // Lists of lines may have columns of their own.
  for (const same of Map.groupBy(records, (record) => Object.keys(record).join('\0')).values()) {
    const columns = Object.keys(same[0] ?? {});
    const step = fitting(columns.length);
    for (let from = 0; from < same.length; from += step)
      await session.query(insertLines(tables, columns, same.slice(from, from + step), dialect));
  }
}

/** What a database would round without a word is refused. */
async function requireFitting(
  session: Session,
  { dialect }: Database,
  tables: DocumentTables,
  documents: readonly NewDocument[],
): Promise<void> {
  const rows = await session.query(describeTables(tables, dialect));
  const without = rows.find(([, , , transactions]) => transactions !== 'YES');
  if (without !== undefined)
    throw new TypeError(`${without[0]} keeps no transactions: a document could be written in part, or twice`);
  const scales = new Map(rows.map(([table, column, scale]) => [`${table}.${column}`, scale ?? null]));
  const check = (table: string, record: WrittenRecord) => {
    for (const [column, text] of Object.entries(record)) {
      const scale = scales.get(`${table}.${column}`) ?? null;
      const decimals = text === null ? null : /^[+-]?\d*\.(\d*[1-9])0*$/.exec(text)?.[1];
      if (scale !== null && decimals != null && decimals.length > Number(scale))
        throw new NotTaken(`${column} has more decimals than the ${scale} that it holds`);
    }
  };
  for (const { head, lines } of documents) {
    check(tables.table, head);
    for (const line of lines) check(tables.lines?.table ?? '', line);
  }
}

/** What is done in a database for each document. */
export interface PlannedDocuments {
  /** As a person reads them, `?` in place of each value. */
  readonly statements: readonly string[];
  /** What the role of the address must be allowed to do. */
  readonly rights: readonly string[];
  /** What has each document written once. */
  readonly once: string;
}

/**
 * What documents would be written by; opens nothing.
 * @param columns of heads and of lines that are filled by a mapping
 */
export function plannedDocuments(
  { dialect: name, schema }: Pick<DatabaseSettings, 'dialect' | 'schema'>,
  tables: DocumentTables,
  columns: { head: readonly string[]; lines: readonly string[] },
): PlannedDocuments {
  // Without a schema, tables are those of the address.
  const dialect = name === 'postgresql' ? postgresDialect(schema) : mariadbDialect(schema ?? '');
  const shown = shownStatements(tables, columns.head, columns.lines, dialect).map(unqualified);
  const lock =
    name === 'postgresql'
      ? 'pg_advisory_xact_lock, held until the transaction ends'
      : 'GET_LOCK, held until the transaction has ended';
  return {
    statements: shown,
    rights: neededRights(tables, dialect).map(unqualified),
    once: `Looked up by ${tables.reference} and written under one lock of its number (${lock}). A unique index on ${tables.reference} keeps others from using it`,
  };
}

const unqualified = (text: string): string => text.replaceAll('``.', '');

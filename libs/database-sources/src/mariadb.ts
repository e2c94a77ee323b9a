import { createHash } from 'node:crypto';
import { DocumentLocked } from '@throughline/connector';
// Types is a getter of the module, which Node does not see by name.
import mysql, { type FieldPacket, type Pool, type PoolConnection, createPool } from 'mysql2/promise';
import type { DatabaseSettings } from './settings.ts';
import {
  type Column,
  type Database,
  type DatabaseSnapshot,
  type Dialect,
  type Row,
  type Session,
  databaseSnapshot,
  longestMessage,
  refusalText,
} from './dialect.ts';
import { type Sql, join, raw, sql, value } from './sql.ts';

/** MySQL's own limits of what a trigger may wait begin at a second, those of MariaDB at nothing. */
export type Server = 'MariaDB' | 'MySQL';

const quote = (identifier: string): string => `\`${identifier.replaceAll('`', '``')}\``;
/** Sessions have no NO_BACKSLASH_ESCAPES. */
const literal = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;

function text(expression: string, { kind }: Column): string {
  if (kind === 'binary') return `concat('\\\\x', lower(hex(${expression})))`;
  if (kind === 'bits') return `convert(cast(${expression} as unsigned) using utf8mb4)`;
  return `convert(${expression} using utf8mb4)`;
}

export function mariadbDialect(schema: string): Dialect {
  const comparable = (of: string, { kind }: Column): Sql => {
    if (kind === 'binary') return sql`unhex(${value(of.slice(2))})`;
    if (kind === 'bits') return sql`cast(${value(of)} as unsigned)`;
    return value(of);
  };
  const equalTo = (columns: readonly { expression: string; column: Column }[], row: readonly string[]): Sql =>
    join(
      columns.map(
        ({ expression, column }, index) => sql`${raw(expression)} = ${comparable(row[index] ?? '', column)}`,
      ),
      ' and ',
    );
  return {
    name: 'mariadb',
    schema,
    keysAtOnce: 500,
    quote,
    literal,
    text,
    md5: (of) => `md5(${of})`,
    hex: (digits) => `cast(conv(${digits}, 16, 10) as unsigned)`,
    concat: (texts) => `concat(${texts.join(', ')})`,
    comparable,
    among: (columns, values) => {
      if (values.length === 0) return raw('false');
      const [only] = columns;
      if (columns.length === 1 && only !== undefined) {
        const list = values.map(([of = '']) => comparable(of, only.column));
        return sql`${raw(only.expression)} in (${join(list, ', ')})`;
      }
      // Rows of values are not looked up by index, but alternatives are.
      return sql`(${join(
        values.map((row) => sql`(${equalTo(columns, row)})`),
        ' or ',
      )})`;
    },
    binary: (expression, column) =>
      column.kind === 'text' ? `cast(${text(expression, column)} as binary)` : expression,
    binaryValue: (of, column) =>
      column.kind === 'text' ? sql`cast(${value(of)} as binary)` : comparable(of, column),
    foldsTexts: ({ kind }) => kind === 'text',
    uniqueKeys: async (session, table) => {
      const rows = await session.query(
        sql`select index_name, column_name from information_schema.statistics
            where table_schema = ${value(table.schema ?? schema)} and table_name = ${value(table.table)}
              and non_unique = 0 and sub_part is null and nullable <> 'YES' order by index_name, seq_in_index`,
      );
      const keys = new Map<string, string[]>();
      for (const [index, column] of rows)
        keys.set(index ?? '', [...(keys.get(index ?? '') ?? []), column ?? '']);
      return [...keys.values()];
    },
  };
}

const binaryCharset = 63;
const wire = {
  bits: 16,
  decimal: [0, 246],
  integers: [1, 2, 3, 8, 9, 13],
  timestamp: 7,
  datetime: 12,
} as const;
const texts = [15, 247, 248, 249, 250, 251, 252, 253, 254, 255];

function kindOf({
  columnType = 0,
  characterSet = 0,
}: {
  columnType?: number;
  characterSet?: number;
}): Column['kind'] {
  if (columnType === wire.bits) return 'bits';
  if ((wire.integers as readonly number[]).includes(columnType)) return 'integer';
  if (columnType === wire.timestamp) return 'zoned-time';
  if (columnType === wire.datetime) return 'local-time';
  if (!texts.includes(columnType)) return 'other';
  return characterSet === binaryCharset ? 'binary' : 'text';
}

/** Names of types by their numbers on the wire. */
const typeNames = mysql.Types as unknown as Readonly<Record<number, string>>;
/** As a table declares what the wire calls otherwise. */
const declared: Readonly<Record<string, string>> = { var_string: 'varchar', newdecimal: 'decimal' };
/** Bytes of a character, as the connection has them. */
const characterBytes = 4;

function toldOf({
  columnType = 0,
  columnLength = 0,
  ...field
}: {
  columnType?: number;
  columnLength?: number;
  characterSet?: number;
}): NonNullable<Column['told']> {
  const wireName = (typeNames[columnType] ?? String(columnType)).toLowerCase();
  const type = declared[wireName] ?? wireName;
  const isText = kindOf({ columnType, ...field }) === 'text';
  return { type, length: isText ? Math.floor(columnLength / characterBytes) : null };
}

const lockTimeoutS = 2;
const idleS = 30;

/** What a server says of a statement that failed. */
interface ServerError {
  errno?: number;
  sqlState?: string;
  fatal?: boolean;
  message: string;
}
const serverError = (error: unknown): ServerError | null =>
  error instanceof Error && ('errno' in error || 'fatal' in error) ? (error as ServerError) : null;

/** Values that a table does not take although no class of errors says so: no default, wrong text, truncated, a check. */
const notTaken = new Set([1048, 1265, 1292, 1364, 1366, 1406, 3819]);
/** Waited too long for a row, a table, or a lock by name. */
const waitedTooLong = new Set([1205, 3572]);
/** A session that was ended, a server that ends or takes nobody in, a deadlock: it passes. */
const passing = new Set([
  1040, 1053, 1077, 1080, 1152, 1158, 1159, 1160, 1161, 1203, 1213, 1317, 1927, 1969, 3024,
]);

/** The database cannot be had now; it is in doubt what was committed. */
class DatabaseAway extends Error {
  override readonly name = 'DatabaseAway';
  /** Connection failure, as SQLSTATE has it. */
  readonly code = '08006';
}

function thrown(error: unknown): unknown {
  const told = serverError(error);
  if (told === null) return error;
  if (waitedTooLong.has(told.errno ?? 0))
    return new DocumentLocked('Somebody holds it in the back office', { cause: error });
  if (told.fatal === true || passing.has(told.errno ?? 0))
    return new DatabaseAway('The database cannot be had now', { cause: error });
  return error;
}

/** Names of locks are short, and the same for all databases of a server. */
const lockName = (schema: string, name: string): string =>
  `throughline.${createHash('sha256').update(`${schema}|${name}`).digest('base64url').slice(0, 40)}`;

/** Sessions in a MariaDB or MySQL, by the text protocol. TLS is asked for in the address (`ssl={"rejectUnauthorized":true}`). */
export function openMariadb(settings: DatabaseSettings): Database {
  const address = new URL(settings.url.replace(/^mariadb:/, 'mysql:'));
  const dialect = mariadbDialect(settings.schema ?? decodeURIComponent(address.pathname.slice(1)));
  const { statementTimeout, sweepTimeout } = settings;
  const pool: Pool = createPool({
    uri: address.href,
    connectionLimit: settings.connections,
    maxIdle: settings.connections,
    connectTimeout: 5_000,
    enableKeepAlive: true,
    charset: 'UTF8MB4_BIN',
    jsonStrings: true,
    multipleStatements: false,
    // Nothing is converted: every value stays the text that the server prints.
    typeCast: (field) => field.string('utf8'),
  });
  const servers = new WeakMap<object, Promise<Server>>();
  let closing: Promise<void> | undefined;

  const limit = (server: Server, milliseconds: number): string =>
    server === 'MariaDB'
      ? `max_statement_time = ${milliseconds / 1_000}`
      : `max_execution_time = ${milliseconds}`;

  async function prepare(connection: PoolConnection): Promise<Server> {
    const [[row]] = (await connection.query({ sql: 'select version()', rowsAsArray: true })) as unknown as [
      string[][],
    ];
    const server: Server = (row?.[0] ?? '').includes('MariaDB') ? 'MariaDB' : 'MySQL';
    // A list of keys stays a list, which is looked up by index.
    const lists = server === 'MariaDB' ? ', in_predicate_conversion_threshold = 0' : '';
    await connection.query(
      `set session time_zone = '+00:00', sql_mode = 'STRICT_TRANS_TABLES', lock_wait_timeout = ${lockTimeoutS},
         innodb_lock_wait_timeout = ${lockTimeoutS}, ${limit(server, statementTimeout)}${lists}`,
    );
    return server;
  }

  async function withConnection<T>(
    work: (connection: PoolConnection, server: Server) => Promise<T>,
  ): Promise<T> {
    const connection = await pool.getConnection();
    let usable = false;
    try {
      const known = servers.get(connection.connection) ?? prepare(connection);
      servers.set(connection.connection, known);
      const result = await work(connection, await known);
      usable = true;
      return result;
    } catch (error) {
      usable = await connection.query('rollback').then(
        () => true,
        () => false,
      );
      if (!usable) servers.delete(connection.connection);
      throw error;
    } finally {
      if (usable) connection.release();
      else connection.destroy();
    }
  }

  const run = async (connection: PoolConnection, statement: Sql): Promise<[Row[], FieldPacket[]]> => {
    const { text: query, values } = statement.render(() => '?');
    const timeout = sweepTimeout + 5_000;
    const answer = await connection.query({ sql: query, values, rowsAsArray: true, timeout } as {
      sql: string;
    });
    return answer as unknown as [Row[], FieldPacket[]];
  };
  const describeOn = async (connection: PoolConnection, select: Sql): Promise<Column[]> => {
    const [, fields] = await run(connection, sql`${select} limit 0`);
    return fields.map((field) => ({
      name: field.name,
      type: String((field as { columnType?: number }).columnType),
      kind: kindOf(field as { columnType?: number; characterSet?: number }),
      told: toldOf(field as { columnType?: number; columnLength?: number; characterSet?: number }),
    }));
  };

  const sessionOn = (connection: PoolConnection): Session => ({
    query: async (statement) => (await run(connection, statement))[0],
    describe: (select) => describeOn(connection, select),
  });

  const snapshotOn = (connection: PoolConnection, server: Server, takenAt: Date): DatabaseSnapshot =>
    databaseSnapshot({
      takenAt,
      ...sessionOn(connection),
      // A statement that fails leaves the transaction as it was.
      attempt: (work) => work(),
      unhurried: async (work) => {
        await connection.query(`set session ${limit(server, sweepTimeout)}`);
        try {
          return await work();
        } finally {
          await connection.query(`set session ${limit(server, statementTimeout)}`).catch(() => undefined);
        }
      },
    });

  return {
    dialect,
    query: (statement) => withConnection((connection) => sessionOn(connection).query(statement)),
    describe: (select) => withConnection((connection) => describeOn(connection, select)),
    snapshot: (work) =>
      withConnection(async (connection, server) => {
        await connection.query('set transaction isolation level repeatable read');
        await connection.query('start transaction with consistent snapshot, read only');
        const [rows] = await run(connection, sql`select unix_timestamp(sysdate(3))`);
        const result = await work(
          snapshotOn(connection, server, new Date(Math.round(Number(rows[0]?.[0] ?? '0') * 1_000))),
        );
        await connection.query('commit');
        return result;
      }),
    write: (statement) =>
      withConnection(async (connection) => {
        // Else rows that are deleted take the gaps beside them with them, into which the source wants to insert.
        await connection.query('set transaction isolation level read committed');
        await run(connection, statement);
      }),
    change: async (names, work) => {
      const locks = [...new Set(names.map((name) => lockName(dialect.schema, name)))].toSorted();
      const each = (word: string) => locks.map((name) => `${word.replace('?', literal(name))}`).join(', ');
      try {
        return await withConnection(async (connection, server) => {
          const idle = server === 'MariaDB' ? `, idle_transaction_timeout = ${idleS}` : '';
          await connection.query(`set session time_zone = default, sql_mode = 'STRICT_ALL_TABLES'${idle}`);
          try {
            const [got] = (await connection.query({
              sql: `select ${each(`get_lock(?, ${lockTimeoutS})`)}`,
              rowsAsArray: true,
            })) as unknown as [string[][]];
            if (got[0]?.some((one) => one !== '1'))
              throw new DocumentLocked('Somebody else writes it, or looks for it');
            await connection.query('set transaction isolation level read committed');
            await connection.query('start transaction');
            const result = await work(sessionOn(connection));
            await connection.query('commit');
            return result;
          } finally {
            // What is not committed is taken back before anybody else may look.
            await connection
              .query('rollback')
              .then(() => connection.query(`do ${each('release_lock(?)')}`))
              .then(() =>
                connection.query(
                  `set session time_zone = '+00:00'${server === 'MariaDB' ? ', idle_transaction_timeout = 0' : ''}`,
                ),
              )
              .catch(() => connection.destroy());
          }
        });
      } catch (error) {
        throw thrown(error);
      }
    },
    refusal: (error) => {
      const told = serverError(error);
      if (told === null) return null;
      const { errno = 0, sqlState = '', message } = told;
      if (sqlState === '45000') return message.slice(0, longestMessage);
      if (!/^(22|23)/.test(sqlState) && !notTaken.has(errno)) return null;
      return refusalText(String(errno), {
        rule: /CONSTRAINT `([^`]+)`|for key '([^']+)'/.exec(message)?.slice(1).find(Boolean),
        column: /column '([^']+)'|column (?:`[^`]+`\.)*`([^`]+)`/i.exec(message)?.slice(1).find(Boolean),
      });
    },
    install: (statements) =>
      withConnection(async (connection) => {
        for (const statement of statements) await connection.query(statement);
      }),
    close: () => (closing ??= pool.end()),
  };
}

import { DocumentLocked } from '@throughline/connector';
import pg from 'pg';
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

/** Nothing is converted: every value stays the text that the server prints. */
const asText: pg.CustomTypesConfig = { getTypeParser: () => (text: string) => text };

/** What the server prints depends on these, so they are the same in every session. */
const sessionOptions = {
  timezone: 'UTC',
  datestyle: 'ISO,YMD',
  intervalstyle: 'postgres',
  bytea_output: 'hex',
  extra_float_digits: '1',
  standard_conforming_strings: 'on',
};

const lockTimeoutMs = 2_000;
const idleMs = 30_000;

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : '';

const quote = (identifier: string): string => `"${identifier.replaceAll('"', '""')}"`;
const literal = (text: string): string => pg.escapeLiteral(text);

/** Texts that a type takes: of others it would refuse the whole statement. */
const plausible: Readonly<Record<string, RegExp>> = {
  '"pg_catalog"."int2"': /^-?\d{1,5}$/,
  '"pg_catalog"."int4"': /^-?\d{1,10}$/,
  '"pg_catalog"."int8"': /^-?\d{1,19}$/,
  '"pg_catalog"."numeric"': /^-?\d+(\.\d+)?$/,
  '"pg_catalog"."uuid"': /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
};
const limits: Readonly<Record<string, bigint>> = {
  '"pg_catalog"."int2"': 2n ** 15n,
  '"pg_catalog"."int4"': 2n ** 31n,
  '"pg_catalog"."int8"': 2n ** 63n,
};

function fits(text: string, { type }: Column): boolean {
  if (!(plausible[type]?.test(text) ?? true)) return false;
  const limit = limits[type];
  return limit === undefined || (BigInt(text) < limit && BigInt(text) >= -limit);
}

export function postgresDialect(schema: string | undefined): Dialect {
  return {
    name: 'postgresql',
    schema: schema ?? 'public',
    keysAtOnce: 5_000,
    quote,
    literal,
    text: (expression) => `(${expression})::text`,
    md5: (text) => `md5(convert_to(${text}, 'UTF8'))`,
    hex: (digits) => `('x' || lpad(${digits}, 16, '0'))::bit(64)::bigint`,
    concat: (texts) => `(${texts.join(' || ')})`,
    comparable: (text, { type }) => value(text, type),
    among: (columns, values) => {
      const fitting = values.filter((row) =>
        columns.every(({ column }, index) => fits(row[index] ?? '', column)),
      );
      const arrays = columns.map(({ column }, index) =>
        value(
          fitting.map((row) => row[index]),
          `${column.type}[]`,
        ),
      );
      // As rows they are looked up by index, however many there are.
      return sql`(${raw(columns.map(({ expression }) => expression).join(', '))}) in (select * from unnest(${join(arrays, ', ')}))`;
    },
    binary: (expression) => expression,
    binaryValue: (text, { type }) => value(text, type),
    foldsTexts: () => false,
    uniqueKeys: async () => [],
  };
}

const kinds: Readonly<Record<string, Column['kind']>> = {
  bytea: 'binary',
  int2: 'integer',
  int4: 'integer',
  int8: 'integer',
  timestamptz: 'zoned-time',
  timestamp: 'local-time',
  text: 'text',
  varchar: 'text',
  bpchar: 'text',
};

/** Characters of a text, digits of a number. */
function lengthOf(type: string, modifier: number): number | null {
  if (modifier < 4) return null;
  if (type === 'varchar' || type === 'bpchar') return modifier - 4;
  return type === 'numeric' ? ((modifier - 4) >> 16) & 0xff_ff : null;
}

/** Sessions in a PostgreSQL. TLS is asked for in the address (`sslmode=verify-full`). */
export function openPostgres(settings: DatabaseSettings): Database {
  const dialect = postgresDialect(settings.schema);
  const { statementTimeout, sweepTimeout } = settings;
  const pool = new pg.Pool({
    connectionString: settings.url,
    application_name: 'throughline',
    max: settings.connections,
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
    idle_in_transaction_session_timeout: sweepTimeout,
    statement_timeout: statementTimeout,
    lock_timeout: lockTimeoutMs,
    query_timeout: sweepTimeout + 5_000,
    options: Object.entries(sessionOptions)
      .map(([name, setting]) => `-c ${name}=${setting}`)
      .join(' '),
  });
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));

  const types = new Map<number, { type: string; kind: Column['kind']; told: string }>();

  interface Runner {
    query(config: object): Promise<pg.QueryArrayResult<(string | null)[]>>;
  }
  const run = (on: Runner, statement: Sql) => {
    const { text, values } = statement.render(
      (number, type) => `$${number}${type === undefined ? '' : `::${type}`}`,
    );
    // Never the simple protocol: one text is one statement, whatever a document says.
    return on.query({ text, values, rowMode: 'array', types: asText, queryMode: 'extended' });
  };

  const sessionOn = (on: Runner): Session => {
    const query = async (statement: Sql): Promise<Row[]> => (await run(on, statement)).rows;
    return {
      query,
      describe: async (select) => {
        const { fields } = await run(on, sql`${select} limit 0`);
        const unknown = fields.map(({ dataTypeID }) => dataTypeID).filter((id) => !types.has(id));
        if (unknown.length > 0) {
          const rows = await query(
            sql`select t.oid, n.nspname, t.typname, coalesce(b.typname, t.typname)
                from pg_type t join pg_namespace n on n.oid = t.typnamespace left join pg_type b on b.oid = t.typbasetype
                where t.oid = any (${value(unknown, 'oid[]')})`,
          );
          for (const [oid, schema, type, base] of rows)
            types.set(Number(oid), {
              type: `${quote(schema ?? '')}.${quote(type ?? '')}`,
              told: type ?? '',
              kind: kinds[base ?? ''] ?? 'other',
            });
        }
        return fields.map(({ name, dataTypeID, dataTypeModifier }) => {
          const unknownType = { type: '"pg_catalog"."text"', kind: 'other' as const, told: 'text' };
          const { told, ...type } = types.get(dataTypeID) ?? unknownType;
          return { name, ...type, told: { type: told, length: lengthOf(told, dataTypeModifier) } };
        });
      },
    };
  };

  async function withClient<T>(begin: string, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await pool.connect();
    let broken: Error | undefined;
    try {
      await client.query(begin);
      const result = await work(client);
      await client.query('commit');
      return result;
    } catch (error) {
      broken = error instanceof Error ? error : new Error(String(error));
      await client.query('rollback').then(
        () => (broken = undefined),
        () => undefined,
      );
      throw error;
    } finally {
      client.release(broken);
    }
  }

  const snapshotOn = (client: pg.PoolClient, takenAt: Date): DatabaseSnapshot =>
    databaseSnapshot({
      takenAt,
      ...sessionOn(client as unknown as Runner),
      attempt: async (work) => {
        await client.query('savepoint attempt');
        try {
          const result = await work();
          await client.query('release savepoint attempt');
          return result;
        } catch (error) {
          await client.query('rollback to savepoint attempt');
          throw error;
        }
      },
      unhurried: async (work) => {
        await client.query(`set local statement_timeout = ${sweepTimeout}`);
        const result = await work();
        await client.query(`set local statement_timeout = ${statementTimeout}`);
        return result;
      },
    });

  return {
    dialect,
    ...sessionOn(pool as unknown as Runner),
    snapshot: (work) =>
      withClient('begin isolation level repeatable read, read only', async (client) => {
        // The clock is read by the statement that fixes the snapshot, and a little later: one that has to be
        // earlier than it takes off what an overlap is for.
        const { rows } = await client.query<{ now: string }>(
          'select extract(epoch from clock_timestamp())::text as now',
        );
        return work(snapshotOn(client, new Date(Math.floor(Number(rows[0]?.now ?? '0') * 1_000))));
      }),
    write: async (statement) => {
      await run(pool as unknown as Runner, statement);
    },
    change: async (names, work) => {
      try {
        return await withClient('begin isolation level read committed', async (client) => {
          // A process that hangs holds nobody up for long.
          await client.query(`set local idle_in_transaction_session_timeout = ${idleMs}`);
          await client.query(`set local timezone = ${pg.escapeLiteral(settings.zone)}`);
          await client.query(
            `select pg_advisory_xact_lock(hashtext('throughline.document'), h)
             from (select distinct hashtext(n) as h from unnest($1::text[]) n order by 1) names`,
            [names],
          );
          return work(sessionOn(client as unknown as Runner));
        });
      } catch (error) {
        if (codeOf(error) === '55P03')
          throw new DocumentLocked('Somebody holds it in the back office', { cause: error });
        throw error;
      }
    },
    refusal: (error) => {
      const code = codeOf(error);
      if (!/^(22|23|P0001)/.test(code)) return null;
      const { message, constraint, column } = error as pg.DatabaseError;
      if (code === 'P0001') return message.slice(0, longestMessage);
      return refusalText(code, { rule: constraint, column });
    },
    install: (statements) =>
      withClient('begin', async (client) => {
        for (const statement of statements) await client.query(statement);
      }),
    close: async () => {
      if (!pool.ending) await pool.end();
    },
  };
}

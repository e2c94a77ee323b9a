import { SpanStatusCode, TraceFlags, trace } from '@opentelemetry/api';
import pg from 'pg';

/** What the programs may do inside a transaction. */
export interface Tx {
  query<T>(sql: string, values?: unknown[]): Promise<T[]>;
}

/** Who does something: staff on a page, or the machine itself. Decides the sampling of the trace. */
export interface Actor {
  user: string;
  origin: 'person' | 'machine';
}

export const staff: Actor = { user: 'STAFF', origin: 'person' };
export const automat: Actor = { user: 'AUTO', origin: 'machine' };

/** What a program reports of its change, for the journal. */
export interface Entry {
  program: string;
  key: string;
  text: string;
}

export interface Changed<T> {
  journal: number;
  value: T;
}

const { builtins } = pg.types;
const parsers = new Map<number, (text: string) => unknown>([
  [builtins.BPCHAR, (text) => text.trimEnd()],
  [builtins.INT8, Number],
  [builtins.NUMERIC, (text) => text],
  [builtins.DATE, (text) => text],
]);

const types = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    (format !== 'binary' && parsers.get(oid)) || pg.types.getTypeParser(oid, format as 'text'),
} as pg.CustomTypesConfig;

/** A pool whose connections read CHAR without its padding, amounts as text and dates as YYYY-MM-DD. */
export function openPool(databaseUrl: string): pg.Pool {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 8, types, application_name: 'demo-erp' });
  // A connection that dies while idle is replaced by the pool; unhandled, the event would end the process.
  pool.on('error', () => undefined);
  return pool;
}

export function reading(pool: pg.Pool): Tx {
  return {
    query: async <T>(sql: string, values: unknown[] = []) => (await pool.query(sql, values)).rows as T[],
  };
}

export async function transaction<T>(pool: pg.Pool, fn: (tx: Tx) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('begin');
    const tx: Tx = {
      query: async <R>(sql: string, values: unknown[] = []) => (await client.query(sql, values)).rows as R[],
    };
    const result = await fn(tx);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch((failure: Error) => (broken = failure));
    throw error;
  } finally {
    client.release(broken);
  }
}

/**
 * One change of the books: a span `erp <action>`, a transaction tagged with its trace context, a line in the
 * journal. The programs in it report the line.
 */
export async function change<T>(
  pool: pg.Pool,
  actor: Actor,
  action: string,
  fn: (tx: Tx) => Promise<{ entry: Entry; value: T }>,
): Promise<Changed<T>> {
  const attributes = { 'throughline.origin': actor.origin };
  return trace
    .getTracer('demo-erp')
    .startActiveSpan(`erp ${action}`, { attributes, root: true }, async (span) => {
      const { traceId, spanId, traceFlags } = span.spanContext();
      const sampled = (traceFlags & TraceFlags.SAMPLED) !== 0;
      try {
        return await transaction(pool, async (tx) => {
          const tag = `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`;
          if (!/^0+$/.test(traceId)) await tx.query(`select set_config('app.traceparent', $1, true)`, [tag]);
          const { entry, value } = await fn(tx);
          const journal = await writeJournal(tx, actor.user, entry, sampled ? traceId : null);
          return { journal, value };
        });
      } catch (error) {
        span.setStatus({
          code: SpanStatusCode.ERROR,
          message: error instanceof Error ? error.name : 'Error',
        });
        throw error;
      } finally {
        span.end();
      }
    });
}

async function writeJournal(tx: Tx, user: string, entry: Entry, tag: string | null): Promise<number> {
  const [row] = await tx.query<{ jrnnum: number }>(
    'insert into jrnl (jrnusr, fnccod, keytxt, jrntxt, sestag) values ($1, $2, $3, left($4, 120), $5) returning jrnnum',
    [user, entry.program, entry.key, entry.text, tag],
  );
  return row?.jrnnum ?? 0;
}

import { columnTypes } from './column-types.ts';
import { PreparingClient } from './preparing-client.ts';

/** One session outside of the pool: for advisory locks, LISTEN and whatever else lives as long as the session. */
export interface Connection {
  /** Rows of one statement; columns are read as in the data source. */
  query<T extends object = Record<string, unknown>>(sql: string, params?: unknown[]): Promise<T[]>;
  /** Calls `fn` with the payload of every NOTIFY on the channel. */
  listen(channel: string, fn: (payload: string) => void): Promise<void>;
  /** Settles when the session is gone, by `close` or by a failure. */
  readonly lost: Promise<void>;
  close(): Promise<void>;
}

export interface ConnectionSettings {
  url: string;
  /** Shown in pg_stat_activity. */
  name: string;
  /** Longest statement in milliseconds, 0 for no limit; default 30,000. */
  statementTimeoutMs?: number;
}

/** Opens a session. @throws when the server does not answer within five seconds. */
export async function connect({
  url,
  name,
  statementTimeoutMs = 30_000,
}: ConnectionSettings): Promise<Connection> {
  const client = new PreparingClient({
    connectionString: url,
    application_name: name,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    types: columnTypes,
    statement_timeout: statementTimeoutMs,
    ...(statementTimeoutMs > 0 && { query_timeout: statementTimeoutMs + 5_000 }),
  });
  const listeners = new Map<string, (payload: string) => void>();
  const lost = new Promise<void>((resolve) => {
    client.on('end', resolve);
    client.on('error', () => resolve());
  });
  client.on('notification', ({ channel, payload }) => listeners.get(channel)?.(payload ?? ''));
  await client.connect();
  return {
    lost,
    query: async <T extends object>(sql: string, params?: unknown[]) =>
      (await client.query<T>(sql, params as unknown[])).rows,
    listen: async (channel, fn) => {
      listeners.set(channel, fn);
      await client.query(`LISTEN ${client.escapeIdentifier(channel)}`);
    },
    close: async () => {
      await client.end().catch(() => undefined);
    },
  };
}

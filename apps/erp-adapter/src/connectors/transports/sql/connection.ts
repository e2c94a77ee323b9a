import { PreparingClient, columnTypes, connect } from '@throughline/persistence';
import type { Connection } from '@throughline/persistence';
import pg from 'pg';
import type { Snapshot } from '@throughline/connector';

/** A consistent snapshot: one read-only transaction in which every statement sees the same instant. */
export class SqlSnapshot implements Snapshot {
  constructor(
    private readonly client: pg.PoolClient,
    readonly takenAt: Date,
  ) {}

  async query<Row extends object>(sql: string, params: unknown[] = []): Promise<Row[]> {
    return (await this.client.query<Row>(sql, params)).rows;
  }
}

/** @throws TypeError for a snapshot of another connector */
export function sqlSnapshot(snapshot: Snapshot): SqlSnapshot {
  if (snapshot instanceof SqlSnapshot) return snapshot;
  throw new TypeError('This snapshot belongs to another connector');
}

/** Sessions in the database of the back office. */
export class ErpDatabase {
  readonly #pool: pg.Pool;
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
    this.#pool = new pg.Pool({
      Client: PreparingClient,
      connectionString: url,
      application_name: 'throughline',
      max: 5,
      types: columnTypes,
      pipeline: true,
      keepAlive: true,
      connectionTimeoutMillis: 5_000,
      statement_timeout: 30_000,
      query_timeout: 35_000,
      idle_in_transaction_session_timeout: 30_000,
    });
    // A session that breaks while nobody waits for an answer is replaced; whoever uses it next hears of the trouble.
    this.#pool.on('error', () => undefined);
    this.#pool.on('connect', (client) => client.on('error', () => undefined));
  }

  async query<Row extends object>(sql: string, params: unknown[] = []): Promise<Row[]> {
    return (await this.#pool.query<Row>(sql, params)).rows;
  }

  async snapshot<T>(work: (snapshot: SqlSnapshot) => Promise<T>): Promise<T> {
    return this.#session(async (client) => {
      // The first statement fixes the snapshot: whatever the work reads elsewhere is read after it.
      const [, { rows }] = await Promise.all([
        client.query('begin isolation level repeatable read, read only'),
        client.query<{ now: Date }>('select clock_timestamp() as now'),
      ]);
      return work(new SqlSnapshot(client, rows[0]?.now ?? new Date()));
    });
  }

  /**
   * Runs `work` in a transaction; `traceparent` tells the triggers of the back office who causes it.
   * @param lockMs how long a statement waits for a row that somebody else holds; as long as for anything when left out
   */
  async change<T>(
    traceparent: string | null,
    work: (client: pg.PoolClient) => Promise<T>,
    lockMs?: number,
  ): Promise<T> {
    return this.#session(async (client) => {
      await Promise.all([
        client.query('begin'),
        lockMs !== undefined && client.query(`select set_config('lock_timeout', $1, true)`, [`${lockMs}ms`]),
        traceparent && client.query(`select set_config('app.traceparent', $1, true)`, [traceparent]),
      ]);
      return work(client);
    });
  }

  /** A session of its own, for LISTEN. */
  async listen(): Promise<Connection> {
    return connect({ url: this.#url, name: 'throughline.watch' });
  }

  async close(): Promise<void> {
    if (!this.#pool.ending) await this.#pool.end();
  }

  /** Commits what `work` begins and does. */
  async #session<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect();
    let failure: Error | undefined;
    try {
      const result = await work(client);
      await client.query('commit');
      return result;
    } catch (error) {
      failure = error instanceof Error ? error : new Error(String(error));
      // A session whose rollback fails is in an unknown state and is thrown away below.
      await client.query('rollback').then(
        () => (failure = undefined),
        () => undefined,
      );
      throw error;
    } finally {
      client.release(failure);
    }
  }
}

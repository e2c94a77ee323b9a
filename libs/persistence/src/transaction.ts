import type { PoolClient } from 'pg';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';

/** An open transaction. */
export interface Tx {
  /** Rows of one statement, of `RETURNING` too. Parameters are `$1`, `$2`, … */
  query<T extends object = Record<string, unknown>>(sql: string, params?: unknown[]): Promise<T[]>;
  /** TypeORM on the same transaction. */
  readonly manager: EntityManager;
  /** Runs `fn` once the transaction has committed; not at all when it rolls back or is muted. */
  afterCommit(fn: () => void): void;
  /** Sends a NOTIFY with the commit; the same channel and payload only once. */
  notify(channel: string, payload: string): void;
  /** Whether effects beyond the tables are held back, as while a projection is rebuilt. */
  readonly muted: boolean;
  /** Has the commit wait for the disk after all; see {@link TransactionOptions.repeatable}. */
  mustLast(): void;
}

export interface TransactionOptions {
  /** Schemas to look up unqualified tables in, for this transaction only. */
  searchPath?: readonly string[];
  /** Drops `afterCommit` and `notify`; see {@link Tx.muted}. */
  muted?: boolean;
  /**
   * Whoever asks for it does all of it again, with the same outcome, when a crash of the database undoes it as a
   * whole; so the commit does not wait for the disk. That also ends the wait of other sessions' NOTIFYs for this one's.
   */
  repeatable?: boolean;
}

const notifyAll = `SELECT pg_notify(channel, payload) FROM unnest($1::text[], $2::text[]) AS n (channel, payload)`;

function columnsOf(notices: readonly [channel: string, payload: string][]): [string[], string[]] {
  return [notices.map(([channel]) => channel), notices.map(([, payload]) => payload)];
}

/**
 * Runs `work` in a transaction (READ COMMITTED): commits when it resolves, rolls back when it throws.
 * @throws what `work` throws; the driver's error when the commit fails, in which case it may have happened.
 */
export async function transaction<T>(
  dataSource: DataSource,
  work: (tx: Tx) => Promise<T>,
  { searchPath, muted = false, repeatable = false }: TransactionOptions = {},
): Promise<T> {
  const runner = dataSource.createQueryRunner();
  const callbacks: (() => void)[] = [];
  const notices = new Map<string, [channel: string, payload: string]>();
  let lasting = !repeatable;
  try {
    const client = (await runner.connect()) as PoolClient;
    await runner.startTransaction();
    const tx: Tx = {
      query: async <R extends object>(sql: string, params?: unknown[]) =>
        (await client.query<R>(sql, params as unknown[])).rows,
      manager: runner.manager,
      afterCommit: (fn) => void (muted || callbacks.push(fn)),
      notify: (channel, payload) => void (muted || notices.set(`${channel} ${payload}`, [channel, payload])),
      muted,
      mustLast: () => void (lasting = true),
    };
    if (searchPath) await tx.query(`SELECT set_config('search_path', $1, true)`, [searchPath.join(', ')]);
    const result = await work(tx);
    if (!lasting) await tx.query('SET LOCAL synchronous_commit = off');
    if (notices.size > 0) await tx.query(notifyAll, columnsOf([...notices.values()]));
    await runner.commitTransaction();
    for (const callback of callbacks) callback();
    return result;
  } catch (error) {
    await rollBack(runner);
    throw error;
  } finally {
    await runner.release();
  }
}

async function rollBack(runner: QueryRunner): Promise<void> {
  if (!runner.isTransactionActive) return;
  try {
    await runner.rollbackTransaction();
  } catch (error) {
    // The session is in an unknown state; the pool must not lend it again.
    const client = (await runner.connect()) as PoolClient;
    client.emit('error', error);
  }
}

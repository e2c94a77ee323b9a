import type { PoolClient } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';

/** An open transaction. */
export interface Tx {
  /** Rows of one statement, of `RETURNING` too. Parameters are `$1`, `$2`, … */
  query<T extends object = Record<string, unknown>>(sql: string, params?: unknown[]): Promise<T[]>;
  /** Repositories of entities, in this transaction; see ADR 036 for what they are used. */
  readonly manager: EntityManager;
  /**
   * Has `send` called once the work is done. The statements it sends before it first waits travel together with the
   * commit, which saves a round trip to the server for each.
   */
  beforeCommit(send: () => Promise<unknown>): void;
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
   * The caller does all of it again, with the same outcome, when a crash of the database undoes it. So the commit does
   * not wait for the disk, and NOTIFYs of other sessions do not wait for those of this one.
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
  // BEGIN and COMMIT are sent below, and not by TypeORM, which would otherwise begin and commit one for each entity.
  Object.assign(runner, { isTransactionActive: true, transactionDepth: 1 });
  const before: (() => Promise<unknown>)[] = [];
  const after: (() => void)[] = [];
  const notices = new Map<string, [channel: string, payload: string]>();
  let lasting = !repeatable;
  try {
    const client = (await runner.connect()) as PoolClient;
    const tx: Tx = {
      query: async <R extends object>(sql: string, params?: unknown[]) =>
        (await client.query<R>(sql, params as unknown[])).rows,
      manager: runner.manager,
      beforeCommit: (send) => void before.push(send),
      afterCommit: (fn) => void (muted || after.push(fn)),
      notify: (channel, payload) => void (muted || notices.set(`${channel} ${payload}`, [channel, payload])),
      muted,
      mustLast: () => void (lasting = true),
    };
    try {
      // Not waited for one by one: the session sends them at once, and none takes effect when one before it fails.
      const begun = [client.query('BEGIN')];
      if (searchPath)
        begun.push(client.query(`SELECT set_config('search_path', $1, true)`, [searchPath.join(', ')]));
      const [result] = await inOrder([work(tx), ...begun]);
      const ending: Promise<unknown>[] = before.map((send) => send());
      if (!lasting) ending.push(tx.query('SET LOCAL synchronous_commit = off'));
      if (notices.size > 0) ending.push(tx.query(notifyAll, columnsOf([...notices.values()])));
      await inOrder([...ending, commit(client)]);
      for (const callback of after) callback();
      return result;
    } catch (error) {
      await rollBack(client);
      throw error;
    }
  } finally {
    await runner.release();
  }
}

/** Waits for all, then throws what the first of them threw. */
async function inOrder<T extends readonly unknown[]>(
  promises: [...{ [I in keyof T]: Promise<T[I]> }],
): Promise<T> {
  const settled = await Promise.allSettled(promises);
  for (const outcome of settled) if (outcome.status === 'rejected') throw outcome.reason;
  return settled.map((outcome) => (outcome as PromiseFulfilledResult<unknown>).value) as unknown as T;
}

/** @throws Error when the server rolled back instead, because a statement before it failed. */
async function commit(client: PoolClient): Promise<void> {
  const { command } = await client.query('COMMIT');
  if (command !== 'COMMIT') throw new Error('The transaction was rolled back instead of being committed');
}

async function rollBack(client: PoolClient): Promise<void> {
  try {
    await client.query('ROLLBACK');
  } catch (error) {
    // The session is in an unknown state; the pool must not lend it again.
    client.emit('error', error);
  }
}

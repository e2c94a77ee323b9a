import type { Statement } from './edit.ts';

/** One connection to a database, which begins and ends transactions by statements. */
export interface Session {
  query(text: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
}

/** Runs statements in one transaction; resolves with the rows of the last once it is committed. */
export async function commit(
  session: Session,
  statements: readonly Statement[],
): Promise<Record<string, unknown>[]> {
  await session.query('begin');
  try {
    let rows: Record<string, unknown>[] = [];
    for (const [text, ...values] of statements) rows = await session.query(text, values);
    await session.query('commit');
    return rows;
  } catch (error) {
    // The first error is the one that says what was wrong.
    await session.query('rollback').catch(() => undefined);
    throw error;
  }
}

/**
 * As {@link commit}, but a second time for the same id nothing is done: for whoever does not know whether the first time
 * was committed. Ids are kept in a table of the database, `clerk_commits`.
 */
export async function commitOnce(
  session: Session,
  id: string,
  statements: readonly Statement[],
): Promise<void> {
  await session.query('create table if not exists clerk_commits (id uuid primary key)');
  const known = await session.query('select from clerk_commits where id = $1', [id]);
  if (known.length === 0)
    await commit(session, [['insert into clerk_commits values ($1)', id], ...statements]);
}

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createDataSource, migrate } from '@throughline/persistence';
import { type TestDatabase, createDatabase, until } from '@throughline/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { migrations } from '../../../apps/erp-adapter/src/migrations/index.ts';
import { type Duty, leadInTurn } from '../../../apps/erp-adapter/src/sources/leadership.ts';

let database: TestDatabase;
const endings: AbortController[] = [];
const running: Promise<void>[] = [];

beforeAll(async () => {
  database = await createDatabase('leadership');
  const dataSource = createDataSource({ url: database.url, name: 'leadership', migrations });
  await dataSource.initialize();
  await migrate(dataSource, database.url);
  await dataSource.destroy();
});
afterEach(async () => {
  for (const ending of endings.splice(0)) ending.abort();
  await Promise.all(running.splice(0));
});
afterAll(() => database?.drop());

/** A replica that leads when it can, and says so. */
function replica(holder: string, source: string, duty: Duty, silenceMs = 60_000) {
  const ending = new AbortController();
  endings.push(ending);
  const terms: number[] = [];
  const settings = { databaseUrl: database.url, source, duty, holder, silenceMs, ending: ending.signal };
  const run = leadInTurn(settings, async ({ term, ending: over }) => {
    terms.push(term);
    if (!over.aborted) await once(over, 'abort');
  });
  running.push(run);
  return { terms, leave: () => ending.abort() };
}

describe('a duty of a source', () => {
  it('is done by one replica at a time, in terms that rise', async () => {
    const first = replica('first', 'one', 'capture');
    await until(() => first.terms.length === 1);
    const second = replica('second', 'one', 'capture');
    const elsewhere = replica('second', 'other', 'capture');
    await until(() => elsewhere.terms.length === 1);
    expect(second.terms).toEqual([]);
    first.leave();
    await until(() => second.terms.length === 1);
    expect(second.terms[0]).toBe((first.terms[0] ?? 0) + 1);
  });

  it('is led apart from the other, by another replica if need be', async () => {
    const capturing = replica('first', 'apart', 'capture');
    await until(() => capturing.terms.length === 1);
    const handingOver = replica('second', 'apart', 'exports');
    await until(() => handingOver.terms.length === 1);
    expect(capturing.terms).toHaveLength(1);
  });

  it('moves on when the process that does it hangs', async () => {
    const program = new URL('hanging-leader.ts', import.meta.url);
    const child = fork(program, [database.url, 'hung', '500'], {
      execArgv: ['--experimental-transform-types', '--no-warnings'],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    try {
      const ended = once(child, 'exit').then(([code]) => expect.fail(`It ended with ${code}`));
      const [said] = (await Promise.race([once(child, 'message'), ended])) as [{ term: number }];
      const next = replica('next', 'hung', 'capture');
      await until(() => next.terms.length === 1);
      expect(next.terms).toEqual([said.term + 1]);
      expect(child.exitCode).toBeNull();
    } finally {
      child.kill('SIGKILL');
    }
  });
});

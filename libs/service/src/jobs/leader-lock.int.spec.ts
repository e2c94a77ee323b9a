import { connect } from '@throughline/persistence';
import { type TestDatabase, createDatabase, until } from '@throughline/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PeriodicJobs } from './periodic-jobs.ts';

let database: TestDatabase;
const replicas: PeriodicJobs[] = [];
beforeAll(async () => {
  database = await createDatabase('jobs');
});
afterEach(async () => {
  await Promise.all(replicas.splice(0).map((jobs) => jobs.onModuleDestroy()));
});
afterAll(() => database.drop());

/** A replica that runs a job very often when it leads. */
function replica(name = 'house.work') {
  const runs: AbortSignal[] = [];
  const jobs = new PeriodicJobs(database.url, undefined);
  jobs.add({
    ...{ name, everyMs: 5, runBy: 'leader', decides: false },
    run: async (ending) => void runs.push(ending),
  });
  jobs.start();
  replicas.push(jobs);
  return { runs, runsMore: () => runsMore(runs), leave: () => jobs.onModuleDestroy() };
}
const runsMore = (runs: unknown[]) => {
  const before = runs.length;
  return until(() => runs.length > before + 2);
};
async function asOperator(sql: string, ...params: unknown[]): Promise<{ count: number }[]> {
  const session = await connect({ url: database.url, name: 'operator' });
  try {
    return await session.query<{ count: number }>(sql, params);
  } finally {
    await session.close();
  }
}

describe('a job that one replica runs', () => {
  it('is run by the first, and by the next when that one has left', async () => {
    const first = replica();
    await first.runsMore();
    const second = replica();
    await first.runsMore();
    expect(second.runs).toEqual([]);
    await first.leave();
    await second.runsMore();
    expect(first.runs.every(({ aborted }) => aborted)).toBe(true);
  });

  it('is run by one again when the session of its leader is cut', async () => {
    const both = [replica(), replica()];
    await until(() => both.some(({ runs }) => runs.length > 0));
    const before = both.flatMap(({ runs }) => runs);
    await asOperator(
      `select count(pg_terminate_backend(pid)) from pg_locks where locktype = 'advisory' and granted
         and database = (select oid from pg_database where datname = current_database())`,
    );
    await until(() => before.every(({ aborted }) => aborted));
    await until(() => both.some(({ runs }) => runs.some(({ aborted }) => !aborted)));
    expect(both.filter(({ runs }) => runs.some(({ aborted }) => !aborted))).toHaveLength(1);
  });

  it('leaves other jobs to other replicas', async () => {
    const first = replica('house.one');
    await first.runsMore();
    const second = replica('house.other');
    await second.runsMore();
    expect(first.runs.at(-1)?.aborted).toBe(false);
  });

  it('keeps no session open where it waits for its turn', async () => {
    const leading = replica();
    await leading.runsMore();
    const waiting = replica();
    await leading.runsMore();
    await waiting.leave();
    const [sessions] = await asOperator(
      'select count(*)::int from pg_stat_activity where application_name = $1',
      'house.work',
    );
    expect(sessions?.count).toBe(1);
  });
});

import { type DataSource, createDataSource, migrate } from '@throughline/persistence';
import { type PeriodicJobs, ServiceConfig } from '@throughline/service';
import { type TestDatabase, createDatabase } from '@throughline/testing';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { environment } from '../environment.ts';
import { entities } from '../erp-adapter.entities.ts';
import { migrations } from '../migrations/index.ts';
import { ReconciliationRemovalJob } from './reconciliation-removal.job.ts';

let database: TestDatabase;
let dataSource: DataSource;
beforeAll(async () => {
  database = await createDatabase('reconciliation_removal');
  dataSource = createDataSource({ url: database.url, name: 'removal', poolSize: 2, entities, migrations });
  await dataSource.initialize();
  await migrate(dataSource, database.url);
});
afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

/** What the job does in one run. */
async function run(own: { RECONCILIATION_RETENTION_DAYS: number; RECONCILE_HOURS: number }): Promise<void> {
  let work: ((ending: AbortSignal) => unknown) | undefined;
  const jobs = { add: (job: { run: typeof work }) => (work = job.run) } as unknown as PeriodicJobs;
  new ReconciliationRemovalJob(dataSource, { own } as ServiceConfig<typeof environment>, jobs);
  await work?.(new AbortController().signal);
}
const left = async () => {
  const rows: { cause: string; differences: number }[] = await dataSource.query(
    `select cause, count(d.key) as differences from reconciliations r
     left join reconciliation_differences d on d.reconciliation = r.id group by cause order by cause`,
  );
  return rows.map(({ cause, differences }) => [cause, differences]);
};

beforeEach(async () => {
  await dataSource.query('truncate reconciliations cascade');
  await dataSource.query(
    `with made as (
       insert into reconciliations (source, flows, cause, state, requested_at, finished_at)
       select 'demo', '{items}', cause, state, now() - days * interval '1 day', now()
       from (values ('late', 'done', 91), ('due', 'done', 89), ('unfinished', 'running', 91)) r (cause, state, days)
       returning id)
     insert into reconciliation_differences (reconciliation, flow, key, kind)
     select id, 'items', 'demo|' || n, 'changed' from made, generate_series(1, 3) n`,
  );
});

it('removes what is over for longer than it is kept, with its differences, and nothing that is under way', async () => {
  await run({ RECONCILIATION_RETENTION_DAYS: 90, RECONCILE_HOURS: 24 });
  expect(await left()).toEqual([
    ['due', 3],
    ['unfinished', 3],
  ]);
});

it('keeps the last one until the next is due', async () => {
  await run({ RECONCILIATION_RETENTION_DAYS: 1, RECONCILE_HOURS: 90 * 24 });
  expect(await left()).toEqual([
    ['due', 3],
    ['unfinished', 3],
  ]);
});

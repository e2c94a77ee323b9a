import type { Outbox } from '@throughline/messaging';
import { AuditLog, Clock, type PeriodicJobs, type User } from '@throughline/service';
import type { CheckedSource } from '@throughline/source-documents';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Mode } from '../../../apps/erp-adapter/src/plan/plan.ts';
import { PlanRunsJob } from '../../../apps/erp-adapter/src/planning/plan-runs.job.ts';
import { PlanService } from '../../../apps/erp-adapter/src/planning/plan.service.ts';
import { defaultGuard } from '../../../apps/erp-adapter/src/sources/guard.ts';
import { SourceRegistry } from '../../../apps/erp-adapter/src/sources/registry.ts';
import { type Adapter, openAdapter } from './adapter.ts';
import { type BackOffice, openBackOffice } from './back-office.ts';

const user: User = { subject: 'clerk', roles: ['integrator'] };
const everything = { flow: 'stock', scope: { kind: 'everything' } } as const;
const stepMs = 10 * 60_000;

/** Stands where it is put. */
class SetClock extends Clock {
  constructor(public at: Date) {
    super();
  }
  override now(): Date {
    return this.at;
  }
}

let office: BackOffice;
let adapter: Adapter;
let sources: SourceRegistry;
beforeAll(async () => {
  office = await openBackOffice();
  await office.addItem('BIKE', { onHand: 5 });
  adapter = await openAdapter(office.url);
  await adapter.load();
  const checked = { document: { zone: 'Europe/Berlin' } } as CheckedSource;
  sources = new SourceRegistry(
    [
      {
        ...{ name: 'demo', connector: adapter.connector, flows: ['stock'], mappingVersion: 'test' },
        ...{ takesOrders: false, version: 1, checked, guard: defaultGuard },
      },
    ],
    null,
  );
});
afterAll(async () => {
  await adapter?.close();
  await office?.close();
});
beforeEach(() => adapter.tx((tx) => tx.query('delete from reconciliations')));

const audit = { record: async () => undefined } as unknown as AuditLog;
async function plan(schedule: string, clock: Clock): Promise<void> {
  const mode: Mode = 'batch';
  const wanted = { ...everything, source: 'demo', mode, schedule, owner: null, note: null };
  const outbox = adapter.outbox as Outbox;
  await new PlanService(adapter.dataSource, sources, audit, clock, outbox).set(user, wanted);
}
/** What a process does that leads: there may be another one, or one that was started just now. */
const job = (clock: Clock) => {
  const jobs = { add: () => undefined } as unknown as PeriodicJobs;
  return new PlanRunsJob(adapter.dataSource, sources, clock, adapter.outbox as Outbox, jobs);
};
async function pages(): Promise<void> {
  const reconciler = adapter.reconciler();
  while (await reconciler.page(adapter.leadership));
}
const causes = async () => {
  const rows = await adapter.tx((tx) =>
    tx.query<{ cause: string }>(
      'select cause from reconciliations where run_scope is not null order by requested_at',
    ),
  );
  return rows.map(({ cause }) => cause);
};
const readingInBerlin = new Intl.DateTimeFormat('sv', {
  timeZone: 'Europe/Berlin',
  dateStyle: 'short',
  timeStyle: 'short',
});

/** Looks every ten minutes for what is due, and runs it. @returns how the clocks stood in Berlin when a batch was asked for */
async function runsBetween(schedule: string, from: string, to: string): Promise<string[]> {
  const clock = new SetClock(new Date(from));
  await plan(schedule, clock);
  await pages();
  const found: string[] = [];
  let asked = (await causes()).length;
  for (; clock.at < new Date(to); clock.at = new Date(clock.at.getTime() + stepMs)) {
    await job(clock).askForDue();
    const all = await causes();
    for (; asked < all.length; asked++) found.push(`${readingInBerlin.format(clock.at)} ${all[asked] ?? ''}`);
    await pages();
  }
  return found;
}

describe('batches by the clocks of their source', () => {
  it('come once a night, also when the clocks are put forward over their time', async () => {
    expect(await runsBetween('30 2 * * *', '2026-03-28T00:00Z', '2026-03-30T02:00Z')).toEqual([
      '2026-03-28 02:30 batch',
      '2026-03-29 03:00 batch',
      '2026-03-30 02:30 batch',
    ]);
  });

  it('come once a night, also when their time comes twice', async () => {
    expect(await runsBetween('30 2 * * *', '2026-10-24T00:00Z', '2026-10-26T03:00Z')).toEqual([
      '2026-10-24 02:30 batch',
      '2026-10-25 02:30 batch',
      '2026-10-26 02:30 batch',
    ]);
  });

  it('of every hour lie an hour apart, whatever the clocks do', async () => {
    const readings = async (from: string, to: string) =>
      (await runsBetween('0 * * * *', from, to)).map((run) => run.slice(11, 16));
    expect(await readings('2026-03-28T23:30Z', '2026-03-29T02:30Z')).toEqual(['01:00', '03:00', '04:00']);
    expect(await readings('2026-10-24T23:30Z', '2026-10-25T02:30Z')).toEqual(['02:00', '02:00', '03:00']);
  });
});

describe('batches after an outage', () => {
  it('are made up for by one, and go on by the schedule', async () => {
    const clock = new SetClock(new Date('2026-11-02T12:00Z'));
    await plan('0 * * * *', clock);
    await pages();
    const bikes = () => adapter.published('erp.stock').then((records) => records.at(-1)?.value?.['quantity']);
    await office.query(`update stkbal set onhand = 9, chgstp = clock_timestamp() where itmcod = 'BIKE'`);
    clock.at = new Date('2026-11-02T19:20Z');
    // Whoever comes back first asks; the others find it asked for.
    await Promise.all([job(clock), job(clock), job(clock)].map((each) => each.askForDue()));
    expect(await causes()).toEqual(['catch-up']);
    await pages();
    expect(await bikes()).toBe(9);
    await job(clock).askForDue();
    expect(await causes()).toEqual(['catch-up']);
    clock.at = new Date('2026-11-02T20:00Z');
    await job(clock).askForDue();
    expect(await causes()).toEqual(['catch-up', 'batch']);
    await pages();
  });

  it('never overlap: however many become due while one is under way, one follows it', async () => {
    const clock = new SetClock(new Date('2026-11-03T12:00Z'));
    await plan('*/10 * * * *', clock);
    await pages();
    for (let minute = 10; minute <= 50; minute += 10) {
      clock.at = new Date(Date.parse('2026-11-03T12:00Z') + minute * 60_000);
      await Promise.all([job(clock).askForDue(), job(clock).askForDue()]);
      expect(await causes()).toEqual(['batch']);
    }
    await pages();
    await Promise.all([job(clock).askForDue(), job(clock).askForDue()]);
    expect(await causes()).toEqual(['batch', 'catch-up']);
    await pages();
    await job(clock).askForDue();
    expect(await causes()).toEqual(['batch', 'catch-up']);
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PeriodicJobs } from './periodic-jobs.ts';

const everyMs = 1_000;
const job = (name: string) => ({
  ...({ name, everyMs, runBy: 'every-replica', decides: true } as const),
  run: vi.fn(() => Promise.resolve()),
});

describe('the periodic jobs of a service', () => {
  let jobs: PeriodicJobs;
  let restored: { isBehind: boolean };
  beforeEach(() => {
    vi.useFakeTimers();
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    restored = { isBehind: false };
    jobs = new PeriodicJobs(undefined, restored);
  });
  afterEach(async () => {
    await jobs.onModuleDestroy();
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  it('run from its start to its end, those too that are added later', async () => {
    const [early, late] = [job('house.early'), job('house.late')];
    jobs.add(early);
    await vi.advanceTimersByTimeAsync(everyMs);
    expect(early.run).not.toHaveBeenCalled();
    jobs.start();
    jobs.add(late);
    await vi.advanceTimersByTimeAsync(everyMs);
    await jobs.onModuleDestroy();
    await vi.advanceTimersByTimeAsync(everyMs);
    expect([early.run.mock.calls.length, late.run.mock.calls.length]).toEqual([1, 1]);
  });

  it('rest while its database was restored', async () => {
    const work = job('house.work');
    jobs.add(work);
    jobs.start();
    restored.isBehind = true;
    await vi.advanceTimersByTimeAsync(everyMs);
    expect(work.run).not.toHaveBeenCalled();
    restored.isBehind = false;
    await vi.advanceTimersByTimeAsync(everyMs);
    expect(work.run).toHaveBeenCalledOnce();
  });

  it('run in a service without messaging, too', async () => {
    const work = job('house.work');
    jobs = new PeriodicJobs(undefined, undefined);
    jobs.add(work);
    jobs.start();
    await vi.advanceTimersByTimeAsync(everyMs);
    expect(work.run).toHaveBeenCalledOnce();
  });

  it('have a name of their own each', () => {
    jobs.add(job('house.work'));
    expect(() => jobs.add(job('house.work'))).toThrow('There is a periodic job house.work already');
  });

  it('are led by nobody without a database', () => {
    const led = { ...job('house.led'), runBy: 'leader' } as const;
    expect(() => new PeriodicJobs('postgres://house', restored).add(led)).not.toThrow();
    expect(() => jobs.add({ ...job('house.work'), runBy: 'leader' })).toThrow(
      'The job house.work has no database to find its leader by',
    );
  });
});

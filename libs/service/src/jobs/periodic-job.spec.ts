import { metrics } from '@opentelemetry/api';
import type { MeterProvider } from '@opentelemetry/api';
import { logger } from '@throughline/telemetry';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PeriodicJob } from './periodic-job.ts';
import type { JobConditions, PeriodicJobSettings } from './periodic-job.ts';

const everyMs = 1_000;
const pass = (ms = 0) => vi.advanceTimersByTimeAsync(ms);

let measured: { name: string; value: number; labels: unknown }[];
const jobs: PeriodicJob[] = [];
beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
  vi.spyOn(logger, 'warn').mockReturnValue(undefined);
  measured = [];
  const instrument = (name: string) => {
    const take = (value: number, labels: unknown) => void measured.push({ name, value, labels });
    return { add: take, record: take };
  };
  const meter = { createCounter: instrument, createHistogram: instrument };
  metrics.setGlobalMeterProvider({ getMeter: () => meter } as unknown as MeterProvider);
});
afterEach(async () => {
  await Promise.all(jobs.splice(0).map((job) => job.stop()));
  metrics.disable();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** A job that has been started, and its runs, each of which ends when it is told to. */
function started(
  settings: Partial<PeriodicJobSettings> = {},
  conditions: JobConditions = { isBehind: () => false },
) {
  const runs: (PromiseWithResolvers<void> & { ending: AbortSignal })[] = [];
  const job = new PeriodicJob(
    {
      name: 'house.work',
      everyMs,
      runBy: 'every-replica',
      decides: true,
      run: (ending) => {
        const end = Promise.withResolvers<void>();
        runs.push({ ...end, ending });
        return end.promise;
      },
      ...settings,
    },
    conditions,
  );
  jobs.push(job);
  job.start();
  return { job, runs, endRun: () => runs.at(-1)?.resolve() };
}
const atOnce = () => {
  const run = vi.fn((_: AbortSignal) => Promise.resolve());
  return { run, ...started({ run }) };
};

describe('a periodic job', () => {
  it('runs every so often, the first time after the usual pause', async () => {
    const { run } = atOnce();
    await pass(everyMs - 1);
    expect(run).not.toHaveBeenCalled();
    await pass(1);
    expect(run).toHaveBeenCalledOnce();
    await pass(2 * everyMs);
    expect(run).toHaveBeenCalledTimes(3);
  });

  it('counts the pause from the end of a run, and never runs twice at a time', async () => {
    const { runs, endRun } = started();
    await pass(5 * everyMs);
    expect(runs).toHaveLength(1);
    endRun();
    await pass(everyMs - 1);
    expect(runs).toHaveLength(1);
    await pass(1);
    expect(runs).toHaveLength(2);
    endRun();
  });

  it.each([
    ['a tenth earlier', 0, 900],
    ['on time', 0.5, 1_000],
    ['a tenth later', 1, 1_100],
  ])('runs by chance %s', async (_, random, ms) => {
    vi.spyOn(Math, 'random').mockReturnValue(random);
    const { run } = atOnce();
    await pass(ms - 1);
    expect(run).not.toHaveBeenCalled();
    await pass(1);
    expect(run).toHaveBeenCalledOnce();
  });

  it('is started once', async () => {
    const { job, run } = atOnce();
    job.start();
    await pass(everyMs);
    expect(run).toHaveBeenCalledOnce();
  });

  it('reports a run that fails, and tries again', async () => {
    const failure = new Error('no');
    const run = vi.fn(() => Promise.reject(failure));
    started({ run });
    await pass(2 * everyMs);
    expect(run).toHaveBeenCalledTimes(2);
    expect(logger.warn).toHaveBeenCalledWith(
      { err: failure, job: 'house.work' },
      'A periodic job failed, its next run tries again',
    );
  });

  it('tells how long each run took, and which failed', async () => {
    const labels = { 'throughline.job': 'house.work' };
    const { runs } = started();
    await pass(everyMs);
    await pass(250);
    runs[0]?.resolve();
    await pass(everyMs);
    await pass(500);
    runs[1]?.reject(new Error('no'));
    await pass();
    expect(measured).toEqual([
      { name: 'throughline.job.duration.seconds', value: 0.25, labels },
      { name: 'throughline.job.duration.seconds', value: 0.5, labels },
      { name: 'throughline.job.failures', value: 1, labels },
    ]);
  });
});

describe('a job that is woken', () => {
  it('runs at once, and then after the usual pause', async () => {
    const { job, run } = atOnce();
    job.wake();
    await pass();
    expect(run).toHaveBeenCalledOnce();
    await pass(everyMs);
    expect(run).toHaveBeenCalledTimes(2);
  });

  it('while it runs does so once more, however often it was', async () => {
    const { job, runs, endRun } = started();
    job.wake();
    await pass();
    job.wake();
    job.wake();
    await pass();
    expect(runs).toHaveLength(1);
    endRun();
    await pass();
    expect(runs).toHaveLength(2);
    endRun();
    await pass(everyMs - 1);
    expect(runs).toHaveLength(2);
  });

  it('before it is started runs when it is', async () => {
    const run = vi.fn(() => Promise.resolve());
    const settings = { name: 'house.work', everyMs, runBy: 'every-replica', decides: false, run } as const;
    const job = new PeriodicJob(settings, { isBehind: () => false });
    jobs.push(job);
    job.wake();
    await pass(everyMs);
    expect(run).not.toHaveBeenCalled();
    job.start();
    await pass();
    expect(run).toHaveBeenCalledOnce();
  });
});

describe('a job of a database that was restored', () => {
  it('rests while it would decide what has been decided', async () => {
    let behind = true;
    const run = vi.fn(() => Promise.resolve());
    const { job } = started({ run }, { isBehind: () => behind });
    job.wake();
    await pass(3 * everyMs);
    expect(run).not.toHaveBeenCalled();
    behind = false;
    await pass(everyMs);
    expect(run).toHaveBeenCalledOnce();
  });

  it('goes on when it decides nothing', async () => {
    const run = vi.fn(() => Promise.resolve());
    started({ run, decides: false }, { isBehind: () => true });
    await pass(everyMs);
    expect(run).toHaveBeenCalledOnce();
  });
});

describe('a job that stops', () => {
  it('runs no more, woken or not', async () => {
    const { job, run } = atOnce();
    await job.stop();
    job.wake();
    await pass(3 * everyMs);
    expect(run).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('says so to the run that is on, and waits for it', async () => {
    const { job, runs, endRun } = started();
    await pass(everyMs);
    expect(runs[0]?.ending.aborted).toBe(false);
    const over = vi.fn();
    const stopped = job.stop().then(over);
    await pass();
    expect([runs[0]?.ending.aborted, over.mock.calls.length]).toEqual([true, 0]);
    endRun();
    await stopped;
  });

  it('that was never started has nothing to wait for', async () => {
    const { run } = atOnce();
    const idle = new PeriodicJob(
      { name: 'idle', everyMs, runBy: 'every-replica', decides: false, run },
      { isBehind: () => false },
    );
    await idle.stop();
    idle.start();
    await pass(everyMs);
    expect(run).toHaveBeenCalledOnce();
  });
});

describe('a job of one replica', () => {
  const ending = new AbortController();
  const leader = { lead: vi.fn<(stop: AbortSignal) => Promise<AbortSignal | undefined>>(), release: vi.fn() };
  const conditions = { isBehind: () => false, leader };
  beforeEach(() => {
    leader.lead.mockReset().mockResolvedValue(ending.signal);
    leader.release.mockReset().mockResolvedValue(undefined);
  });

  it('runs where that replica is this one, as long as it leads', async () => {
    const { job, runs, endRun } = started({ runBy: 'leader' }, conditions);
    await pass(everyMs);
    expect(runs.map((run) => run.ending)).toEqual([ending.signal]);
    endRun();
    const [stop] = leader.lead.mock.calls[0] ?? [];
    expect(stop?.aborted).toBe(false);
    await job.stop();
    expect(stop?.aborted).toBe(true);
  });

  it('does not run where it is another, and is not measured there', async () => {
    leader.lead.mockResolvedValue(undefined);
    const { job, runs } = started({ runBy: 'leader' }, conditions);
    job.wake();
    await pass(everyMs);
    expect(leader.lead).toHaveBeenCalledTimes(2);
    expect([runs, measured]).toEqual([[], []]);
  });

  it('fails when it cannot be known which it is, and asks again', async () => {
    leader.lead.mockRejectedValueOnce(new Error('away'));
    const { runs, endRun } = started({ runBy: 'leader' }, conditions);
    await pass(everyMs);
    expect([runs.length, measured.map(({ name }) => name)]).toEqual([0, ['throughline.job.failures']]);
    await pass(everyMs);
    expect(runs).toHaveLength(1);
    endRun();
  });

  it('is left to another when its run is over', async () => {
    const { job, endRun } = started({ runBy: 'leader' }, conditions);
    await pass(everyMs);
    const stopped = job.stop();
    await pass();
    expect(leader.release).not.toHaveBeenCalled();
    endRun();
    await stopped;
    expect(leader.release).toHaveBeenCalledOnce();
  });
});

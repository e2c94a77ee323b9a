import { logger } from '@throughline/telemetry';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PermanentError, TransientError } from '../errors.ts';
import { keepMeasurements } from '../fixtures/meters.ts';
import { retrying } from './retry.ts';

const never = new AbortController().signal;
const away = new TransientError('away');
const group = 'inventory.erp';
const topics = ['erp.stock', 'erp.items'];

/** Fails so often, then works. */
function failing(times: number, error: Error = away) {
  let attempts = 0;
  return {
    attempt: async () => {
      if (attempts++ < times) throw error;
      return 'done';
    },
    get attempts() {
      return attempts;
    },
  };
}

describe('retrying', () => {
  let measurements: ReturnType<typeof keepMeasurements>;
  beforeEach(() => {
    vi.useFakeTimers();
    vi.spyOn(Math, 'random').mockReturnValue(1);
    vi.spyOn(logger, 'warn').mockReturnValue(undefined);
    measurements = keepMeasurements();
  });
  afterEach(() => {
    measurements.end();
    vi.restoreAllMocks();
    vi.useRealTimers();
  });

  it('gives what the first attempt gives, when that works', async () => {
    expect(await retrying(group, topics, async () => 'done', never)).toBe('done');
    expect([measurements.measured, vi.mocked(logger.warn).mock.calls]).toEqual([[], []]);
  });

  it('goes on after failures that pass, with growing pauses', async () => {
    const work = failing(3);
    const result = retrying(group, topics, work.attempt, never);
    const seen = [];
    for (const ms of [0, 49, 1, 99, 1, 199, 1]) {
      await vi.advanceTimersByTimeAsync(ms);
      seen.push(work.attempts);
    }
    expect(seen).toEqual([1, 1, 2, 2, 3, 3, 4]);
    expect(await result).toBe('done');
  });

  it('counts each further attempt for each topic', async () => {
    const result = retrying(group, topics, failing(2).attempt, never);
    await vi.runAllTimersAsync();
    await result;
    const one = topics.map((topic) => ({
      name: 'throughline.batch.retries',
      value: 1,
      attributes: { 'throughline.group': group, 'throughline.topic': topic },
    }));
    expect(measurements.measured).toEqual([...one, ...one]);
  });

  it('logs the first failure, and then each twentieth', async () => {
    const work = failing(41);
    const result = retrying(group, topics, work.attempt, never);
    const seen: number[] = [];
    vi.mocked(logger.warn).mockImplementation(() => void seen.push(work.attempts));
    await vi.runAllTimersAsync();
    await result;
    expect(seen).toEqual([1, 21, 41]);
    expect(vi.mocked(logger.warn).mock.calls[0]).toEqual([
      { err: away, 'throughline.group': group, 'throughline.topic': topics },
      'Retrying a batch',
    ]);
  });

  it('ends at once with a failure that stays', async () => {
    const work = failing(1, new PermanentError('rule'));
    await expect(retrying(group, topics, work.attempt, never)).rejects.toThrow('rule');
    expect([work.attempts, measurements.measured]).toEqual([1, []]);
  });

  it('ends with the failure of an attempt during which it was aborted', async () => {
    const stop = new AbortController();
    const attempt = async () => {
      stop.abort();
      throw away;
    };
    await expect(retrying(group, topics, attempt, stop.signal)).rejects.toBe(away);
    expect(measurements.measured).toEqual([]);
  });

  it('ends with the last failure when it is aborted in a pause', async () => {
    const stop = new AbortController();
    const work = failing(9);
    const result = retrying(group, topics, work.attempt, stop.signal);
    await vi.advanceTimersByTimeAsync(10);
    stop.abort();
    await expect(result).rejects.toBe(away);
    expect(work.attempts).toBe(1);
  });

  describe('of what is too much at once', () => {
    const tooMuch = Object.assign(new Error('canceling statement due to statement timeout'), {
      code: '57014',
    });

    it('tries three times, and then has it divided', async () => {
      const work = failing(9, tooMuch);
      const result = retrying(group, topics, work.attempt, never, { divisible: true });
      const failed = expect(result).rejects.toBe(tooMuch);
      await vi.runAllTimersAsync();
      await failed;
      expect(work.attempts).toBe(3);
    });

    it('goes on when it cannot be divided', async () => {
      const work = failing(9, tooMuch);
      const result = retrying(group, topics, work.attempt, never);
      await vi.runAllTimersAsync();
      expect([await result, work.attempts]).toEqual(['done', 10]);
    });

    it('goes on when something is away, however often', async () => {
      const work = failing(9);
      const result = retrying(group, topics, work.attempt, never, { divisible: true });
      await vi.runAllTimersAsync();
      expect([await result, work.attempts]).toEqual(['done', 10]);
    });
  });
});

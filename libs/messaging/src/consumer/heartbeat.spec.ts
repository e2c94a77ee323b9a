import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Heart } from './heartbeat.ts';

describe('the heart of a membership', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('beats once a second until it is stopped', async () => {
    const beat = vi.fn(async () => undefined);
    const failed = vi.fn();
    const heart = new Heart(beat, failed);
    const seen = [];
    for (const ms of [999, 1, 999, 1]) {
      await vi.advanceTimersByTimeAsync(ms);
      seen.push(beat.mock.calls.length);
    }
    expect(seen).toEqual([0, 1, 1, 2]);
    heart.stop();
    await vi.advanceTimersByTimeAsync(5_000);
    expect([beat.mock.calls.length, failed.mock.calls.length]).toEqual([2, 0]);
  });

  it('tells once that it failed, and says at the end what the broker answered first', async () => {
    const answers = [new Error('rebalancing'), new Error('unknown member'), new Error('away')];
    const failed = vi.fn();
    const heart = new Heart(() => Promise.reject(answers.shift() ?? new Error('late')), failed);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(failed).toHaveBeenCalledOnce();
    expect(() => heart.stop()).toThrow('rebalancing');
    expect(vi.getTimerCount()).toBe(0);
  });
});

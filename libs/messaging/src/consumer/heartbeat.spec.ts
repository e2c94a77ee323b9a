import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Heartbeat } from './heartbeat.ts';

describe('the heartbeat of a group member', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is sent once a second until it is stopped', async () => {
    const send = vi.fn(async () => undefined);
    const failed = vi.fn();
    const heartbeat = new Heartbeat(send, failed);
    const seen = [];
    for (const ms of [999, 1, 999, 1]) {
      await vi.advanceTimersByTimeAsync(ms);
      seen.push(send.mock.calls.length);
    }
    expect(seen).toEqual([0, 1, 1, 2]);
    heartbeat.stop();
    await vi.advanceTimersByTimeAsync(5_000);
    expect([send.mock.calls.length, failed.mock.calls.length]).toEqual([2, 0]);
  });

  it('reports one failure, and throws the first one when it is stopped', async () => {
    const first = new Error('rebalancing');
    const answers = [first, new Error('unknown member'), new Error('away')];
    const failed = vi.fn();
    const heartbeat = new Heartbeat(() => Promise.reject(answers.shift() ?? new Error('late')), failed);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(failed).toHaveBeenCalledOnce();
    let thrown: unknown;
    try {
      heartbeat.stop();
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBe(first);
    expect(vi.getTimerCount()).toBe(0);
  });
});

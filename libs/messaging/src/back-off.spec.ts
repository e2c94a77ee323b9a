import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { backOff, backOffMs, pause } from './back-off.ts';

const never = new AbortController().signal;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('the pause after failures in a row', () => {
  it('begins with 50 ms, doubles, and grows no longer than two seconds', () => {
    expect([0, 1, 2, 3, 4, 5, 6, 7, 1_000, 5_000].map(backOffMs)).toEqual([
      ...[50, 100, 200, 400, 800, 1_600],
      ...[2_000, 2_000, 2_000, 2_000],
    ]);
  });

  it.each([
    ['half of it', 0, 100],
    ['three quarters of it', 0.5, 150],
    ['the whole of it', 1, 200],
  ])('is by chance %s', async (_, random, ms) => {
    vi.spyOn(Math, 'random').mockReturnValue(random);
    const over = vi.fn();
    const wait = backOff(2, never).then(over);
    await vi.advanceTimersByTimeAsync(ms - 1);
    expect(over).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    await wait;
    expect(over).toHaveBeenCalledOnce();
  });
});

describe('a pause', () => {
  it('lasts as long as it should, and leaves no listener behind', async () => {
    const over = vi.fn();
    void pause(30, never).then(over);
    await vi.advanceTimersByTimeAsync(29);
    expect(over).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(over).toHaveBeenCalledOnce();
    expect(getEventListeners(never, 'abort')).toEqual([]);
  });

  it.each([0, -1])('of %s ms is none', async (ms) => {
    await pause(ms, never);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('ends when it is aborted, and leaves no timer behind', async () => {
    const stop = new AbortController();
    const over = vi.fn();
    const wait = pause(60_000, stop.signal).then(over);
    await vi.advanceTimersByTimeAsync(59_999);
    expect(over).not.toHaveBeenCalled();
    stop.abort();
    await wait;
    expect(vi.getTimerCount()).toBe(0);
    expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
  });

  it('does not begin when it has been aborted before', async () => {
    const wait = pause(60_000, AbortSignal.abort());
    expect(vi.getTimerCount()).toBe(0);
    await wait;
  });
});

import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Signal } from './signal.ts';

const never = new AbortController().signal;
const long = 60_000;

/** A wait, and whether it is over. */
function waiting(signal: Signal, ms = long, abort = never) {
  const over = vi.fn();
  const wait = signal.wait(ms, abort).then(over);
  return { wait, isOver: () => over.mock.calls.length === 1 };
}
const moment = () => vi.advanceTimersByTimeAsync(0);

describe('a signal', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('set while nobody waits is remembered, once', async () => {
    const signal = new Signal();
    signal.set();
    signal.set();
    await signal.wait(long, never);
    const next = waiting(signal);
    await moment();
    expect(next.isOver()).toBe(false);
    signal.set();
    await next.wait;
  });

  it('set ends the wait, and is not remembered after it', async () => {
    const signal = new Signal();
    const first = waiting(signal);
    await moment();
    expect(first.isOver()).toBe(false);
    signal.set();
    await first.wait;
    const second = waiting(signal);
    await moment();
    expect(second.isOver()).toBe(false);
  });

  it('is waited for no longer than it was said', async () => {
    const { isOver } = waiting(new Signal(), 500);
    await vi.advanceTimersByTimeAsync(499);
    expect(isOver()).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(isOver()).toBe(true);
  });

  it('says whether the wait was over before its time', async () => {
    const signal = new Signal();
    const inTime = signal.wait(500, never);
    signal.set();
    expect(await inTime).toBe(true);
    signal.set();
    expect(await signal.wait(500, never)).toBe(true);
    const tooLate = signal.wait(500, never);
    await vi.advanceTimersByTimeAsync(500);
    expect(await tooLate).toBe(false);
    const stop = new AbortController();
    const aborted = signal.wait(500, stop.signal);
    stop.abort();
    expect([await aborted, await signal.wait(500, stop.signal)]).toEqual([true, true]);
  });

  it('is not waited for any longer when that is aborted, nor at all when it was aborted before', async () => {
    const signal = new Signal();
    const stop = new AbortController();
    const { wait, isOver } = waiting(signal, long, stop.signal);
    await moment();
    expect(isOver()).toBe(false);
    stop.abort();
    await wait;
    await signal.wait(long, stop.signal);
  });

  it.each([
    ['set', (signal: Signal) => signal.set()],
    ['aborted', (_: Signal, stop: AbortController) => stop.abort()],
    ['too late', () => vi.advanceTimersByTime(long)],
  ])('leaves no timer and no listener behind when it is %s', async (_, end) => {
    const signal = new Signal();
    const stop = new AbortController();
    const { wait } = waiting(signal, long, stop.signal);
    end(signal, stop);
    await wait;
    expect(vi.getTimerCount()).toBe(0);
    expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
  });
});

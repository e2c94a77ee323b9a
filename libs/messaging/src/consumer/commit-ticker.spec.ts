import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Member } from '../kafka/types.ts';
import { CommitTicker } from './commit-ticker.ts';

function started(commit: () => Promise<void> = async () => undefined) {
  const member = { seek: vi.fn(), commit: vi.fn<Member['commit']>(commit), stop: vi.fn() };
  const ticker = new CommitTicker(member);
  return { ticker, committed: () => member.commit.mock.calls.map(([offsets]) => offsets) };
}

describe('the offsets for lag tools', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('are committed once a second, the newest of each partition', async () => {
    const { ticker, committed } = started();
    ticker.add('erp.items', 0, 10);
    ticker.add('erp.items', 1, 20);
    await vi.advanceTimersByTimeAsync(600);
    ticker.add('erp.items', 0, 11);
    ticker.add('erp.stock', 0, 30);
    await vi.advanceTimersByTimeAsync(399);
    expect([committed(), vi.getTimerCount()]).toEqual([[], 1]);
    await vi.advanceTimersByTimeAsync(1);
    expect(committed()).toEqual([
      [
        { topic: 'erp.items', partition: 0, offset: 11 },
        { topic: 'erp.items', partition: 1, offset: 20 },
        { topic: 'erp.stock', partition: 0, offset: 30 },
      ],
    ]);
    ticker.add('erp.items', 0, 12);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(committed().slice(1)).toEqual([[{ topic: 'erp.items', partition: 0, offset: 12 }]]);
  });

  it('are committed when it stops, if any are left', async () => {
    const { ticker, committed } = started();
    ticker.add('erp.items', 0, 10);
    await ticker.stop();
    expect(committed()).toEqual([[{ topic: 'erp.items', partition: 0, offset: 10 }]]);
    expect(vi.getTimerCount()).toBe(0);
    await ticker.stop();
    expect(committed()).toHaveLength(1);
  });

  it('are committed one after the other when it stops during a commit', async () => {
    const slow = Promise.withResolvers<void>();
    const { ticker, committed } = started(() => slow.promise);
    ticker.add('erp.items', 0, 10);
    await vi.advanceTimersByTimeAsync(1_000);
    ticker.add('erp.items', 0, 11);
    const stopped = ticker.stop();
    await vi.advanceTimersByTimeAsync(0);
    expect(committed()).toHaveLength(1);
    slow.resolve();
    await stopped;
    expect(committed().slice(1)).toEqual([[{ topic: 'erp.items', partition: 0, offset: 11 }]]);
  });

  it('do not matter: that nobody takes them is no failure', async () => {
    const { ticker, committed } = started(() => Promise.reject(new Error('rebalancing')));
    ticker.add('erp.items', 0, 10);
    await vi.advanceTimersByTimeAsync(1_000);
    ticker.add('erp.items', 0, 11);
    await expect(ticker.stop()).resolves.toBeUndefined();
    expect(committed()).toHaveLength(2);
  });
});

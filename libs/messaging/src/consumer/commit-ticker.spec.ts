import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CommitTicker } from './commit-ticker.ts';
import type { Member } from '../kafka/types.ts';

function started(commit: () => Promise<void> = async () => undefined) {
  const member = { seek: vi.fn(), commit: vi.fn<Member['commit']>(commit), stop: vi.fn() };
  const ticker = new CommitTicker(member);
  return { ticker, told: () => member.commit.mock.calls.map(([offsets]) => offsets) };
}

describe('the offsets for lag tools', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('are told once a second, the newest of each partition', async () => {
    const { ticker, told } = started();
    ticker.add('erp.items', 0, 10);
    ticker.add('erp.items', 1, 20);
    await vi.advanceTimersByTimeAsync(600);
    ticker.add('erp.items', 0, 11);
    ticker.add('erp.stock', 0, 30);
    await vi.advanceTimersByTimeAsync(399);
    expect(told()).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(told()).toEqual([
      [
        { topic: 'erp.items', partition: 0, offset: 11 },
        { topic: 'erp.items', partition: 1, offset: 20 },
        { topic: 'erp.stock', partition: 0, offset: 30 },
      ],
    ]);
    ticker.add('erp.items', 0, 12);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(told().slice(1)).toEqual([[{ topic: 'erp.items', partition: 0, offset: 12 }]]);
  });

  it('are told at the end, if any are left', async () => {
    const { ticker, told } = started();
    ticker.add('erp.items', 0, 10);
    await ticker.stop();
    expect(told()).toEqual([[{ topic: 'erp.items', partition: 0, offset: 10 }]]);
    expect(vi.getTimerCount()).toBe(0);
    await ticker.stop();
    expect(told()).toHaveLength(1);
  });

  it('end only after what is under way has been told', async () => {
    const slow = Promise.withResolvers<void>();
    const { ticker, told } = started(() => slow.promise);
    ticker.add('erp.items', 0, 10);
    await vi.advanceTimersByTimeAsync(1_000);
    ticker.add('erp.items', 0, 11);
    const stopped = ticker.stop();
    await vi.advanceTimersByTimeAsync(0);
    expect(told()).toHaveLength(1);
    slow.resolve();
    await stopped;
    expect(told().slice(1)).toEqual([[{ topic: 'erp.items', partition: 0, offset: 11 }]]);
  });

  it('do not matter: that nobody takes them is no failure', async () => {
    const { ticker, told } = started(() => Promise.reject(new Error('rebalancing')));
    ticker.add('erp.items', 0, 10);
    await vi.advanceTimersByTimeAsync(1_000);
    ticker.add('erp.items', 0, 11);
    await expect(ticker.stop()).resolves.toBeUndefined();
    expect(told()).toHaveLength(2);
  });
});

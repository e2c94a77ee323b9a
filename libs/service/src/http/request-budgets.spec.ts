import { describe, expect, it } from 'vitest';
import { Clock } from '../configuration/clock.ts';
import { RequestBudgets, type Spending } from './request-budgets.ts';

const allowance = { capacity: 80, perSecond: 1 };

function budgets() {
  const time = { now: 0 };
  const clock = new (class extends Clock {
    override now = () => new Date(time.now);
  })();
  return { time, budgets: new RequestBudgets(clock) };
}

/** Somebody to share with who answers when the test lets him. */
function others() {
  const told: {
    spendings: readonly Spending[];
    answer: (left: Record<string, number>) => Promise<void>;
    fail: () => Promise<void>;
  }[] = [];
  const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
  const share = (spendings: readonly Spending[]) =>
    new Promise<ReadonlyMap<string, number>>((resolve, reject) =>
      told.push({
        spendings,
        answer: async (left) => {
          resolve(new Map(Object.entries(left)));
          await turn();
        },
        fail: async () => {
          reject(new Error('away'));
          await turn();
        },
      }),
    );
  return { told, share };
}

describe('budgets of one replica', () => {
  it('are one for each caller', () => {
    const { budgets: kept } = budgets();
    expect([
      kept.take('a', 80, allowance),
      kept.take('a', 1, allowance),
      kept.take('b', 1, allowance),
    ]).toEqual([0, 1, 0]);
  });

  it('are forgotten once they are whole again', () => {
    const { budgets: kept, time } = budgets();
    kept.take('a', 10, allowance);
    kept.take('b', 20, allowance);
    time.now = 9_999;
    kept.removeFull();
    expect(kept.size).toBe(2);
    time.now = 10_000;
    kept.removeFull();
    expect(kept.size).toBe(1);
    time.now = 20_000;
    kept.removeFull();
    expect(kept.size).toBe(0);
  });

  it('are never more than can be kept: whoever was seen last longest ago begins anew', () => {
    const { budgets: kept } = budgets();
    kept.take('first', 80, allowance);
    kept.take('second', 80, allowance);
    for (let n = 0; n < 99_998; n += 1) kept.take(`${n}`, 1, allowance);
    expect(kept.size).toBe(100_000);
    kept.take('more', 1, allowance);
    expect(kept.size).toBe(100_000);
    expect([kept.take('second', 1, allowance), kept.take('first', 80, allowance)]).toEqual([1, 0]);
  });
});

describe('budgets that replicas share', () => {
  it('are told of in parts, not with every request', async () => {
    const { budgets: kept } = budgets();
    const { told, share } = others();
    kept.shareBy(share);
    kept.take('a', 9, allowance);
    expect(told).toEqual([]);
    kept.take('a', 1, allowance);
    expect(told.map(({ spendings }) => spendings)).toEqual([[{ key: 'a', spent: 10, ...allowance }]]);
  });

  it('of all callers are told at once when one telling is on its way', async () => {
    const { budgets: kept } = budgets();
    const { told, share } = others();
    kept.shareBy(share);
    kept.take('a', 10, allowance);
    kept.take('b', 11, allowance);
    kept.take('a', 12, allowance);
    kept.take('c', 1, allowance);
    expect(told.length).toBe(1);
    await told[0]?.answer({ a: 70 });
    expect(told[1]?.spendings).toEqual([
      { key: 'b', spent: 11, ...allowance },
      { key: 'a', spent: 12, ...allowance },
    ]);
    await told[1]?.answer({});
    expect(told.length).toBe(2);
  });

  it('are no greater here than what all have left, less what was not told yet', async () => {
    const { budgets: kept } = budgets();
    const { told, share } = others();
    kept.shareBy(share);
    kept.take('a', 10, allowance);
    kept.take('a', 5, allowance);
    await told[0]?.answer({ a: 20 });
    expect([kept.take('a', 15, allowance), kept.take('a', 1, allowance)]).toEqual([0, 1]);
  });

  it('are no greater here than what is left here', async () => {
    const { budgets: kept } = budgets();
    const { told, share } = others();
    kept.shareBy(share);
    kept.take('a', 70, allowance);
    await told[0]?.answer({ a: 75, gone: 3 });
    expect([kept.take('a', 10, allowance), kept.take('a', 1, allowance)]).toEqual([0, 1]);
  });

  it('go on apart while there is nobody to share with, and are shared again after it', async () => {
    const { budgets: kept } = budgets();
    const { told, share } = others();
    kept.shareBy(share);
    kept.take('a', 10, allowance);
    await told[0]?.fail();
    expect(kept.take('a', 10, allowance)).toBe(0);
    expect(told[1]?.spendings).toEqual([{ key: 'a', spent: 10, ...allowance }]);
    await told[1]?.answer({ a: 0 });
    expect(kept.take('a', 1, allowance)).toBe(1);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Budget, leftAt, perMinute, spend } from './budget.ts';

const allowance = { capacity: 10, perSecond: 2 };

describe('a budget', () => {
  it('is as much at once as comes back within a minute', () => {
    expect(perMinute(600)).toEqual({ capacity: 600, perSecond: 10 });
  });

  it('is whole for who has spent nothing, and fills up to that', () => {
    expect(leftAt(undefined, allowance, 0)).toBe(10);
    expect(leftAt({ left: 1, at: 1_000 }, allowance, 3_500)).toBe(6);
    expect(leftAt({ left: 1, at: 1_000 }, allowance, 60_000)).toBe(10);
  });

  it('does not shrink when the clock goes back', () => {
    expect(leftAt({ left: 4, at: 1_000 }, allowance, 0)).toBe(4);
  });

  it('is spent to the last, and then says how long to wait', () => {
    expect(spend({ left: 3, at: 0 }, 3, allowance, 0)).toEqual({
      budget: { left: 0, at: 0 },
      waitSeconds: 0,
    });
    expect(spend({ left: 2, at: 0 }, 3, allowance, 0)).toEqual({ waitSeconds: 1 });
    expect(spend({ left: -5, at: 0 }, 4, allowance, 0)).toEqual({ waitSeconds: 5 });
    expect(spend({ left: 2, at: 0 }, 3, allowance, 500)).toEqual({
      budget: { left: 0, at: 500 },
      waitSeconds: 0,
    });
  });

  it('is taken whole by what costs more than there can be', () => {
    expect(spend(undefined, 99, allowance, 7)).toEqual({ budget: { left: 0, at: 7 }, waitSeconds: 0 });
    expect(spend({ left: 9, at: 7 }, 99, allowance, 7)).toEqual({ waitSeconds: 1 });
  });

  it('never lets more through than its capacity and what came back', () => {
    const requests = fc.array(fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 3_000 })), {
      size: 'max',
      maxLength: 200,
    });
    fc.assert(
      fc.property(requests, (asked) => {
        let budget: Budget | undefined;
        let now = 0;
        let spent = 0;
        for (const [cost, pause] of asked) {
          now += pause;
          const result = spend(budget, cost, allowance, now);
          if (!('budget' in result)) continue;
          budget = result.budget;
          spent += Math.min(cost, allowance.capacity);
          expect(budget.left).toBeGreaterThanOrEqual(0);
        }
        expect(spent).toBeLessThanOrEqual(allowance.capacity + (now / 1_000) * allowance.perSecond + 1e-6);
      }),
    );
  });

  it('is there after the wait that it names', () => {
    fc.assert(
      fc.property(fc.integer({ min: -10, max: 9 }), fc.integer({ min: 1, max: 20 }), (left, cost) => {
        const budget = { left, at: 0 };
        const { waitSeconds } = spend(budget, cost, allowance, 0);
        expect(spend(budget, cost, allowance, waitSeconds * 1_000).waitSeconds).toBe(0);
      }),
    );
  });
});

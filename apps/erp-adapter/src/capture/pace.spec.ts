import { describe, expect, it } from 'vitest';
import { Pace } from './pace.ts';

/** Plays a rate of changes for a while, looked at every ten milliseconds. @returns when it hushed */
function play(pace: Pace, { from, until, perSecond }: { from: number; until: number; perSecond: number }) {
  const hushed: number[] = [];
  for (let now = from; now < until; now += 10) {
    if (pace.took(perSecond / 100, now) !== null) hushed.push(now);
  }
  return hushed;
}

describe('the pace of capture', () => {
  it('waits to be told while changes are few', () => {
    const pace = new Pace(0);
    expect(play(pace, { from: 0, until: 5_000, perSecond: 30 })).toEqual([]);
    expect(pace.wait(5_000)).toBe(1_000);
  });

  it('looks by itself while they are many, and renews the hush before it ends', () => {
    const pace = new Pace(0);
    const hushed = play(pace, { from: 0, until: 5_000, perSecond: 1_000 });
    expect(hushed[0]).toBeLessThanOrEqual(300);
    hushed.slice(1).forEach((at, index) => expect(at - (hushed[index] ?? 0)).toBeLessThan(2_000));
    expect(pace.wait(5_000)).toBe(25);
  });

  it('looks less often the more there are, so that more of them come together', () => {
    const waits = [60, 100, 200, 300].map((perSecond) => {
      const pace = new Pace(0);
      play(pace, { from: 0, until: 5_000, perSecond });
      return pace.wait(5_000);
    });
    expect(waits).toEqual(waits.toSorted((a, b) => a - b));
    expect([waits[0], waits.at(-1)]).toEqual([10, 25]);
  });

  it('goes on looking until announcements have come back', () => {
    const pace = new Pace(0);
    const last = play(pace, { from: 0, until: 1_000, perSecond: 1_000 }).at(-1) ?? 0;
    expect(play(pace, { from: 1_000, until: 9_000, perSecond: 0 }).filter((at) => at > 1_250)).toEqual([]);
    expect(pace.wait(last + 2_000)).toBe(10);
    expect(pace.wait(last + 4_000)).toBe(1_000);
  });
});

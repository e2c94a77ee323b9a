import { describe, expect, it } from 'vitest';
import { PollingPolicy } from './polling-policy.ts';

/** Plays a rate of changes for a while, looked at every ten milliseconds. @returns when it hushed */
function play(
  pace: PollingPolicy,
  { from, until, perSecond }: { from: number; until: number; perSecond: number },
) {
  const hushed: number[] = [];
  for (let now = from; now < until; now += 10) {
    if (pace.took(perSecond / 100, now) !== null) hushed.push(now);
  }
  return hushed;
}

describe('the pace of capture', () => {
  it('waits to be told while changes are few', () => {
    const pace = new PollingPolicy(0);
    expect(play(pace, { from: 0, until: 5_000, perSecond: 30 })).toEqual([]);
    expect(pace.wait(5_000)).toBe(1_000);
    expect(pace.mayGoUnannounced(5_000)).toBe(false);
  });

  it('looks by itself while they are many, and renews the hush when half of it is over', () => {
    const pace = new PollingPolicy(0);
    const hushed = play(pace, { from: 0, until: 5_000, perSecond: 1_000 });
    expect(hushed).toEqual([250, 1_250, 2_250, 3_250, 4_250]);
    expect(pace.wait(5_000)).toBe(25);
  });

  it('hushes from fifty changes a second on, and not for one less', () => {
    const pace = new PollingPolicy(10_000);
    expect(pace.took(49, 11_000)).toBeNull();
    expect(pace.took(50, 12_000)).toBe(2_000);
  });

  it('goes on hushing down to twenty-five changes a second, and not for one less', () => {
    const pace = new PollingPolicy(0);
    expect(pace.took(50, 1_000)).toBe(2_000);
    expect(pace.took(25, 2_000)).toBe(2_000);
    expect(pace.took(24, 3_000)).toBeNull();
    expect(pace.took(25, 4_000)).toBeNull();
  });

  it('counts for a quarter of a second before it decides, from the instant at which it began', () => {
    const pace = new PollingPolicy(10_000);
    expect(pace.took(100, 10_000)).toBeNull();
    expect(pace.took(100, 10_249)).toBeNull();
    expect(pace.took(0, 10_250)).toBe(2_000);
  });

  it('counts each change in one window', () => {
    const pace = new PollingPolicy(0);
    expect(pace.took(40, 1_000)).toBeNull();
    expect(pace.took(40, 2_000)).toBeNull();
    expect(pace.took(10, 2_250)).toBeNull();
    expect(pace.took(13, 2_500)).toBe(2_000);
  });

  it.each([
    [60, 10],
    [100, 10],
    [110, 11],
    [200, 20],
    [250, 25],
    [300, 25],
  ])('looks again after a time that grows with what there is: %i changes a second', (changes, wait) => {
    const pace = new PollingPolicy(0);
    pace.took(changes, 1_000);
    expect(pace.wait(1_000)).toBe(wait);
  });

  it('goes on looking until announcements have come back', () => {
    const pace = new PollingPolicy(0);
    const last = play(pace, { from: 0, until: 1_000, perSecond: 1_000 }).at(-1) ?? 0;
    expect(last).toBe(250);
    expect(play(pace, { from: 1_000, until: 9_000, perSecond: 0 })).toEqual([]);
    expect([pace.mayGoUnannounced(2_499), pace.wait(2_499)]).toEqual([true, 10]);
    expect([pace.mayGoUnannounced(2_500), pace.wait(2_500)]).toEqual([false, 1_000]);
  });
});

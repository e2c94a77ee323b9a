import { describe, expect, it } from 'vitest';
import { defaultGuard, exceeds } from './guard.ts';

describe('a guard', () => {
  it.each([
    ['as many as it lets go', { live: 100, withdrawn: 0, going: 20 }, false],
    ['one more', { live: 100, withdrawn: 0, going: 21 }, true],
    ['few, whatever the share', { live: 19, withdrawn: 0, going: 19 }, false],
    ['all of twenty', { live: 20, withdrawn: 0, going: 20 }, true],
    ['few after others of the day', { live: 90, withdrawn: 15, going: 6 }, false],
    ['one more after others of the day', { live: 90, withdrawn: 15, going: 7 }, true],
  ])('%s: %j, %s', (_, withdrawals, stops) => {
    expect(exceeds(defaultGuard, withdrawals)).toBe(stops);
  });

  it('is as strict as the source says', () => {
    expect(exceeds({ share: 0, least: 1 }, { live: 1_000, withdrawn: 0, going: 1 })).toBe(true);
    expect(exceeds({ share: 1, least: 1 }, { live: 1_000, withdrawn: 0, going: 1_000 })).toBe(false);
  });
});

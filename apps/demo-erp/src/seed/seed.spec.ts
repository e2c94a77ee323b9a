import { describe, expect, it } from 'vitest';
import { placeInTime } from './seed.ts';

describe('placeInTime', () => {
  const start = { wall: new Date('2026-12-31T23:50:00Z') };

  it.each([
    ['D+0', '2026-12-31', '0000'],
    ['D-31', '2026-11-30', '0000'],
    ['D+1', '2027-01-01', '0000'],
    ['M+20', '2027-01-01', '0010'],
    ['M-0', '2026-12-31', '2350'],
  ])('puts %s at %s %s', (mark, date, time) => {
    expect(placeInTime(mark, start)).toEqual({ date, time });
  });

  it('refuses what is no mark', () => {
    expect(() => placeInTime('2026-01-01', start)).toThrow('not a mark in time');
  });
});

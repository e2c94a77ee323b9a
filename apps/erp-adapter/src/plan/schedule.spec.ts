import { describe, expect, it } from 'vitest';
import { ScheduleError, checkSchedule, nextRun } from './schedule.ts';

/** Instants of a schedule from one instant to another. */
function runs(schedule: string, zone: string, from: string, to: string): string[] {
  const found: string[] = [];
  for (let at = nextRun(schedule, zone, new Date(from)); at !== null && at < new Date(to);) {
    found.push(at.toISOString().replace(':00.000Z', 'Z'));
    at = nextRun(schedule, zone, at);
  }
  return found;
}
const dayIn = (zone: string, at: Date) => new Intl.DateTimeFormat('sv', { timeZone: zone }).format(at);

describe('a schedule', () => {
  it.each([
    [
      'is put forward in Berlin',
      '30 2 * * *',
      'Europe/Berlin',
      '2026-03-28',
      ['28T01:30Z', '29T01:00Z', '30T00:30Z'],
    ],
    [
      'is put back in Berlin',
      '30 2 * * *',
      'Europe/Berlin',
      '2026-10-24',
      ['24T00:30Z', '25T00:30Z', '26T01:30Z'],
    ],
    [
      'is put forward in New York',
      '30 2 * * *',
      'America/New_York',
      '2026-03-07',
      ['07T07:30Z', '08T07:00Z', '09T06:30Z'],
    ],
    [
      'is put back in New York',
      '30 1 * * *',
      'America/New_York',
      '2026-10-31',
      ['31T05:30Z', '01T05:30Z', '02T06:30Z'],
    ],
    ['stays in Tokyo', '30 2 * * *', 'Asia/Tokyo', '2026-03-28', ['28T17:30Z', '29T17:30Z', '30T17:30Z']],
  ])('of once a day comes once on each, where the clock %s', (_, schedule, zone, from, expected) => {
    const to = new Date(Date.parse(from) + 3 * 86_400_000).toISOString();
    expect(runs(schedule, zone, `${from}T00:00Z`, to).map((at) => at.slice(8))).toEqual(expected);
  });

  it.each(['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe'])(
    'of once a day comes once on each day of a year in %s, whatever its time',
    (zone) => {
      for (let minute = 7; minute < 24 * 60; minute += 211) {
        const schedule = `${minute % 60} ${Math.floor(minute / 60)} * * *`;
        const days = runs(schedule, zone, '2026-01-02T00:00Z', '2026-12-30T00:00Z').map((at) =>
          dayIn(zone, new Date(at)),
        );
        expect(new Set(days).size, schedule).toBe(days.length);
        expect(days.length, schedule).toBeGreaterThanOrEqual(361);
      }
    },
  );

  it('of every hour comes an hour after the last, also while the clocks change', () => {
    for (const [from, to] of [
      ['2026-03-28T22:30Z', '2026-03-29T04:00Z'],
      ['2026-10-24T22:30Z', '2026-10-25T04:00Z'],
    ] as const) {
      const found = runs('0 * * * *', 'Europe/Berlin', from, to).map((at) => Date.parse(at));
      expect(found).toHaveLength(5);
      expect(found.slice(1).map((at, i) => at - (found[i] ?? 0))).toEqual(Array(4).fill(3_600_000));
    }
  });

  it('lies always after the instant that it is asked for', () => {
    for (let at = Date.parse('2026-10-24T23:00Z'); at < Date.parse('2026-10-25T03:00Z'); at += 61_000) {
      const next = nextRun('*/5 2 * * *', 'Europe/Berlin', new Date(at));
      expect(next?.getTime()).toBeGreaterThan(at);
    }
  });

  it.each([
    ['', 'five fields'],
    ['every night', 'five fields'],
    ['0 30 2 * * *', 'five fields'],
    ['2026-01-01T00:00:00', 'five fields'],
    ['61 * * * *', 'Invalid value for minute'],
    ['0 0 30 2 *', 'never comes'],
  ])('is refused with a reason: %j', (schedule, reason) => {
    expect(() => checkSchedule(schedule, 'Europe/Berlin')).toThrow(ScheduleError);
    expect(() => checkSchedule(schedule, 'Europe/Berlin')).toThrow(reason);
  });

  it.each(['30 2 * * *', '*/5 * * * *', '0 6 * * MON-FRI', '@daily'])('may be %j', (schedule) => {
    expect(() => checkSchedule(schedule, 'Europe/Berlin')).not.toThrow();
  });
});

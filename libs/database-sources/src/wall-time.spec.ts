import { expect, it } from 'vitest';
import { offsetAt, readingsBetween, timeOf, timeText } from './wall-time.ts';

const at = (text: string) => Date.parse(text);
const between = (from: string, to: string) => {
  const { from: begin, to: end } = readingsBetween('Europe/Berlin', at(from), at(to));
  return [timeText(begin), timeText(end)];
};

it('knows the clocks of a zone', () => {
  expect(offsetAt('Europe/Berlin', at('2026-07-01T00:00:00.500Z'))).toBe(7_200_000);
  expect(offsetAt('Europe/Berlin', at('2026-12-01T00:00:00Z'))).toBe(3_600_000);
  expect(timeText(timeOf('2026-12-01 10:11:12.123456'))).toBe('2026-12-01 10:11:12.123');
  expect(timeOf('0000-00-00 00:00:00')).toBeNaN();
  expect(timeOf('yesterday')).toBeNaN();
});

it('takes in both hours where clocks are put back', () => {
  // 02:00 to 03:00 comes twice on 25 October 2026: until 01:00 UTC, and again from then on.
  expect(between('2026-10-25T00:50:00Z', '2026-10-25T01:10:00Z')).toEqual([
    '2026-10-25 01:50:00.000',
    '2026-10-25 03:10:00.000',
  ]);
  expect(between('2026-10-25T00:50:00Z', '2026-10-25T02:30:00Z')).toEqual([
    '2026-10-25 01:50:00.000',
    '2026-10-25 04:30:00.000',
  ]);
});

it('leaves nothing out where clocks are put forward', () => {
  expect(between('2026-03-29T00:50:00Z', '2026-03-29T01:10:00Z')).toEqual([
    '2026-03-29 01:50:00.000',
    '2026-03-29 03:10:00.000',
  ]);
});

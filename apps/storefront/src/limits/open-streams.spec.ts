import { expect, it } from 'vitest';
import { OpenStreams } from './open-streams.ts';

it('lets each caller have so many open, and another one when one has ended', () => {
  const streams = new OpenStreams(2);
  const [first, second] = [streams.open('a'), streams.open('a')];
  expect([first, second, streams.open('a')]).toEqual([expect.any(Function), expect.any(Function), null]);
  expect(streams.open('b')).toEqual(expect.any(Function));
  first?.();
  first?.();
  expect([streams.open('a'), streams.open('a')]).toEqual([expect.any(Function), null]);
});

it('forgets who has none open', () => {
  const streams = new OpenStreams(2);
  const ends = [streams.open('a'), streams.open('a'), streams.open('b')];
  expect(streams.callers).toBe(2);
  for (const end of ends) end?.();
  expect(streams.callers).toBe(0);
});

it('of 0 is no limit', () => {
  const streams = new OpenStreams(0);
  expect([1, 2, 3].map(() => streams.open('a'))).not.toContain(null);
});

import { expect, it } from 'vitest';
import { Watchers } from './subscribers.ts';

it('who waits for a key is told of it, and who has left is not', () => {
  const watchers = new Watchers<string>();
  const leaveBoth = watchers.add(['A', 'B', 'A'], 'Ada');
  const leaveOne = watchers.add(['B'], 'Bob');
  expect([...watchers.keys()]).toEqual(['A', 'B']);
  expect(['A', 'B', 'C'].map((key) => [watchers.has(key), ...watchers.of(key)])).toEqual([
    [true, 'Ada'],
    [true, 'Ada', 'Bob'],
    [false],
  ]);
  leaveBoth();
  expect(['A', 'B'].map((key) => [watchers.has(key), ...watchers.of(key)])).toEqual([[false], [true, 'Bob']]);
  leaveBoth();
  expect([...watchers.of('B')]).toEqual(['Bob']);
  leaveOne();
  expect([...watchers.keys()]).toEqual([]);
});

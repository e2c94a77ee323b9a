import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { yieldToEventLoop } from './event-loop.ts';

it('resumes concurrent callers in their order, each in an iteration of the event loop of its own', async () => {
  const resumed: number[] = [];
  const all = [1, 2, 3].map((caller) => yieldToEventLoop().then(() => resumed.push(caller)));
  const seen: number[][] = [];
  while (resumed.length < all.length) {
    await nextTurn();
    seen.push([...resumed]);
  }
  expect(resumed).toEqual([1, 2, 3]);
  const perTurn = seen.map(({ length }, turn) => length - (seen[turn - 1]?.length ?? 0));
  expect(Math.max(...perTurn)).toBe(1);
});

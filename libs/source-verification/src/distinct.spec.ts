import { expect, it } from 'vitest';
import { Distinct } from './distinct.ts';

it('counts each text once, however many there are', () => {
  const distinct = new Distinct();
  const news = Array.from({ length: 30_000 }, (_, index) => distinct.add(`key ${index % 10_000}`));
  expect(news.indexOf(false)).toBe(10_000);
  expect(news.filter(Boolean)).toHaveLength(10_000);
  expect(distinct.size).toBe(10_000);
});

it('says so when there are too many to count, and accuses none of being there twice', () => {
  const distinct = new Distinct(3);
  expect(['a', 'b', 'a', 'c', 'a', 'd'].map((text) => distinct.add(text))).toEqual([
    ...[true, true, false, true],
    ...[true, true],
  ]);
  expect(distinct.size).toBeNull();
});

import { expect, it } from 'vitest';
import { Subscribers } from './subscribers.ts';

it('who has subscribed to a key is found, and who has unsubscribed is not', () => {
  const subscribers = new Subscribers<string>();
  const unsubscribeAda = subscribers.add(['A', 'B', 'A'], 'Ada');
  const unsubscribeBob = subscribers.add(['B'], 'Bob');
  const found = (...keys: string[]) => keys.map((key) => [subscribers.has(key), ...subscribers.of(key)]);
  expect([...subscribers.keys()]).toEqual(['A', 'B']);
  expect(found('A', 'B', 'C')).toEqual([[true, 'Ada'], [true, 'Ada', 'Bob'], [false]]);
  unsubscribeAda();
  expect(found('A', 'B')).toEqual([[false], [true, 'Bob']]);
  unsubscribeAda();
  expect([...subscribers.of('B')]).toEqual(['Bob']);
  unsubscribeBob();
  expect([...subscribers.keys()]).toEqual([]);
});

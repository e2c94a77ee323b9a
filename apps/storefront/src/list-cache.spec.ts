import { describe, expect, it } from 'vitest';
import { ListCache } from './list-cache.ts';

const entry = (body: string, skus: string[] = ['A'], until = 1000) => ({ body, skus, until });

describe('the cache of lists', () => {
  it('makes an answer once', async () => {
    const cache = new ListCache();
    const make = async () => entry('first');
    expect(await cache.get('k', 0, make)).toBe('first');
    expect(await cache.get('k', 999, async () => entry('second'))).toBe('first');
    expect(await cache.get('k', 1000, async () => entry('second'))).toBe('second');
  });

  it('gives who asks meanwhile the same answer', async () => {
    const cache = new ListCache();
    const { promise, resolve } = Promise.withResolvers<ReturnType<typeof entry>>();
    const both = [cache.get('k', 0, () => promise), cache.get('k', 0, async () => entry('other'))];
    resolve(entry('one'));
    expect(await Promise.all(both)).toEqual(['one', 'one']);
  });

  it('forgets the answers that show a changed SKU, and no others', async () => {
    const cache = new ListCache();
    await cache.get('a', 0, async () => entry('a', ['A']));
    await cache.get('b', 0, async () => entry('b', ['B']));
    cache.forgetSku('A');
    expect(await cache.get('a', 0, async () => entry('new'))).toBe('new');
    expect(await cache.get('b', 0, async () => entry('new'))).toBe('b');
  });

  it('does not keep an answer whose SKU changed while it was made', async () => {
    const cache = new ListCache();
    const { promise, resolve } = Promise.withResolvers<ReturnType<typeof entry>>();
    const early = cache.get('k', 0, () => promise);
    cache.forgetSku('A');
    expect(await cache.get('k', 0, async () => entry('fresh'))).toBe('fresh');
    resolve(entry('stale'));
    await early;
    expect(await cache.get('k', 0, async () => entry('unused'))).toBe('fresh');
  });

  it('does not keep an answer that failed', async () => {
    const cache = new ListCache();
    await expect(cache.get('k', 0, async () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect(await cache.get('k', 0, async () => entry('back'))).toBe('back');
  });

  it('is bounded, the least recently used going first', async () => {
    const cache = new ListCache(2);
    for (const key of ['a', 'b']) await cache.get(key, 0, async () => entry(key));
    await cache.get('a', 0, async () => entry('unused'));
    await cache.get('c', 0, async () => entry('c'));
    expect(await cache.get('a', 0, async () => entry('again'))).toBe('a');
    expect(await cache.get('b', 0, async () => entry('again'))).toBe('again');
  });
});

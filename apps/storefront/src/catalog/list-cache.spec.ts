import { describe, expect, it } from 'vitest';
import { ListCache } from './list-cache.ts';

const entry = (body: string, skus: string[] = ['A'], until = 1000) => ({ body, skus, until });
type Entry = ReturnType<typeof entry>;

/** A cache, and what it responds: what is kept, or what is made now. */
function cacheOf(limit?: number) {
  const cache = new ListCache(limit);
  return {
    cache,
    get: (key: string, body: string, skus?: string[], now = 0) =>
      cache.get(key, now, async () => entry(body, skus)),
    /** Begins to make a response, to be ended later. */
    begin: (key: string) => {
      const { promise, resolve } = Promise.withResolvers<Entry>();
      return { response: cache.get(key, 0, () => promise), end: resolve };
    },
  };
}

describe('the cache of lists', () => {
  it('makes a response once, until it is old', async () => {
    const { get } = cacheOf();
    expect(await get('k', 'first')).toBe('first');
    expect(await get('k', 'second', ['A'], 999)).toBe('first');
    expect(await get('k', 'second', ['A'], 1000)).toBe('second');
  });

  it('keeps responses of different requests apart', async () => {
    const { get } = cacheOf();
    expect([await get('k', 'one'), await get('l', 'other')]).toEqual(['one', 'other']);
  });

  it('shares a response that is being made with requests that come meanwhile', async () => {
    const { begin, get } = cacheOf();
    const { response, end } = begin('k');
    const both = [response, get('k', 'other')];
    end(entry('one'));
    expect(await Promise.all(both)).toEqual(['one', 'one']);
  });

  it('drops the responses that show a changed SKU, and no others', async () => {
    const { cache, get } = cacheOf();
    await get('a', 'a', ['A', 'C']);
    await get('ab', 'ab', ['A', 'B']);
    await get('b', 'b', ['B']);
    cache.invalidateSku('A');
    cache.invalidateSku('never shown');
    expect(await get('a', 'new', ['A'])).toBe('new');
    expect(await get('ab', 'new', ['A', 'B'])).toBe('new');
    expect(await get('b', 'new')).toBe('b');
    cache.invalidateSku('C');
    expect(await get('a', 'newer', ['A'])).toBe('new');
  });

  it('drops a response for what it shows now, not for what it showed before', async () => {
    const { cache, get } = cacheOf();
    await get('k', 'one', ['A']);
    await get('k', 'two', ['B'], 1000);
    cache.invalidateSku('A');
    expect(await get('k', 'three')).toBe('two');
  });

  it('drops a response for a SKU that others showed as well, which are gone since', async () => {
    const { cache, get } = cacheOf();
    await get('a', 'a', ['A', 'A']);
    await get('ab', 'ab', ['A', 'B']);
    await get('a', 'none', ['Z'], 1000);
    cache.invalidateSku('A');
    expect(await get('ab', 'new')).toBe('new');
  });

  it('drops a response that names a SKU twice', async () => {
    const { cache, get } = cacheOf();
    await get('a', 'a', ['A', 'A']);
    cache.invalidateSku('A');
    expect(await get('a', 'new')).toBe('new');
  });

  it('forgets what responses showed before the catalogue changed', async () => {
    const { cache, get } = cacheOf();
    await get('k', 'one', ['A']);
    cache.clear();
    await get('k', 'two', ['B']);
    cache.invalidateSku('A');
    expect(await get('k', 'three')).toBe('two');
  });

  it('drops everything when the catalogue has changed, including what is being made', async () => {
    const { cache, begin, get } = cacheOf();
    await get('a', 'a');
    const { response, end } = begin('b');
    cache.clear();
    expect(await get('a', 'new')).toBe('new');
    const later = get('b', 'new');
    end(entry('old'));
    expect([await response, await later]).toEqual(['old', 'new']);
    expect(await get('b', 'newer')).toBe('new');
  });

  it('does not keep a response whose SKU changed while it was made', async () => {
    const { cache, begin, get } = cacheOf();
    const { response, end } = begin('k');
    cache.invalidateSku('A');
    expect(await get('k', 'fresh')).toBe('fresh');
    end(entry('stale', ['B', 'A']));
    expect(await response).toBe('stale');
    expect(await get('k', 'unused')).toBe('fresh');
  });

  it('keeps a response when only SKUs that it does not show changed while it was made', async () => {
    const { cache, begin, get } = cacheOf();
    const { response, end } = begin('k');
    cache.invalidateSku('Z');
    end(entry('kept'));
    await response;
    expect(await get('k', 'unused')).toBe('kept');
  });

  it('shares the newest of those being made with requests that come meanwhile', async () => {
    const { cache, begin, get } = cacheOf();
    const first = begin('k');
    cache.invalidateSku('A');
    const second = begin('k');
    first.end(entry('stale'));
    await first.response;
    const meanwhile = get('k', 'third');
    second.end(entry('fresh'));
    expect([await second.response, await meanwhile]).toEqual(['fresh', 'fresh']);
  });

  it('does not keep a failure', async () => {
    const { cache, get } = cacheOf();
    await expect(cache.get('k', 0, async () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect(await get('k', 'back')).toBe('back');
  });

  it('is bounded, and evicts the least recently used first', async () => {
    const { get } = cacheOf(2);
    for (const key of ['a', 'b']) await get(key, key);
    await get('a', 'unused');
    await get('c', 'c');
    expect(await get('a', 'again')).toBe('a');
    expect(await get('c', 'again')).toBe('c');
    expect(await get('b', 'again')).toBe('again');
  });

  it('holds five hundred responses by default', async () => {
    const { get } = cacheOf();
    for (let n = 0; n <= 500; n += 1) await get(`k${n}`, 'kept');
    expect(await get('k1', 'again')).toBe('kept');
    expect(await get('k0', 'again')).toBe('again');
  });
});

import { describe, expect, it } from 'vitest';
import { ListCache } from './list-cache.ts';

const entry = (body: string, skus: string[] = ['A'], until = 1000) => ({ body, skus, until });
type Entry = ReturnType<typeof entry>;

/** A cache and what it gives: an answer that is kept, or the one that is made now. */
function cacheOf(limit?: number) {
  const cache = new ListCache(limit);
  return {
    cache,
    get: (key: string, body: string, skus?: string[], now = 0) =>
      cache.get(key, now, async () => entry(body, skus)),
    /** Begins to make an answer, to be ended later. */
    begin: (key: string) => {
      const { promise, resolve } = Promise.withResolvers<Entry>();
      return { answer: cache.get(key, 0, () => promise), end: resolve };
    },
  };
}

describe('the cache of lists', () => {
  it('makes an answer once, until it is old', async () => {
    const { get } = cacheOf();
    expect(await get('k', 'first')).toBe('first');
    expect(await get('k', 'second', ['A'], 999)).toBe('first');
    expect(await get('k', 'second', ['A'], 1000)).toBe('second');
  });

  it('keeps answers to different questions apart', async () => {
    const { get } = cacheOf();
    expect([await get('k', 'one'), await get('l', 'other')]).toEqual(['one', 'other']);
  });

  it('gives who asks meanwhile the same answer', async () => {
    const { begin, get } = cacheOf();
    const { answer, end } = begin('k');
    const both = [answer, get('k', 'other')];
    end(entry('one'));
    expect(await Promise.all(both)).toEqual(['one', 'one']);
  });

  it('forgets the answers that show a changed SKU, and no others', async () => {
    const { cache, get } = cacheOf();
    await get('a', 'a', ['A', 'C']);
    await get('ab', 'ab', ['A', 'B']);
    await get('b', 'b', ['B']);
    cache.forgetSku('A');
    cache.forgetSku('never shown');
    expect(await get('a', 'new', ['A'])).toBe('new');
    expect(await get('ab', 'new', ['A', 'B'])).toBe('new');
    expect(await get('b', 'new')).toBe('b');
    cache.forgetSku('C');
    expect(await get('a', 'newer', ['A'])).toBe('new');
  });

  it('forgets an answer for what it shows now, not for what it showed before', async () => {
    const { cache, get } = cacheOf();
    await get('k', 'one', ['A']);
    await get('k', 'two', ['B'], 1000);
    cache.forgetSku('A');
    expect(await get('k', 'three')).toBe('two');
  });

  it('forgets an answer for a SKU that others showed as well, which have gone since', async () => {
    const { cache, get } = cacheOf();
    await get('a', 'a', ['A', 'A']);
    await get('ab', 'ab', ['A', 'B']);
    await get('a', 'none', ['Z'], 1000);
    cache.forgetSku('A');
    expect(await get('ab', 'new')).toBe('new');
  });

  it('forgets an answer that names a SKU twice', async () => {
    const { cache, get } = cacheOf();
    await get('a', 'a', ['A', 'A']);
    cache.forgetSku('A');
    expect(await get('a', 'new')).toBe('new');
  });

  it('knows nothing any more of what answers showed before the catalogue changed', async () => {
    const { cache, get } = cacheOf();
    await get('k', 'one', ['A']);
    cache.clear();
    await get('k', 'two', ['B']);
    cache.forgetSku('A');
    expect(await get('k', 'three')).toBe('two');
  });

  it('forgets everything when the catalogue has changed, also what is being made', async () => {
    const { cache, begin, get } = cacheOf();
    await get('a', 'a');
    const { answer, end } = begin('b');
    cache.clear();
    expect(await get('a', 'new')).toBe('new');
    const later = get('b', 'new');
    end(entry('old'));
    expect([await answer, await later]).toEqual(['old', 'new']);
    expect(await get('b', 'newer')).toBe('new');
  });

  it('does not keep an answer whose SKU changed while it was made', async () => {
    const { cache, begin, get } = cacheOf();
    const { answer, end } = begin('k');
    cache.forgetSku('A');
    expect(await get('k', 'fresh')).toBe('fresh');
    end(entry('stale', ['B', 'A']));
    expect(await answer).toBe('stale');
    expect(await get('k', 'unused')).toBe('fresh');
  });

  it('keeps an answer when only SKUs that it does not show changed while it was made', async () => {
    const { cache, begin, get } = cacheOf();
    const { answer, end } = begin('k');
    cache.forgetSku('Z');
    end(entry('kept'));
    await answer;
    expect(await get('k', 'unused')).toBe('kept');
  });

  it('gives the newest of those that are made to who asks meanwhile', async () => {
    const { cache, begin, get } = cacheOf();
    const first = begin('k');
    cache.forgetSku('A');
    const second = begin('k');
    first.end(entry('stale'));
    await first.answer;
    const meanwhile = get('k', 'third');
    second.end(entry('fresh'));
    expect([await second.answer, await meanwhile]).toEqual(['fresh', 'fresh']);
  });

  it('does not keep an answer that failed', async () => {
    const { cache, get } = cacheOf();
    await expect(cache.get('k', 0, async () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect(await get('k', 'back')).toBe('back');
  });

  it('is bounded, the least recently used going first', async () => {
    const { get } = cacheOf(2);
    for (const key of ['a', 'b']) await get(key, key);
    await get('a', 'unused');
    await get('c', 'c');
    expect(await get('a', 'again')).toBe('a');
    expect(await get('c', 'again')).toBe('c');
    expect(await get('b', 'again')).toBe('again');
  });

  it('holds five hundred answers when nothing else is said', async () => {
    const { get } = cacheOf();
    for (let n = 0; n <= 500; n += 1) await get(`k${n}`, 'kept');
    expect(await get('k1', 'again')).toBe('kept');
    expect(await get('k0', 'again')).toBe('again');
  });
});

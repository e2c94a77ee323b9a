import { describe, expect, it } from 'vitest';
import { type Places, pagesShown, storePlaces, storedPlaces, withPlace } from './kept-places.ts';

const none: Places = new Map();

/** A storage in which others keep something too. */
function storageOf(text: string | null = null) {
  const texts = new Map([['', '[["other",{"y":9}]]']]);
  if (text !== null) texts.set('shop.places', text);
  return {
    getItem: (name: string) => texts.get(name) ?? null,
    setItem: (name: string, value: string) => void texts.set(name, value),
  };
}

describe('the places of a tab', () => {
  it('keep of an entry what was told of it before', () => {
    const scrolled = withPlace(none, 'a', { y: 120 });
    const further = withPlace(scrolled, 'a', { list: { key: 'list {}', pages: 2 } });
    expect([...further]).toEqual([['a', { y: 120, list: { key: 'list {}', pages: 2 } }]]);
    expect([...withPlace(further, 'a', { y: 0 })]).toEqual([
      ['a', { y: 0, list: { key: 'list {}', pages: 2 } }],
    ]);
    expect([...scrolled]).toEqual([['a', { y: 120 }]]);
  });

  it('are in the order in which they were told of last', () => {
    const both = withPlace(withPlace(none, 'a', { y: 1 }), 'b', { y: 2 });
    expect([...withPlace(both, 'a', { y: 3 })]).toEqual([
      ['b', { y: 2 }],
      ['a', { y: 3 }],
    ]);
  });

  it('keep fifty entries, the ones told of last', () => {
    const entries = Array.from({ length: 50 }, (_, number) => `e${number}`);
    const full = entries.reduce<Places>((places, entry) => withPlace(places, entry, { y: 1 }), none);
    const more = withPlace(withPlace(full, 'e0', { y: 2 }), 'new', { y: 3 });
    expect(more.size).toBe(50);
    expect([...more.keys()].slice(-2)).toEqual(['e0', 'new']);
    expect(more.has('e1')).toBe(false);
  });

  it('say how many pages of a list were shown, and none of another list', () => {
    const place = { list: { key: 'list a', pages: 3 } };
    expect(pagesShown(place, 'list a')).toBe(3);
    expect(pagesShown(place, 'list b')).toBe(0);
    expect(pagesShown({ y: 7 }, 'list a')).toBe(0);
    expect(pagesShown(undefined, 'list a')).toBe(0);
  });

  it('are the same after a reload', () => {
    const storage = storageOf();
    const places = withPlace(none, 'a', { y: 7, list: { key: 'k', pages: 1 } });
    storePlaces(places, storage);
    expect(storedPlaces(storage)).toEqual(places);
  });

  it.each([null, '', 'nonsense', '{"a":1}', '7'])('are none where %j is stored', (text) => {
    expect(storedPlaces(storageOf(text))).toEqual(new Map());
  });
});

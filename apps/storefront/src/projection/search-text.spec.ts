import { describe, expect, it } from 'vitest';
import { product } from '../fixtures/records.ts';
import { folded, searchQueryOf, searchTextOf, searchWordsOf, wordsOf } from './search-text.ts';

describe('search text', () => {
  it('folds case, accents and the sharp s', () => {
    expect(wordsOf('Große FAHRRÄDER, Vélo')).toEqual(['grosse', 'fahrrader', 'velo']);
    expect(folded('Ångström ﬁne ２0')).toBe('angstrom fine 20');
    expect(wordsOf('GROSSE GROẞE große')).toEqual(['grosse', 'grosse', 'grosse']);
  });

  it('takes letters and digits that stand together for a word', () => {
    expect(wordsOf('  BK-R50R/44, 28" (x2) ')).toEqual(['bk', 'r50r', '44', '28', 'x2']);
    expect(wordsOf('… —')).toEqual([]);
  });

  it('finds a product by number, model, family, category, colour, size and its name in each language', () => {
    const road = product('BK-R50R-44', {
      model: 'M25',
      family: 'RODB',
      familyName: 'Road Bikes',
      category: 'Zweiräder',
      color: 'red',
      size: '44',
      texts: [
        { language: 'en', name: 'Road-650', description: 'Fast' },
        { language: 'de', name: 'Rennrad 650', description: 'Schnell' },
      ],
    });
    expect(searchTextOf(road)).toBe('bk r50r 44 m25 road bikes zweirader red 44 road 650 rennrad 650');
  });

  it('says nothing of what a product does not have', () => {
    const bare = product('A-1', { category: null, color: null, size: null, texts: [] });
    expect(searchTextOf(bare)).toBe('a 1 a 1 helmets');
  });

  it('wants each word once and takes its beginning', () => {
    expect(searchQueryOf(searchWordsOf('Road  bike road'))).toBe('road:* & bike:*');
  });

  it('wants the first eight words', () => {
    expect(searchWordsOf('a b c d e f g h')).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']);
    expect(searchWordsOf('a a b c d e f g h i j')).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']);
  });

  it.each(['', '   ', `&|!:*'`])('has nothing to look for in %j', (text) => {
    expect(searchWordsOf(text)).toEqual([]);
  });

  it('lets no operator of the query language through', () => {
    expect(searchQueryOf(searchWordsOf(`red' | !blue <-> (x):*`))).toBe('red:* & blue:* & x:*');
  });
});

import { describe, expect, it } from 'vitest';
import { searchQueryOf, searchTextOf, searchWordsOf, wordsOf } from './search-text.ts';

describe('search text', () => {
  it('folds case, accents and the sharp s', () => {
    expect(wordsOf('Große FAHRRÄDER, Vélo')).toEqual(['grosse', 'fahrrader', 'velo']);
  });

  it('finds a product by number, family, colour, size and its name in each language', () => {
    const text = searchTextOf({
      sku: 'BK-R50R-44',
      source: 'demo',
      model: 'M25',
      status: 'active',
      family: 'RODB',
      familyName: 'Road Bikes',
      category: 'Bikes',
      unit: 'C62',
      taxCategory: 'standard',
      color: 'red',
      size: '44',
      atZero: 'show',
      backOrderLimit: 0,
      substitute: null,
      texts: [
        { language: 'en', name: 'Road-650', description: '' },
        { language: 'de', name: 'Rennrad 650', description: '' },
      ],
    });
    for (const word of ['bk', 'r50r', 'road', 'bikes', 'red', '44', 'rennrad'])
      expect(text.split(' ')).toContain(word);
  });

  it('wants each word once and takes its beginning', () => {
    expect(searchQueryOf(searchWordsOf('Road  bike road'))).toBe('road:* & bike:*');
  });

  it.each(['', '   ', `&|!:*'`])('has nothing to look for in %j', (text) => {
    expect(searchWordsOf(text)).toEqual([]);
  });

  it('lets no operator of the query language through', () => {
    expect(searchQueryOf(searchWordsOf(`red' | !blue <-> (x):*`))).toBe('red:* & blue:* & x:*');
  });
});

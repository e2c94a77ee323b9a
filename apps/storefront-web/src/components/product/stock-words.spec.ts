import { describe, expect, it } from 'vitest';
import type { Stock } from '../../api/types.ts';
import { catalogues } from '../../texts/catalogues.ts';
import { stockSentence, stockShort, stockTone } from './stock-words.ts';

const { en, de } = catalogues;
const place = (city: string | null, available: number, name = 'Main warehouse') => ({
  location: name,
  name,
  city,
  kind: 'store',
  available,
});
const stock: Stock = {
  state: 'in-stock',
  available: 17,
  backOrderable: 0,
  expectedOn: null,
  incoming: [],
  estimated: false,
  asOf: null,
  locations: [place('Berlin', 12), place('Lyon', 3), place(null, 2)],
};
const sentences = (more: Partial<Stock>) => [
  stockSentence({ ...stock, ...more }, en, 'en'),
  stockSentence({ ...stock, ...more }, de, 'de'),
];

describe('stock in words', () => {
  it('names the places, by name where they have no city', () => {
    expect(sentences({})).toEqual([
      '12 in stock in Berlin, 3 in Lyon and 2 in Main warehouse',
      '12 auf Lager in Berlin, 3 in Lyon und 2 in Main warehouse',
    ]);
  });

  it('says how many there are where no place is known', () => {
    expect(sentences({ locations: [] })).toEqual(['17 in stock', '17 auf Lager']);
  });

  it('says that it is the last one, and where', () => {
    expect(sentences({ available: 1, locations: [place('Lyon', 1)] })[0]).toBe(
      'Last one. 1 in stock in Lyon',
    );
    expect(sentences({ available: 1, locations: [] })[0]).toBe('Last one. 1 in stock');
  });

  const none = { available: 0, locations: [] };
  it.each<[Partial<Stock>, string, string]>([
    [
      { state: 'back-order', expectedOn: '2026-12-24' },
      'Delivered from 24 December',
      'Lieferbar ab 24. Dezember',
    ],
    [{ state: 'back-order' }, 'Delivered later', 'Später lieferbar'],
    [{ state: 'out-of-stock' }, 'Out of stock', 'Ausverkauft'],
    [
      { state: 'out-of-stock', expectedOn: '2026-12-24' },
      'Out of stock, expected 24 December',
      'Ausverkauft, erwartet am 24. Dezember',
    ],
    [{ state: 'discontinued', expectedOn: '2026-12-24' }, 'No longer available', 'Nicht mehr lieferbar'],
    [{ state: 'unknown', expectedOn: '2026-12-24' }, 'Stock not known yet', 'Bestand noch nicht bekannt'],
  ])('says of %o what becomes of it', (more, english, german) => {
    expect(sentences({ ...none, ...more })).toEqual([english, german]);
  });
});

describe('stock on a card', () => {
  it.each<[Stock['state'], number, string, string]>([
    ['in-stock', 2, 'In stock', 'good'],
    ['in-stock', 1, 'Last one', 'good'],
    ['back-order', 0, 'Delivered later', 'wait'],
    ['out-of-stock', 0, 'Out of stock', 'none'],
    ['discontinued', 0, 'No longer available', 'none'],
    ['unknown', 0, 'Stock not known yet', 'none'],
  ])('%s with %i units is said in one line and felt', (state, available, line, tone) => {
    expect([stockShort(state, available, en), stockTone(state)]).toEqual([line, tone]);
  });
});

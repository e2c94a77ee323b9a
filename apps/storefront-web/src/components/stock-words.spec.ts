import { describe, expect, it } from 'vitest';
import type { Stock } from '../api/types.ts';
import { catalogues } from '../texts/catalogues.ts';
import { stockSentence, stockShort } from './stock-words.ts';

const { en, de } = catalogues;
const place = (city: string, available: number) => ({
  location: city,
  name: city,
  city,
  kind: 'store',
  available,
});
const stock: Stock = {
  state: 'in-stock',
  available: 15,
  backOrderable: 0,
  expectedOn: null,
  estimated: false,
  asOf: null,
  locations: [place('Berlin', 12), place('Lyon', 3)],
};

describe('stock in words', () => {
  it('names the places', () => {
    expect(stockSentence(stock, en, 'en')).toBe('12 in stock in Berlin and 3 in Lyon');
    expect(stockSentence(stock, de, 'de')).toBe('12 auf Lager in Berlin und 3 in Lyon');
  });

  it('says that it is the last one, and where', () => {
    const last = { ...stock, available: 1, locations: [place('Lyon', 1)] };
    expect(stockSentence(last, en, 'en')).toBe('Last one. 1 in stock in Lyon');
    expect(stockShort('in-stock', 1, en)).toBe('Last one');
  });

  it('says from when it is delivered', () => {
    const waiting: Stock = {
      ...stock,
      state: 'back-order',
      available: 0,
      expectedOn: '2026-12-24',
      locations: [],
    };
    expect(stockSentence(waiting, en, 'en')).toBe('Delivered from 24 December');
    expect(stockSentence(waiting, de, 'de')).toBe('Lieferbar ab 24. Dezember');
  });

  it('says that it is out of stock, and when more is expected', () => {
    const out: Stock = { ...stock, state: 'out-of-stock', available: 0, locations: [] };
    expect(stockSentence(out, en, 'en')).toBe('Out of stock');
    expect(stockSentence({ ...out, expectedOn: '2026-12-24' }, en, 'en')).toBe(
      'Out of stock, expected 24 December',
    );
  });
});

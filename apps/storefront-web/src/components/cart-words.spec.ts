import { describe, expect, it } from 'vitest';
import type { CartChange } from '../api/types.ts';
import { catalogues } from '../texts/catalogues.ts';
import { changeSentence } from './cart-words.ts';

const say = (change: CartChange, language: 'en' | 'de' = 'en') =>
  changeSentence(change, { name: 'Helmet', currency: 'EUR', t: catalogues[language], language });

describe('a change of the cart in words', () => {
  it.each<[CartChange, string]>([
    [
      { kind: 'price-rose', from: '41.64', to: '47.59', saleEnded: false },
      'Helmet went up from €41.64 to €47.59.',
    ],
    [
      { kind: 'price-rose', from: '35.4', to: '41.64', saleEnded: true },
      'The sale of Helmet has ended: it costs €41.64 now, not €35.40.',
    ],
    [
      { kind: 'price-fell', from: '41.64', to: '35.4', saleEnded: false },
      'Helmet went down from €41.64 to €35.40.',
    ],
    [{ kind: 'fewer', wanted: 3, available: 1, expectedOn: null, waits: false }, 'Of Helmet only 1 is left.'],
    [
      { kind: 'fewer', wanted: 3, available: 1, expectedOn: '2026-12-24', waits: true },
      '1 of Helmet can be sent now, the rest from 24 December.',
    ],
    [{ kind: 'sold-out', expectedOn: null, waits: false }, 'Helmet is sold out.'],
    [{ kind: 'back-in-stock' }, 'Helmet is back in stock.'],
    [{ kind: 'gone' }, 'Helmet is no longer available.'],
    [{ kind: 'no-price' }, 'Helmet has no price at the moment.'],
  ])('%o', (change, sentence) => {
    expect(say(change)).toBe(sentence);
  });

  it('speaks German too', () => {
    expect(say({ kind: 'fewer', wanted: 3, available: 2, expectedOn: null, waits: false }, 'de')).toBe(
      'Von Helmet sind nur noch 2 da.',
    );
  });
});

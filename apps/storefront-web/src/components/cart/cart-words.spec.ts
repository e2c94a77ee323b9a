import { describe, expect, it } from 'vitest';
import type { CartChange } from '../../api/types.ts';
import { catalogues } from '../../texts/catalogues.ts';
import { changeSentence, isPassing } from './cart-words.ts';

const say = (change: CartChange, language: 'en' | 'de', currency = 'EUR') =>
  changeSentence(change, { name: 'Helmet', currency, t: catalogues[language], language }).replaceAll(
    '\u00a0',
    ' ',
  );

describe('a change of the cart in words', () => {
  it.each<[CartChange, string, string]>([
    [
      { kind: 'price-rose', from: '41.64', to: '47.59', saleEnded: false },
      'Helmet went up from €41.64 to €47.59.',
      'Helmet ist von 41,64 € auf 47,59 € gestiegen.',
    ],
    [
      { kind: 'price-rose', from: '35.4', to: '41.64', saleEnded: true },
      'The sale of Helmet has ended: it costs €41.64 now, not €35.40.',
      'Die Aktion für Helmet ist beendet: jetzt 41,64 € statt 35,40 €.',
    ],
    [
      { kind: 'price-fell', from: '41.64', to: '35.4', saleEnded: true },
      'Helmet went down from €41.64 to €35.40.',
      'Helmet ist von 41,64 € auf 35,40 € gefallen.',
    ],
    [
      { kind: 'fewer', wanted: 3, available: 1, expectedOn: '2026-12-24', waits: false },
      'Of Helmet only 1 is left.',
      'Von Helmet ist nur noch 1 da.',
    ],
    [
      { kind: 'fewer', wanted: 3, available: 2, expectedOn: null, waits: false },
      'Of Helmet only 2 are left.',
      'Von Helmet sind nur noch 2 da.',
    ],
    [
      { kind: 'fewer', wanted: 3, available: 1, expectedOn: '2026-12-24', waits: true },
      '1 of Helmet can be sent now, the rest from 24 December.',
      'Von Helmet kann 1 sofort versandt werden, der Rest ab 24. Dezember.',
    ],
    [
      { kind: 'fewer', wanted: 3, available: 2, expectedOn: null, waits: true },
      '2 of Helmet can be sent now, the rest later.',
      'Von Helmet können 2 sofort versandt werden, der Rest später.',
    ],
    [
      { kind: 'sold-out', expectedOn: '2026-12-24', waits: false },
      'Helmet is sold out.',
      'Helmet ist ausverkauft.',
    ],
    [
      { kind: 'sold-out', expectedOn: '2026-12-24', waits: true },
      'Helmet will be delivered from 24 December.',
      'Helmet wird ab 24. Dezember geliefert.',
    ],
    [
      { kind: 'sold-out', expectedOn: null, waits: true },
      'Helmet will be delivered later.',
      'Helmet wird später geliefert.',
    ],
    [{ kind: 'back-in-stock' }, 'Helmet is back in stock.', 'Helmet ist wieder auf Lager.'],
    [
      { kind: 'not-sold-so' },
      'Helmet is not sold in this unit any more. Remove it here, and choose it again on its page.',
      'Helmet wird in dieser Einheit nicht mehr verkauft. Bitte hier entfernen und auf der Produktseite neu wählen.',
    ],
    [{ kind: 'gone' }, 'Helmet is no longer available.', 'Helmet gibt es nicht mehr.'],
    [{ kind: 'no-price' }, 'Helmet has no price at the moment.', 'Helmet hat zurzeit keinen Preis.'],
  ])('%o', (change, en, de) => {
    expect([say(change, 'en'), say(change, 'de')]).toEqual([en, de]);
  });

  it('is passing where there is nothing to be done about it', () => {
    const all: CartChange['kind'][] = [
      ...(['price-rose', 'price-fell', 'back-in-stock'] as const),
      ...(['fewer', 'sold-out', 'no-price', 'gone', 'not-sold-so'] as const),
    ];
    expect(all.filter((kind) => isPassing({ kind } as CartChange))).toEqual(all.slice(0, 3));
  });

  it('names amounts in the currency of the cart', () => {
    expect(say({ kind: 'price-fell', from: '4164', to: '3540', saleEnded: false }, 'en', 'JPY')).toBe(
      'Helmet went down from JP¥4,164 to JP¥3,540.',
    );
  });
});

import { describe, expect, it } from 'vitest';
import { catalogues } from '../../texts/catalogues.ts';
import {
  componentsSentence,
  eachCosts,
  invoiceWords,
  isRounded,
  lineName,
  lineTitle,
  packsOf,
} from './line-words.ts';

const { en, de } = catalogues;

describe('what a line holds', () => {
  it.each([
    ['C62', 2, 2, '2 × Tube', '2 × Tube'],
    ['', 1, 1, '1 × Tube', '1 × Tube'],
    ['', 3, null, '3 × Tube', '3 × Tube'],
    ['PR', 2, 2, '2 pairs: Tube', '2 Paar: Tube'],
    ['XCT', 1, 12, '1 carton of 12: Tube', '1 Karton zu 12: Tube'],
    ['XCT', 2, 24, '2 cartons of 12: Tube', '2 Kartons zu 12: Tube'],
    ['XCT', 2, null, '2 cartons: Tube', '2 Kartons: Tube'],
    ['XPX', 1200, 1_440_000, '1,200 pallets of 1,200: Tube', '1.200 Paletten zu 1.200: Tube'],
    ['XBX', 2, 5, '2 XBX of 2.5: Tube', '2 XBX zu 2,5: Tube'],
    ['C62', 2, 24, '2 pieces of 12: Tube', '2 Stück zu 12: Tube'],
  ])('of %s %j that come to %j is named so', (unit, quantity, baseQuantity, english, german) => {
    const counted = { unit, quantity, baseQuantity };
    expect(lineTitle(counted, 'Tube', en, 'en')).toBe(english);
    expect(lineTitle(counted, 'Tube', de, 'de')).toBe(german);
  });

  it('is said by itself only where it is no mere number', () => {
    expect(packsOf({ unit: 'C62', quantity: 2, baseQuantity: 2 }, en, 'en')).toBeNull();
    expect(packsOf({ unit: 'XCT', quantity: 2, baseQuantity: 24 }, en, 'en')).toBe('2 cartons of 12');
  });

  it('is listed where it is a kit', () => {
    const parts = [
      { name: 'Pump', quantity: 1 },
      { name: 'Tube', quantity: 2 },
    ];
    expect(componentsSentence(parts, en, 'en')).toBe('In it: 1 × Pump and 2 × Tube');
    expect(componentsSentence(parts, de, 'de')).toBe('Darin: 1 × Pump und 2 × Tube');
    expect(componentsSentence([], en, 'en')).toBeNull();
  });
});

describe('the name of a line', () => {
  const variant = (name: string, color: string | null, size: string | null) => ({ name, color, size });

  it.each([
    ['Mountain-500', 'black', '44', 'Mountain-500, black, 44', 'Mountain-500, schwarz, 44'],
    ['Tube', null, null, 'Tube', 'Tube'],
    ['Tube', null, '29"', 'Tube, 29"', 'Tube, 29"'],
    ['Cap', 'multi', null, 'Cap, multi', 'Cap, mehrfarbig'],
    ['Frame 58', 'silver', '58', 'Frame 58, silver', 'Frame 58, silber'],
    ['Rotor', 'red', null, 'Rotor, red', 'Rotor, rot'],
  ])('%s in %s and size %s has all that tells it apart, once', (name, color, size, english, german) => {
    expect(lineName(variant(name, color, size), en)).toBe(english);
    expect(lineName(variant(name, color, size), de)).toBe(german);
  });

  it('does not say again what is in it, in the language of the page', () => {
    expect(lineName(variant('Helmet, Red', 'red', 'M'), en)).toBe('Helmet, Red, M');
    expect(lineName(variant('Helm (rot)', 'red', 'M'), de)).toBe('Helm (rot), M');
    expect(lineName(variant('Hydration Pack - 70 oz.', 'silver', '70 oz'), en)).toBe(
      'Hydration Pack - 70 oz., silver',
    );
    expect(lineName(variant('Pack 170 oz', null, '70 oz'), en)).toBe('Pack 170 oz, 70 oz');
    expect(lineName(variant('HELM WEIẞ', 'white', 'M'), de)).toBe('HELM WEIẞ, M');
  });

  it('has the same words, whatever signs stand around them', () => {
    expect(lineName(variant('Tube 29 in', null, '29"'), en)).toBe('Tube 29 in');
    expect(lineName(variant('Vest - M - long', null, '(M)'), en)).toBe('Vest - M - long');
    expect(lineName(variant('Pack, 70 - oz, large', null, '70 oz.'), en)).toBe('Pack, 70 - oz, large');
  });
});

describe('a line that is a little more or less than its pieces', () => {
  const price = {
    ...{ amount: '48.18', perQuantity: 1, unit: 'C62', taxIncluded: true, taxRate: '19', currency: 'EUR' },
    ...{ version: 'P', list: 'L', because: 'list' as const, regular: null, saleEndsAt: null, runnerUp: null },
  };

  it.each([
    ['144.55', 1, 3, true],
    ['144.54', 1, 3, false],
    ['144.5', 1, 3, true],
    ['48.18', 100, 100, false],
    ['48.19', 100, 100, true],
    ['24.09', 100, 50, false],
  ])('is %s at 48.18 for %d, of %d: %s', (gross, perQuantity, quantity, rounded) => {
    expect(isRounded({ price: { ...price, perQuantity }, quantity, gross })).toBe(rounded);
  });

  it('is none where it has no price, or one that tax comes on top of', () => {
    expect(isRounded({ price: null, quantity: 3, gross: '144.55' })).toBe(false);
    expect(isRounded({ price, quantity: 3, gross: null })).toBe(false);
    expect(isRounded({ price: { ...price, taxIncluded: false }, quantity: 3, gross: '172' })).toBe(false);
  });
});

describe('what one costs', () => {
  it.each([
    ['C62', 1, '€4.20 each', 'je 4,20 €'],
    ['XCT', 1, '€4.20 per carton', '4,20 € je Karton'],
    ['C62', 100, '€4.20 for 100', '4,20 € für 100'],
    ['PR', 100, '€4.20 for 100 pairs', '4,20 € für 100 Paar'],
  ])('is said for %s, %d of it', (unit, perQuantity, english, german) => {
    expect(eachCosts({ unit, perQuantity }, '€4.20', en, 'en')).toBe(english);
    expect(eachCosts({ unit, perQuantity }, '4,20 €', de, 'de')).toBe(german);
  });
});

describe('an invoice of an order', () => {
  const invoice = { number: 'R1', kind: 'invoice', shared: false, gross: '119', net: '100' };
  const shared = 'It covers other orders too. The amount is what concerns this order, before tax.';

  it('is its whole amount', () => {
    expect(invoiceWords(invoice, en)).toEqual({ title: 'Invoice R1', amount: '119', note: null });
    expect(invoiceWords({ ...invoice, net: null }, de)).toEqual({
      ...{ title: 'Rechnung R1', amount: '119', note: null },
    });
  });

  it('gives back where it is a credit note', () => {
    const credit = { ...invoice, number: 'C1', kind: 'credit-note' };
    expect(invoiceWords(credit, en)).toEqual({
      title: 'Credit note C1 gives back',
      amount: '119',
      note: null,
    });
    expect(invoiceWords({ ...credit, shared: true }, en)).toEqual({
      ...{ title: 'Credit note C1 gives back', amount: '100', note: shared },
    });
    expect(invoiceWords(credit, de).title).toBe('Gutschrift C1 erstattet');
  });

  it('is the amount of this order where it covers others too, and none where that is not known', () => {
    expect(invoiceWords({ ...invoice, shared: true }, en)).toEqual({
      ...{ title: 'Invoice R1', amount: '100', note: shared },
    });
    expect(invoiceWords({ ...invoice, shared: true, net: null }, en)).toEqual({
      ...{ title: 'Invoice R1', amount: null, note: 'It covers other orders too.' },
    });
  });
});

import { describe, expect, it } from 'vitest';
import { catalogues } from '../../texts/catalogues.ts';
import { priceFor, quantitiesOf, soldOf, unitName } from './unit-words.ts';

const { en, de } = catalogues;

describe('a unit of sale', () => {
  it.each([
    ['C62', 1, 'piece', 'Stück'],
    ['PR', 1, 'pair', 'Paar'],
    ['SET', 1, 'set', 'Set'],
    ['XCT', 12, 'carton of 12', 'Karton zu 12'],
    ['XPX', 1440, 'pallet of 1,440', 'Palette zu 1.440'],
    ['DZN', 12, 'dozen of 12', 'Dutzend zu 12'],
    ['XBX', 2.5, 'XBX of 2.5', 'XBX zu 2,5'],
  ])('%s with %d base units is called so', (unit, quantity, english, german) => {
    expect(unitName({ unit, quantity }, en, 'en')).toBe(english);
    expect(unitName({ unit, quantity }, de, 'de')).toBe(german);
  });

  it('is of number', () => {
    const codes = ['C62', 'PR', 'SET', 'XCT', 'XPX', 'DZN', 'XBX'];
    expect(codes.map((code) => en.unit(code, 2))).toEqual([
      ...['pieces', 'pairs', 'sets', 'cartons', 'pallets', 'dozen', 'XBX'],
    ]);
    expect(codes.map((code) => de.unit(code, 2))).toEqual([
      ...['Stück', 'Paar', 'Sets', 'Kartons', 'Paletten', 'Dutzend', 'XBX'],
    ]);
  });
});

describe('what a price is for', () => {
  it.each([
    ['C62', 1, '', ''],
    ['XCT', 1, 'per carton', 'je Karton'],
    ['C62', 1000, 'for 1,000', 'für 1.000'],
    ['PR', 100, 'for 100 pairs', 'für 100 Paar'],
  ])('%s, %i of it', (unit, perQuantity, english, german) => {
    expect(priceFor({ unit, perQuantity }, en, 'en')).toBe(english);
    expect(priceFor({ unit, perQuantity }, de, 'de')).toBe(german);
  });
});

describe('the units that a SKU is sold in', () => {
  const pack = { unit: 'XPX', quantity: 480, price: null };

  it('begin with the base unit, or with what takes its place', () => {
    expect(soldOf({ unit: 'PR', price: null, packs: [pack] })).toEqual([
      { unit: 'PR', quantity: 1, price: null },
      pack,
    ]);
    expect(soldOf({ unit: 'PR', soldIn: { unit: 'XCT', quantity: 12 }, price: null, packs: [] })).toEqual([
      { unit: 'XCT', quantity: 12, price: null },
    ]);
  });
});

describe('the quantities to choose from', () => {
  it.each([
    [1, 3, 20, [1, 2, 3]],
    [1, 30, 4, [1, 2, 3, 4]],
    [12, 36, 20, [1, 2, 3]],
    [12, 35, 20, [1, 2]],
    [12, 11, 20, []],
    [2.5, 10, 20, [2, 4]],
    [1 / 3, 2, 20, [3, 6]],
  ])('of a unit with %d base units, of which there are %i: at most %i', (quantity, units, most, numbers) => {
    expect(quantitiesOf({ quantity }, units, most)).toEqual(numbers);
  });
});

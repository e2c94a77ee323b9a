import type { ItemUnit } from '@throughline/events';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentsOf, fewestOf, soldInOf, unitsOnSale } from './units-on-sale.ts';
import { inBaseUnits } from './units.ts';

const unit = (code: string, numerator: number, more: Partial<ItemUnit> = {}): ItemUnit => {
  return { unit: code, numerator, denominator: 1, gtin: null, sellable: true, ...more };
};
const piece = { unit: 'C62', baseUnit: 'C62', numerator: 1, denominator: 1 };
const carton = { unit: 'XCT', baseUnit: 'C62', numerator: 12, denominator: 1 };
const screws = {
  unit: 'C62',
  units: [unit('XCT', 12), unit('C62', 1), unit('XPX', 480, { sellable: false })],
};

describe('the units that an item is sold in', () => {
  it('are its base unit alone where no others are told of', () => {
    expect(unitsOnSale({ unit: 'PR', units: [] })).toEqual([
      { unit: 'PR', baseUnit: 'PR', numerator: 1, denominator: 1 },
    ]);
  });

  it('begin with the base unit, wherever that stands, and leave out what orders may not name', () => {
    expect(unitsOnSale(screws)).toEqual([piece, carton]);
  });

  it('are only others where the base unit is not sold, in the order of the catalogue', () => {
    const units = [
      unit('C62', 1, { sellable: false }),
      unit('XPX', 480),
      unit('XCT', 25, { denominator: 2 }),
    ];
    expect(unitsOnSale({ unit: 'C62', units })).toEqual([
      { unit: 'XPX', baseUnit: 'C62', numerator: 480, denominator: 1 },
      { unit: 'XCT', baseUnit: 'C62', numerator: 25, denominator: 2 },
    ]);
  });

  it.each([
    ['nothing of it is sellable', { units: [unit('C62', 1, { sellable: false })] }],
    ['it is of a kind that is not known', { kind: 'rental' }],
    ['it is counted in steps that are not known', { quantityScale: 3 }],
  ])('are none when %s', (_, more) => {
    const item = { ...screws, ...more };
    expect(unitsOnSale(item)).toEqual([]);
    expect([soldInOf(item), soldInOf(item, 'C62')]).toEqual([null, null]);
  });

  it.each(['goods', 'service', 'kit'])('are there for a %s', (kind) => {
    expect(soldInOf({ ...screws, kind, quantityScale: 0 })).toEqual(piece);
  });
});

describe('the unit that is asked for', () => {
  it('is the first on sale, or the one named, or none', () => {
    expect(soldInOf(screws)).toEqual(piece);
    expect(soldInOf(screws, 'XCT')).toEqual(carton);
    expect([soldInOf(screws, 'XPX'), soldInOf(screws, 'DZN'), soldInOf(screws, '')]).toEqual([
      null,
      null,
      null,
    ]);
  });

  it('is found by its code whenever it is on sale, and is sellable in the catalogue', () => {
    const units = fc.uniqueArray(
      fc.record({
        unit: fc.constantFrom('C62', 'PR', 'XCT', 'XPX', 'DZN'),
        numerator: fc.integer({ min: 1, max: 500 }),
        denominator: fc.constant(1),
        gtin: fc.constant(null),
        sellable: fc.boolean(),
      }),
      { selector: (one) => one.unit, minLength: 1 },
    );
    fc.assert(
      fc.property(units, (all) => {
        const item = { unit: 'C62', units: all };
        const onSale = unitsOnSale(item);
        for (const sold of onSale) expect(soldInOf(item, sold.unit)).toEqual(sold);
        expect(new Set(onSale.map((sold) => sold.unit))).toEqual(
          new Set(all.filter(({ sellable }) => sellable).map((one) => one.unit)),
        );
        expect(soldInOf(item)).toEqual(onSale[0] ?? null);
      }),
    );
  });
});

describe('the contents of a unit', () => {
  it.each([
    [1, 1, 1, 1],
    [12, 1, 12, 12],
    [5, 2, 2.5, 5],
    [25, 10, 2.5, 5],
    [1, 100, 0.01, 1],
  ])(
    'of which %i/%i are base units are %d, and no fewer than %i can be ordered',
    (numerator, denominator, contents, fewest) => {
      const sold = { unit: 'XPK', baseUnit: 'C62', numerator, denominator };
      expect([contentsOf(sold), fewestOf(sold)]).toEqual([contents, fewest]);
    },
  );

  it('are whole where the fewest are ordered, and of no smaller number', () => {
    const part = fc.integer({ min: 1, max: 60 });
    fc.assert(
      fc.property(part, part, (numerator, denominator) => {
        const sold = { unit: 'XPK', baseUnit: 'C62', numerator, denominator };
        const whole = Array.from({ length: denominator }, (_, index) => inBaseUnits(index + 1, sold));
        expect(fewestOf(sold)).toBe(whole.find((units) => units !== null));
      }),
    );
  });
});

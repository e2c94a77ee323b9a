import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type SoldIn,
  byBaseUnit,
  compareRoundedUnitAmounts,
  compareUnitAmounts,
  inBaseUnits,
  inSoldUnit,
  roundedInSoldUnit,
} from './units.ts';

const carton: SoldIn = { unit: 'XCT', baseUnit: 'C62', numerator: 500, denominator: 1 };
const anyRatio = fc.record({
  numerator: fc.integer({ min: 1, max: 5_000 }),
  denominator: fc.integer({ min: 1, max: 500 }),
});
const anyAmount = fc.integer({ min: 0, max: 10 ** 9 });
const perQuantity = fc.integer({ min: 1, max: 10_000 });

/** The amount in units of 10^-7. */
function scaled(amount: string): bigint {
  const [whole = '', fraction = ''] = amount.split('.');
  return BigInt(whole + fraction.padEnd(7, '0'));
}
const decimal = (n: number) => `${String(Math.floor(n / 1_000))}.${String(n % 1_000).padStart(3, '0')}`;

describe('a price in the unit that is sold in', () => {
  it.each([
    ['2.10', 100, carton, '10.5', 1],
    ['1', 1, { ...carton, numerator: 5, denominator: 2 }, '5', 2],
    ['0.01', 3, { ...carton, numerator: 4 }, '0.04', 3],
    ['0', 7, carton, '0', 7],
  ])('of %s for %i pieces in %o is %s for %i', (amount, per, soldIn, sold, soldPer) => {
    const price = { version: 'P1', amount, perQuantity: per, unit: 'C62' };
    expect(inSoldUnit(price, soldIn)).toEqual({
      version: 'P1',
      amount: sold,
      perQuantity: soldPer,
      unit: 'XCT',
    });
  });

  it('is as it is stated where it is stated for that unit', () => {
    const price = { amount: '9.90', perQuantity: 10, unit: 'XCT' };
    expect(inSoldUnit(price, carton)).toBe(price);
    expect(inSoldUnit(price, byBaseUnit('XCT'))).toBe(price);
  });

  it('is none where it is stated for a third unit', () => {
    expect(inSoldUnit({ amount: '9.90', perQuantity: 1, unit: 'XPX' }, carton)).toBeNull();
    expect(inSoldUnit({ amount: '9.90', perQuantity: 1, unit: 'XCT' }, byBaseUnit('C62'))).toBeNull();
  });

  it('loses nothing, and is for as few as can be', () => {
    fc.assert(
      fc.property(anyAmount, perQuantity, anyRatio, (amount, per, ratio) => {
        const price = { amount: decimal(amount), perQuantity: per, unit: 'C62' };
        const sold = inSoldUnit(price, { unit: 'XCT', baseUnit: 'C62', ...ratio })!;
        // a/p of a piece, times n/d, is b/q of the unit.
        expect(scaled(sold.amount) * BigInt(per) * BigInt(ratio.denominator)).toBe(
          scaled(price.amount) * BigInt(sold.perQuantity) * BigInt(ratio.numerator),
        );
        expect((per * ratio.denominator) % sold.perQuantity).toBe(0);
        const times = (per * ratio.denominator) / sold.perQuantity;
        expect(ratio.numerator % times).toBe(0);
        for (const prime of [2, 3, 5, 7])
          expect((ratio.numerator / times) % prime === 0 && sold.perQuantity % prime === 0).toBe(false);
      }),
    );
  });
});

describe('a price in the unit that is sold in, rounded', () => {
  it.each([
    ['10', 1, { numerator: 10, denominator: 3 }, '33.3333', 1],
    ['0.0001', 1, { numerator: 3, denominator: 2 }, '0.0002', 1],
    ['0.5', 6, { numerator: 4, denominator: 3 }, '0.3333', 3],
    ['2.1', 100, { numerator: 500, denominator: 1 }, '10.5', 1],
    ['0.00005', 1, { numerator: 3, denominator: 3 }, '0.00005', 1],
    ['1.00005', 1, { numerator: 2, denominator: 1 }, '2.0001', 1],
  ])('of %s for %i pieces in %o is %s for %i', (amount, perQuantity, ratio, sold, soldPer) => {
    const price = { version: 'P1', amount, perQuantity, unit: 'C62' };
    const soldIn = { unit: 'XBX', baseUnit: 'C62', ...ratio };
    expect(roundedInSoldUnit(price, soldIn, 4)).toEqual({
      ...{ version: 'P1', unit: 'XBX' },
      ...{ amount: sold, perQuantity: soldPer },
    });
  });

  it('is as it is stated for that unit, and none where it is stated for a third', () => {
    const price = { amount: '9.99999', perQuantity: 10, unit: 'XCT' };
    expect(roundedInSoldUnit(price, carton, 4)).toBe(price);
    expect(roundedInSoldUnit({ ...price, unit: 'XPX' }, carton, 4)).toBeNull();
  });

  it('is compared by what one costs, to seven decimals', () => {
    const compared = (a: string, per: number, b: string, other: number) =>
      Math.sign(
        compareRoundedUnitAmounts({ amount: a, perQuantity: per }, { amount: b, perQuantity: other }),
      );
    expect(compared('1', 3, '999.9999', 3_000)).toBe(0);
    expect(compared('1', 3, '0.3333333', 1)).toBe(0);
    expect(compared('0.3333333', 1, '1', 3)).toBe(0);
    expect(compared('1', 3, '0.3333334', 1)).toBe(-1);
    expect(compared('0.3333334', 1, '1', 3)).toBe(1);
    expect(compared('0.0000001', 1, '0.0000002', 1)).toBe(-1);
    expect(compared('10', 2, '5', 1)).toBe(0);
  });
});

describe('base units', () => {
  it.each([
    [3, carton, 1_500],
    [2, { ...carton, numerator: 5, denominator: 2 }, 5],
    [1, { ...carton, numerator: 5, denominator: 2 }, null],
    [7, byBaseUnit('C62'), 7],
    [0, carton, 0],
    [2 ** 52, { ...carton, numerator: 3, denominator: 3 }, null],
    [Number.NaN, carton, null],
  ])('of %d in %o are %s', (quantity, soldIn, units) => {
    expect(inBaseUnits(quantity, soldIn)).toBe(units);
  });

  it('are whole, and exactly those of the quantity', () => {
    fc.assert(
      fc.property(fc.nat(100_000), anyRatio, (quantity, ratio) => {
        const units = inBaseUnits(quantity, { unit: 'XCT', baseUnit: 'C62', ...ratio });
        const parts = BigInt(quantity) * BigInt(ratio.numerator);
        const whole = parts % BigInt(ratio.denominator) === 0n;
        expect(units).toBe(whole ? Number(parts / BigInt(ratio.denominator)) : null);
      }),
    );
  });
});

describe('what is sold in the base unit', () => {
  it('is one for one', () =>
    expect(byBaseUnit('PR')).toEqual({ unit: 'PR', baseUnit: 'PR', numerator: 1, denominator: 1 }));
});

describe('which of two prices of a unit is lower', () => {
  it.each([
    ['10.5', 1, '2.1', 100, 1],
    ['2.1', 100, '10.5', 1, -1],
    ['1.00', 3, '2', 6, 0],
    ['10', 1, '9.5', 1, 1],
  ])('%s for %i and %s for %i', (a, perA, b, perB, sign) => {
    const order = compareUnitAmounts({ amount: a, perQuantity: perA }, { amount: b, perQuantity: perB });
    expect(Math.sign(order)).toBe(sign);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { currencies, currencyOf, isCurrency, minorUnitsOf } from './currency.ts';
import { compare, scaleOf, sum } from './decimal.ts';
import { allocate, formatMoney, roundToMinor } from './money.ts';

const currency = fc.constantFrom('JPY', 'EUR', 'KWD', 'CLF');
const amount = fc
  .tuple(fc.integer({ min: -1_000_000, max: 1_000_000 }), fc.integer({ min: 0, max: 9_999_999 }))
  .map(([whole, fraction]) => `${whole}.${String(fraction).padStart(7, '0')}`);
const weights = fc
  .array(fc.integer({ min: 0, max: 1_000 }), { minLength: 1, maxLength: 12 })
  .filter((values) => values.some((value) => value > 0))
  .map((values) => values.map(String));

describe('currencies', () => {
  it.each([
    ['JPY', 0],
    ['EUR', 2],
    ['HUF', 2],
    ['KWD', 3],
    ['IQD', 3],
    ['CLF', 4],
  ])('%s has %d minor units', (code, minorUnits) => {
    expect(minorUnitsOf(code)).toBe(minorUnits);
  });

  it('knows currencies that gave way, for past documents', () => {
    expect(currencyOf('BGN')).toEqual({ code: 'BGN', minorUnits: 2, withdrawn: true });
    expect(currencyOf('EUR').withdrawn).toBe(false);
  });

  it('refuses what is none', () => {
    expect(isCurrency('EURO')).toBe(false);
    expect(() => currencyOf('eur')).toThrow(RangeError);
    expect(() => currencyOf('XAU')).toThrow(RangeError);
  });

  it('lists every code once, in three capital letters', () => {
    const codes = [...currencies.keys()];
    expect(codes.length).toBeGreaterThan(160);
    expect(codes.every((code) => /^[A-Z]{3}$/.test(code))).toBe(true);
  });
});

describe('roundToMinor', () => {
  it('rounds half up to the unit of the currency', () => {
    expect(roundToMinor('0.5', 'JPY')).toBe('1');
    expect(roundToMinor('0.005', 'EUR')).toBe('0.01');
    expect(roundToMinor('0.0005', 'KWD')).toBe('0.001');
  });
});

describe('allocate', () => {
  it('gives what is left over to the largest remainders', () => {
    expect(allocate({ amount: '100', currency: 'EUR' }, ['1', '1', '1'])).toEqual([
      '33.34',
      '33.33',
      '33.33',
    ]);
    expect(allocate({ amount: '0.05', currency: 'EUR' }, ['3', '7'])).toEqual(['0.02', '0.03']);
    expect(allocate({ amount: '-100', currency: 'JPY' }, ['1', '2'])).toEqual(['-33', '-67']);
  });

  it('adds up to the minor unit, each share within one unit of its exact part', () => {
    fc.assert(
      fc.property(amount, currency, weights, (value, code, parts) => {
        const shares = allocate({ amount: value, currency: code }, parts);
        const total = roundToMinor(value, code);
        expect(sum(shares)).toBe(total);
        const whole = parts.reduce((all, part) => all + Number(part), 0);
        shares.forEach((share, index) => {
          expect(scaleOf(share)).toBeLessThanOrEqual(minorUnitsOf(code));
          const exact = (Number(total) * Number(parts[index])) / whole;
          expect(Math.abs(Number(share) - exact)).toBeLessThan(10 ** -minorUnitsOf(code) * 1.0001);
        });
      }),
    );
  });

  it('never gives a larger weight less', () => {
    fc.assert(
      fc.property(amount, currency, weights, (value, code, parts) => {
        fc.pre(!value.startsWith('-'));
        const shares = allocate({ amount: value, currency: code }, parts);
        for (let i = 1; i < parts.length; i++) {
          if (compare(parts[i - 1] ?? '0', parts[i] ?? '0') > 0) {
            expect(compare(shares[i - 1] ?? '0', shares[i] ?? '0')).toBeGreaterThanOrEqual(0);
          }
        }
      }),
    );
  });

  it('refuses weights that share nothing out', () => {
    expect(() => allocate({ amount: '1', currency: 'EUR' }, ['0', '0'])).toThrow(RangeError);
    expect(() => allocate({ amount: '1', currency: 'EUR' }, ['2', '-1'])).toThrow(RangeError);
    expect(() => allocate({ amount: '1', currency: 'EUR' }, [])).toThrow(RangeError);
  });
});

describe('formatMoney', () => {
  it('writes the minor units of the currency', () => {
    expect(formatMoney({ amount: '1234.5', currency: 'EUR' }, 'en-GB')).toBe('€1,234.50');
    expect(formatMoney({ amount: '1234', currency: 'JPY' }, 'en-GB')).toBe('JP¥1,234');
    expect(formatMoney({ amount: '1.5', currency: 'KWD' }, 'en-GB')).toBe('KWD\u00a01.500');
  });

  it('keeps every digit of a unit price and of a large amount', () => {
    expect(formatMoney({ amount: '0.01234', currency: 'EUR' }, 'en-GB')).toBe('€0.01234');
    expect(formatMoney({ amount: '9007199254740993.01', currency: 'EUR' }, 'en-GB')).toBe(
      '€9,007,199,254,740,993.01',
    );
  });
});

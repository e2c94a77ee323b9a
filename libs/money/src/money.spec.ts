import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { minorUnitsOf } from './currency.ts';
import { add, compare, negate, round, sum } from './decimal.ts';
import { allocate, formatMoney, roundToMinor } from './money.ts';

const currency = fc.constantFrom('JPY', 'KRW', 'EUR', 'KWD', 'CLF');
const finest = 7;
/** An amount as a count of 10^-7, which is finer than any minor unit. */
const amount = fc.oneof(
  fc.bigInt({ min: -(10n ** 14n), max: 10n ** 14n }),
  fc.bigInt({ min: -(10n ** 8n), max: 10n ** 8n }),
);
const weights = fc
  .array(fc.integer({ min: 0, max: 1_000 }), { minLength: 1, maxLength: 40, size: 'max' })
  .filter((values) => values.some((value) => value > 0));

function written(count: bigint): string {
  const digits = String(count < 0n ? -count : count).padStart(finest + 1, '0');
  return `${count < 0n ? '-' : ''}${digits.slice(0, -finest)}.${digits.slice(-finest)}`;
}

/** An amount of minor units, counted in them. */
function unitsOf(share: string, code: string): bigint {
  const [whole = '', fraction = ''] = share.split('.');
  return BigInt(whole + fraction.padEnd(minorUnitsOf(code), '0'));
}

describe('roundToMinor', () => {
  it('rounds half up to the unit of the currency, away from zero', () => {
    expect(roundToMinor('0.5', 'JPY')).toBe('1');
    expect(roundToMinor('1234.49', 'KRW')).toBe('1234');
    expect(roundToMinor('0.005', 'EUR')).toBe('0.01');
    expect(roundToMinor('-0.005', 'EUR')).toBe('-0.01');
    expect(roundToMinor('0.0005', 'KWD')).toBe('0.001');
    expect(roundToMinor('0.00005', 'CLF')).toBe('0.0001');
  });

  it('refuses a currency that is none', () => {
    expect(() => roundToMinor('1', 'XAU')).toThrow(RangeError);
  });
});

describe('allocate', () => {
  it.each([
    ['a third each, what is left over to the first of equals', '100', 'EUR', '1 1 1', '33.34 33.33 33.33'],
    ['what is left over to the largest remainder', '0.05', 'EUR', '3 7', '0.02 0.03'],
    ['to the largest remainders where they stand last', '10', 'JPY', '1 1 4', '2 2 6'],
    ['one unit each to two of three', '0.005', 'KWD', '5 4 3', '0.002 0.002 0.001'],
    ['nothing to a weight of nothing', '10', 'EUR', '0 1 0 2', '0 3.33 0 6.67'],
    ['all to the only one', '9.99', 'EUR', '7', '9.99'],
    ['by weights of different scales', '10', 'EUR', '0.5 2 0.25', '1.82 7.27 0.91'],
    ['a debt as a claim with its sign turned', '-100', 'JPY', '1 2', '-33 -67'],
    ['a debt, its left-over unit to the first of equals', '-0.01', 'EUR', '1 1', '-0.01 0'],
    ['the amount rounded to its minor unit', '10.005', 'EUR', '1 1', '5.01 5'],
    ['nothing of nothing', '0', 'EUR', '1 2', '0 0'],
    ['won, which have no smaller unit', '100', 'KRW', '1 1 1', '34 33 33'],
  ])('gives %s', (_, total, code, parts, shares) => {
    expect(allocate({ amount: total, currency: code }, parts.split(' '))).toEqual(shares.split(' '));
  });

  it('adds up to the amount in its minor unit, each share its exact part cut or a unit more', () => {
    fc.assert(
      fc.property(amount, currency, weights, (count, code, parts) => {
        const shares = allocate({ amount: written(count), currency: code }, parts.map(String));
        const total = round(written(count), minorUnitsOf(code));
        expect(sum(shares)).toBe(total);
        const whole = BigInt(parts.reduce((all, part) => all + part, 0));
        shares.forEach((share, index) => {
          const exact = unitsOf(total, code) * BigInt(parts[index] ?? 0);
          const given = unitsOf(share, code) * whole;
          expect(given - exact < whole && exact - given < whole).toBe(true);
        });
      }),
    );
  });

  it('gives the units left over to the largest remainders, and to the earlier of equals', () => {
    fc.assert(
      fc.property(amount, currency, weights, (count, code, parts) => {
        const shares = allocate({ amount: written(count), currency: code }, parts.map(String));
        const total = unitsOf(round(written(count), minorUnitsOf(code)), code);
        const size = total < 0n ? -total : total;
        const whole = BigInt(parts.reduce((all, part) => all + part, 0));
        const remainders = parts.map((part) => (size * BigInt(part)) % whole);
        const favoured = shares.map((share, index) => {
          const units = unitsOf(share, code);
          return (units < 0n ? -units : units) * whole > size * BigInt(parts[index] ?? 0);
        });
        const queue = remainders
          .map((remainder, index) => ({ remainder, index }))
          .toSorted((a, b) => Number(b.remainder - a.remainder) || a.index - b.index);
        const places = queue.map(({ index }) => favoured[index]);
        expect(places.lastIndexOf(true)).toBe(favoured.filter(Boolean).length - 1);
      }),
    );
  });

  it('never gives a larger weight less', () => {
    fc.assert(
      fc.property(amount, currency, weights, (count, code, parts) => {
        const size = written(count < 0n ? -count : count);
        const shares = allocate({ amount: size, currency: code }, parts.map(String));
        const byWeight = parts
          .map((part, index) => ({ part, share: shares[index] ?? 'none' }))
          .toSorted((a, b) => a.part - b.part);
        byWeight.reduce((lighter, heavier) => {
          if (lighter.part < heavier.part)
            expect(compare(lighter.share, heavier.share)).toBeLessThanOrEqual(0);
          return heavier;
        });
      }),
    );
  });

  it('shares a debt out as the claim, with the sign turned', () => {
    fc.assert(
      fc.property(amount, currency, weights, (count, code, parts) => {
        const claim = allocate({ amount: written(count), currency: code }, parts.map(String));
        const debt = allocate({ amount: written(-count), currency: code }, parts.map(String));
        expect(debt.map((share, index) => add(share, claim[index] ?? 'none'))).toEqual(parts.map(() => '0'));
        expect(debt.map(negate)).toEqual(claim);
      }),
    );
  });

  it.each([[['0', '0']], [['2', '-1']], [['-1', '-1']], [[]]])('refuses the weights %j', (parts) => {
    expect(() => allocate({ amount: '1', currency: 'EUR' }, parts)).toThrow(
      new RangeError('weights must not be negative, and not all zero'),
    );
  });

  it('refuses weights and amounts that are no decimals, and a currency that is none', () => {
    expect(() => allocate({ amount: '1', currency: 'EUR' }, ['1', '1e3'])).toThrow(RangeError);
    expect(() => allocate({ amount: '1,5', currency: 'EUR' }, ['1'])).toThrow(RangeError);
    expect(() => allocate({ amount: '1', currency: 'EURO' }, ['1'])).toThrow(RangeError);
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

  it('writes as the people of the locale do', () => {
    expect(formatMoney({ amount: '-1234.5', currency: 'EUR' }, 'de-DE')).toBe('-1.234,50\u00a0€');
    expect(formatMoney({ amount: '29000', currency: 'KRW' }, 'ko-KR')).toBe('₩29,000');
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  add,
  compare,
  divide,
  isDecimal,
  multiply,
  negate,
  parseDecimal,
  round,
  scaleOf,
  subtract,
  sum,
} from './decimal.ts';

/** A decimal together with the same value as an integer count of 10^-scale. */
const counted = fc
  .tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.integer({ min: 0, max: 7 }))
  .map(([units, scale]) => ({ units, scale, text: written(units, scale) }));
const decimal = counted.map(({ text }) => text);

function written(units: bigint, scale: number): string {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const text = scale === 0 ? whole : `${whole}.${digits.slice(-scale)}`;
  return units < 0n ? `-${text}` : text;
}

describe('parseDecimal', () => {
  it.each([
    ['9.950', '9.95'],
    ['10.00', '10'],
    ['007', '7'],
    ['-0', '0'],
    ['-0.00', '0'],
    ['100', '100'],
    ['0.0000001', '0.0000001'],
    ['123456789012345678901234567890', '123456789012345678901234567890'],
  ])('writes %s as %s', (text, canonical) => {
    expect(parseDecimal(text)).toBe(canonical);
  });

  it.each(['', ' 1', '1 ', '+1', '1e3', '1E-7', 'NaN', 'Infinity', '.5', '5.', '1,5', '0x10', '--1', '1\n'])(
    'refuses %j',
    (text) => {
      expect(() => parseDecimal(text)).toThrow(RangeError);
      expect(isDecimal(text)).toBe(false);
    },
  );

  it('refuses what is not text', () => {
    expect(() => parseDecimal(1 as unknown as string)).toThrow(RangeError);
  });

  it('is stable, and equal numbers are equal strings', () => {
    fc.assert(
      fc.property(counted, fc.integer({ min: 0, max: 3 }), ({ units, scale, text }, zeros) => {
        const canonical = parseDecimal(text);
        expect(parseDecimal(canonical)).toBe(canonical);
        expect(parseDecimal(written(units * 10n ** BigInt(zeros), scale + zeros))).toBe(canonical);
        expect(canonical).toMatch(/^(0|-?[1-9]\d*|-?(0|[1-9]\d*)\.\d*[1-9])$/);
      }),
    );
  });
});

describe('arithmetic', () => {
  it('sums exactly, in any order', () => {
    fc.assert(
      fc.property(fc.array(counted, { maxLength: 20 }), (values) => {
        const exact = values.reduce(
          (total, { units, scale }) => total + units * 10n ** BigInt(7 - scale),
          0n,
        );
        const texts = values.map(({ text }) => text);
        expect(sum(texts)).toBe(parseDecimal(written(exact, 7)));
        expect(sum(texts.toReversed())).toBe(sum(texts));
      }),
    );
  });

  it('subtracts what was added, and multiplies like integers', () => {
    fc.assert(
      fc.property(counted, counted, (a, b) => {
        expect(subtract(add(a.text, b.text), b.text)).toBe(parseDecimal(a.text));
        expect(multiply(a.text, b.text)).toBe(parseDecimal(written(a.units * b.units, a.scale + b.scale)));
      }),
    );
  });

  it('compares as the difference does', () => {
    fc.assert(
      fc.property(decimal, decimal, (a, b) => {
        expect(Math.sign(compare(a, b))).toBe(Math.sign(Number(subtract(a, b))));
      }),
    );
  });

  it('divides to a scale, half up', () => {
    expect(divide('1', '3', 4)).toBe('0.3333');
    expect(divide('1', '8', 2)).toBe('0.13');
    expect(divide('-1', '8', 2)).toBe('-0.13');
    expect(divide('1.70', '1.95583', 2)).toBe('0.87');
    expect(() => divide('1', '0.00', 2)).toThrow(RangeError);
  });

  it('takes 0.1 and 0.2 for what they are', () => {
    expect(add('0.1', '0.2')).toBe('0.3');
  });
});

describe('round', () => {
  it.each([
    ['0.125', 2, '0.13'],
    ['-0.125', 2, '-0.13'],
    ['0.1249999', 2, '0.12'],
    ['2.5', 0, '3'],
    ['-0.004', 2, '0'],
    ['1.005', 2, '1.01'],
  ])('%s to %d places is %s', (value, scale, rounded) => {
    expect(round(value, scale)).toBe(rounded);
  });

  it('is at most half a unit away, a half goes away from zero, and rounding again changes nothing', () => {
    fc.assert(
      fc.property(counted, fc.integer({ min: 0, max: 6 }), ({ units, scale, text }, to) => {
        const magnitude = (units < 0n ? -units : units) * 10n ** BigInt(7 - scale);
        const step = 10n ** BigInt(7 - to);
        const expected = ((magnitude * 2n + step) / (step * 2n)) * step;
        const signed = parseDecimal(written(expected, 7));
        expect(round(text, to)).toBe(units < 0n ? negate(signed) : signed);
        expect(round(round(text, to), to)).toBe(round(text, to));
        expect(scaleOf(round(text, to))).toBeLessThanOrEqual(to);
      }),
    );
  });
});

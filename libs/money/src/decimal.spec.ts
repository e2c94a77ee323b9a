import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  absolute,
  add,
  compare,
  divide,
  isDecimal,
  isNegative,
  isZero,
  maximum,
  minimum,
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
      expect(() => parseDecimal(text)).toThrow(new RangeError(`not a decimal: ${JSON.stringify(text)}`));
      expect(isDecimal(text)).toBe(false);
    },
  );

  it.each(['0', '-0', '12', '-12.50', '007.10', '0.0000001'])('takes %j, canonical or not', (text) => {
    expect(isDecimal(text)).toBe(true);
  });

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
      fc.property(fc.array(counted, { maxLength: 40, size: 'max' }), (values) => {
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
    expect(divide('7', '2', 0)).toBe('4');
    expect(divide('-7', '2', 0)).toBe('-4');
    expect(divide('119.00', '1.19', 2)).toBe('100');
    expect(() => divide('1.5', '0.00', 2)).toThrow(new RangeError('division of 1.5 by zero'));
  });

  it('divides to the nearest unit, a half going away from zero', () => {
    const divisor = fc.bigInt({ min: 1n, max: 10n ** 6n });
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }),
        divisor,
        fc.integer({ min: 0, max: 4 }),
        (dividend, by, to) => {
          const size = (dividend < 0n ? -dividend : dividend) * 10n ** BigInt(to);
          const units = (2n * size + by) / (2n * by);
          const expected = parseDecimal(written(dividend < 0n ? -units : units, to));
          expect(divide(String(dividend), String(by), to)).toBe(expected);
          expect(divide(String(dividend), String(-by), to)).toBe(negate(expected));
        },
      ),
    );
  });

  it('keeps the scale of a division to itself', () => {
    expect(divide('2', '3', 1)).toBe('0.7');
    expect(divide('2', '3', 6)).toBe('0.666667');
  });

  it('sums nothing to zero', () => {
    expect(sum([])).toBe('0');
  });

  it('takes 0.1 and 0.2 for what they are', () => {
    expect(add('0.1', '0.2')).toBe('0.3');
  });
});

describe('sign and size', () => {
  it.each([
    ['-2.50', { isNegative: true, isZero: false, absolute: '2.5', negate: '2.5' }],
    ['2.50', { isNegative: false, isZero: false, absolute: '2.5', negate: '-2.5' }],
    ['0.0001', { isNegative: false, isZero: false, absolute: '0.0001', negate: '-0.0001' }],
    ['-0.0001', { isNegative: true, isZero: false, absolute: '0.0001', negate: '0.0001' }],
    ['0.00', { isNegative: false, isZero: true, absolute: '0', negate: '0' }],
    ['-0', { isNegative: false, isZero: true, absolute: '0', negate: '0' }],
  ])('of %s', (value, told) => {
    expect({
      isNegative: isNegative(value),
      isZero: isZero(value),
      absolute: absolute(value),
      negate: negate(value),
    }).toEqual(told);
  });

  it('finds the smallest and the largest by number, not by text', () => {
    expect(minimum('10', '9.50', '100')).toBe('9.5');
    expect(minimum('9.5', '10', '-0.1', '-20.0')).toBe('-20');
    expect(maximum('10', '9.5', '100.0')).toBe('100');
    expect(maximum('-20', '-3.0', '-10')).toBe('-3');
    expect(minimum('7.50')).toBe('7.5');
    expect(maximum('7.50')).toBe('7.5');
  });

  it('compares by number: less, equal, more', () => {
    expect([compare('9.5', '10'), compare('1.50', '1.5'), compare('10', '9.5')]).toEqual([-1, 0, 1]);
    expect([compare('-10', '-9.5'), compare('-0', '0')]).toEqual([-1, 0]);
  });

  it.each([
    ['9.95', 2],
    ['9.950', 2],
    ['10', 0],
    ['10.00', 0],
    ['-0.0001', 4],
  ])('counts the decimal places of %s: %d', (value, places) => {
    expect(scaleOf(value)).toBe(places);
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

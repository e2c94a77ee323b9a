import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDecimal, scaleOf } from './decimal.ts';
import { commonScale, fromScaled, toScaled } from './scaled.ts';

const decimal = fc
  .tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.integer({ min: 0, max: 9_999_999 }))
  .map(([whole, fraction]) => parseDecimal(`${whole}.${String(fraction).padStart(7, '0')}`));

describe('a decimal as an integer', () => {
  it.each([
    ['9.95', 2, 995n],
    ['-0.5', 3, -500n],
    ['0.000', 3, 0n],
    ['12', 0, 12n],
    ['-7', 0, -7n],
    ['100', 0, 100n],
    ['100', 2, 10000n],
    ['-0.05', 2, -5n],
    ['0.001', 3, 1n],
    ['10.1', 3, 10100n],
  ])('%s at scale %d is %d', (value, scale, count) => {
    expect(toScaled(value, scale)).toBe(count);
    expect(fromScaled(count, scale)).toBe(parseDecimal(value));
  });

  it('comes back as it went, at every scale that holds it', () => {
    fc.assert(
      fc.property(decimal, fc.nat(5), (value, more) => {
        const scale = scaleOf(value) + more;
        expect(fromScaled(toScaled(value, scale), scale)).toBe(value);
      }),
    );
  });

  it('shares the finest scale of several', () => {
    expect(commonScale(['1', '0.05', '-2.5'])).toBe(2);
    expect(commonScale(['0.125', '10', '3.5'])).toBe(3);
    expect(commonScale(['1', '20'])).toBe(0);
    expect(commonScale([])).toBe(0);
  });

  it('is refused when it is no decimal', () => {
    expect(() => commonScale(['1', '1e3'])).toThrow(new RangeError('not a decimal: "1e3"'));
    expect(() => toScaled('1.', 2)).toThrow(new RangeError('not a decimal: "1."'));
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalDecimal, columnTypes } from './column-types.ts';

const read = (oid: number, text: string): unknown => columnTypes.getTypeParser(oid, 'text')(text);

describe('columns', () => {
  it.each([
    ['9.9500000', '9.95'],
    ['100.0000000', '100'],
    ['100', '100'],
    ['-0.0000000', '0'],
    ['0.0000001', '0.0000001'],
    ['-12.50', '-12.5'],
  ])('reads numeric %s as %s', (stored, canonical) => {
    expect(read(1700, stored)).toBe(canonical);
  });

  it('leaves a canonical decimal as it is, and changes no value', () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.nat(7), (unscaled, scale) => {
        const digits = unscaled
          .toString()
          .replace('-', '')
          .padStart(scale + 1, '0');
        const text = `${unscaled < 0n ? '-' : ''}${digits.slice(0, digits.length - scale)}.${digits.slice(digits.length - scale)}0`;
        const canonical = canonicalDecimal(text);
        expect(canonicalDecimal(canonical)).toBe(canonical);
        expect(Number(canonical)).toBeCloseTo(Number(text), 10);
        expect(canonical).not.toMatch(/\.$|\.\d*0$|^-0$/);
      }),
    );
  });

  it('reads bigint as a number as long as it is exact', () => {
    expect(read(20, '9007199254740991')).toBe(9007199254740991);
    expect(() => read(20, '9007199254740993')).toThrow(RangeError);
  });

  it('reads dates as text, and lists of all of these', () => {
    expect(read(1082, '2026-02-28')).toBe('2026-02-28');
    expect(read(1016, '{1,NULL,3}')).toEqual([1, null, 3]);
    expect(read(1231, '{1.50,NULL}')).toEqual(['1.5', null]);
    expect(read(1182, '{2026-02-28}')).toEqual(['2026-02-28']);
    expect(read(1184, '2026-06-01 08:00:00.123+00')).toEqual(new Date('2026-06-01T08:00:00.123Z'));
  });
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { numberText } from './numbers.ts';

it.each([
  ['3.399999999999999', '3.4'],
  ['0.30000000000000004', '0.3'],
  ['-62', '-62'],
  ['13.75', '13.75'],
  ['4.0E+12', '4000000000000'],
  ['1.5E-3', '0.0015'],
  ['-2.5E+1', '-25'],
  ['1E-7', '0.0000001'],
  ['1.5E+21', '1500000000000000000000'],
  ['4006381333931', '4006381333931'],
  ['12345678901234567', '12345678901234567'],
  ['', null],
  ['x', null],
  ['Infinity', null],
])('a sheet that stores %s means %s', (stored, text) => {
  expect(numberText(stored)).toBe(text);
});

it('is the shortest text of any decimal of up to 15 digits, however it was stored', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -999_999_999, max: 999_999_999 }),
      fc.integer({ min: 0, max: 4 }),
      (units, scale) => {
        const value = units / 10 ** scale;
        expect(numberText(value.toPrecision(17))).toBe(Object.is(value, -0) ? '0' : String(value));
      },
    ),
  );
});

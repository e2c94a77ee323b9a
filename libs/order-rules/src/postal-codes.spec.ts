import { describe, expect, it } from 'vitest';
import { isPostalCode, postalCodeRule } from './postal-codes.ts';

const countries =
  'AT BE BG CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IT LI LT LU LV MT NL NO PL PT RO SE SI SK US'.split(
    ' ',
  );

describe('the postal codes of a country', () => {
  it.each(countries)('of %s are written like their example, and never like a word or nothing', (country) => {
    const { example } = postalCodeRule(country) ?? { example: '' };
    expect(isPostalCode(example, country)).toBe(true);
    expect(isPostalCode(` ${example.toLowerCase()} `, country)).toBe(true);
    for (const wrong of ['', 'ABC', `${example}1`, `1${example}`, `${example}\n${example}`])
      expect(isPostalCode(wrong, country), JSON.stringify(wrong)).toBe(false);
  });

  it.each([
    ['DE', '10115', true],
    ['DE', '1011', false],
    ['DE', '101155', false],
    ['DE', 'D-10115', false],
    ['AT', '1010', true],
    ['AT', '10115', false],
    ['CZ', '11000', true],
    ['GB', 'EC1A1BB', true],
    ['GB', 'M1 1AE', true],
    ['GB', 'M11AE9', false],
    ['IE', 'D6W XY00', true],
    ['LT', '01100', true],
    ['LU', 'L-1009', true],
    ['LV', '1010', false],
    ['MT', 'VLT1117', true],
    ['NL', '1012AB', true],
    ['NL', '1012', false],
    ['PL', '00950', false],
    ['SE', '11120', true],
    ['SI', 'SI-1000', true],
    ['US', '10001-1234', true],
    ['US', '10001-12', false],
  ])('of %s: %s is one: %s', (country, text, is) => {
    expect(isPostalCode(text, country)).toBe(is);
  });

  it.each(['JP', 'toString', '__proto__', ''])(
    'of %j follow no rule that is known, so that any is taken',
    (country) => {
      expect(postalCodeRule(country)).toBeNull();
      expect(isPostalCode('anything', country)).toBe(true);
    },
  );
});

import { describe, expect, it } from 'vitest';
import { inBaseUnits, isGtin } from './units.ts';

describe('isGtin', () => {
  it.each([
    ['4006381333931', true],
    ['96385074', true],
    ['036000291452', true],
    ['10012345678902', true],
    ['4006381333932', false],
    ['4006381333391', false],
    ['400638133393', false],
    ['', false],
    ['40063813339３1', false],
  ])('%s: %s', (text, valid) => {
    expect(isGtin(text)).toBe(valid);
  });
});

it('knows how many of the item’s own unit there are, when they are whole', () => {
  const unit = (numerator: number, denominator: number) => ({
    ...{ code: 'KAR', numerator, denominator, ean: null, sold: true },
  });
  expect(inBaseUnits(unit(12, 1), 3)).toBe(36);
  expect(inBaseUnits(unit(1, 2), 4)).toBe(2);
  expect(inBaseUnits(unit(1, 2), 3)).toBeNull();
  expect(inBaseUnits(unit(Number.MAX_SAFE_INTEGER, 1), 2)).toBeNull();
});

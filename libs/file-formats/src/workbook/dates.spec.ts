import { describe, expect, it } from 'vitest';
import { dateText, isDateFormat } from './dates.ts';

describe('a serial day', () => {
  it.each([
    [43466, false, '2019-01-01'],
    [1, false, '1900-01-01'],
    [59, false, '1900-02-28'],
    [60, false, null],
    [61, false, '1900-03-01'],
    [0, true, '1904-01-01'],
    [42004, true, '2019-01-01'],
    [43466.5, false, '2019-01-01T12:00:00'],
    [43466.0000000001, false, '2019-01-01'],
    [43465.9999999999, false, '2019-01-01'],
    [0.25, false, '06:00:00'],
    [0.25, true, '06:00:00'],
    [43466.123456789, false, '2019-01-01T02:57:46.667'],
    [2958465, false, '9999-12-31'],
    [2958466, false, null],
    [-1, false, null],
    [Number.NaN, false, null],
  ])('%d, from 1904: %s, is %s', (serial, from1904, text) => {
    expect(dateText(serial, from1904)).toBe(text);
  });
});

describe('a format', () => {
  it.each([
    ['dd.mm.yyyy', true],
    ['[$-407]d. mmm yyyy;@', true],
    ['h:mm', true],
    ['[h]:mm', false],
    ['0.00', false],
    ['General', false],
    ['#,##0.00 "days"', false],
    ['0.00\\d', false],
    ['[Red]0.00', false],
    ['_-* #,##0.00_-;@', false],
    ['yyyy"y"', true],
  ])('%s is one of dates: %s', (code, expected) => {
    expect(isDateFormat(200, code)).toBe(expected);
  });

  it('without a code is known by its number', () => {
    expect(isDateFormat(14, undefined)).toBe(true);
    expect(isDateFormat(2, undefined)).toBe(false);
  });
});

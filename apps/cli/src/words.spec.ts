import { describe, expect, it } from 'vitest';
import { ageOf, lengthOf, money, timeOf, worthOf } from './words.ts';

const now = new Date('2026-11-29T12:00:00.000Z');
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1_000).toISOString();

describe('an age', () => {
  it.each([
    [0, '0 s'],
    [-5, '0 s'],
    [59.9, '59 s'],
    [60, '1 min'],
    [3_599, '59 min'],
    [3_600, '1 h'],
    [172_799, '47 h'],
    [172_800, '2 days'],
    [864_000, '10 days'],
  ])('of %d seconds is %s', (seconds, words) => {
    expect(ageOf(ago(seconds), now)).toBe(words);
  });

  it('that is not known is a stroke', () => {
    expect([ageOf(null, now), timeOf(null)]).toEqual(['-', '-']);
  });
});

it('an instant is said in UTC, to the second', () => {
  expect(timeOf('2026-11-29T10:00:05.123Z')).toBe('2026-11-29 10:00:05 UTC');
});

describe('money', () => {
  it.each([
    ['238.5', 'EUR', '238.50 EUR'],
    ['238', 'EUR', '238.00 EUR'],
    ['0.0125', 'EUR', '0.0125 EUR'],
    ['10.1000000', 'EUR', '10.10 EUR'],
    ['119', 'JPY', '119 JPY'],
    ['119.0000000', 'JPY', '119 JPY'],
    ['1.5', 'KWD', '1.500 KWD'],
    ['-3', 'EUR', '-3.00 EUR'],
    ['7', 'no currency', '7.00 no currency'],
  ])('of %s %s is %s', (amount, currency, words) => {
    expect(money(amount, currency)).toBe(words);
  });

  it('of several currencies is named one by one', () => {
    const amounts = [
      { currency: 'EUR', amount: '1' },
      { currency: 'USD', amount: '2.5' },
    ];
    expect([worthOf([]), worthOf(amounts)]).toEqual(['', '1.00 EUR and 2.50 USD']);
  });
});

describe('a length of time', () => {
  it.each([
    ['30s', 30],
    ['45min', 2_700],
    ['45m', 2_700],
    ['2h', 7_200],
    ['3d', 259_200],
  ])('%s is so long', (length, seconds) => {
    expect(lengthOf(length)).toBe(seconds * 1_000);
  });

  it.each(['', '3', 'h', '1.5h', '-1h', '2 h', '2w', '1234567s', 'x2h', '2hx'])('is not %j', (length) => {
    expect(lengthOf(length)).toBeUndefined();
  });
});

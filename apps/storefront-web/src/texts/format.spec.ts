import { describe, expect, it } from 'vitest';
import {
  calendarDate,
  count,
  countdown,
  countryName,
  dayAndTime,
  listed,
  money,
  percent,
  time,
} from './format.ts';

/** The texts of `Intl` have spaces of several kinds. */
const plain = (text: string) => text.replaceAll(/\s/gu, ' ');
const both = (say: (language: 'en' | 'de') => string) => [say('en'), say('de')].map(plain);

describe('an amount', () => {
  it.each([
    ['41.6', 'EUR', '€41.60', '41,60 €'],
    ['1234567.5', 'EUR', '€1,234,567.50', '1.234.567,50 €'],
    ['3500', 'JPY', 'JP¥3,500', '3.500 ¥'],
    ['12.345', 'KWD', 'KWD 12.345', '12,345 KWD'],
    ['0', 'EUR', '€0.00', '0,00 €'],
  ])('of %s %s has the digits of its currency', (amount, currency, en, de) => {
    expect(both((language) => money(amount, currency, language))).toEqual([en, de]);
  });

  it('is exact beyond what a number holds', () => {
    expect(money('90071992547409.93', 'EUR', 'en')).toBe('€90,071,992,547,409.93');
    expect(money('9007199254740993.25', 'EUR', 'en')).toBe('€9,007,199,254,740,993.25');
  });
});

describe('how many of something', () => {
  it.each([
    [1200, '1,200', '1.200'],
    [2.5, '2.5', '2,5'],
    [1234.5678, '1,234.568', '1.234,568'],
  ])('are %d with fractions to the thousandth', (quantity, en, de) => {
    expect(both((language) => count(quantity, language))).toEqual([en, de]);
  });
});

describe('a rate', () => {
  it.each([
    ['19', '19%', '19 %'],
    ['5.5', '5.5%', '5,5 %'],
    ['2.125', '2.13%', '2,13 %'],
    ['0', '0%', '0 %'],
  ])('of %s is per cent', (rate, en, de) => {
    expect(both((language) => percent(rate, language))).toEqual([en, de]);
  });

  it('is not torn from its sign in German', () => {
    expect(percent('19', 'de')).toBe('19\u00a0%');
  });
});

describe('an instant', () => {
  /** By the clock of whoever looks. */
  const local = (year: number, hour = 9) => new Date(year, 10, 5, hour, 7).toISOString();

  it('is told as hours and minutes of two digits', () => {
    expect(both((language) => time(local(2026), language))).toEqual(['09:07', '09:07']);
    expect(both((language) => time(local(2026, 21), language))).toEqual(['21:07', '21:07']);
  });

  it('is told with its day, and with its year when that is another one', () => {
    const now = new Date(2026, 11, 31, 23, 59);
    expect(both((language) => dayAndTime(local(2026), language, now))).toEqual([
      '5 November at 09:07',
      '5. November um 09:07',
    ]);
    for (const year of [2025, 2027])
      expect(both((language) => dayAndTime(local(year), language, now))).toEqual([
        `5 November ${year} at 09:07`,
        `5. November ${year} um 09:07`,
      ]);
  });
});

describe('a calendar date', () => {
  it.each([
    ['2026-01-01', '1 January', '1. Januar'],
    ['2026-12-31', '31 December', '31. Dezember'],
  ])('%s is the same day in every time zone', (date, en, de) => {
    expect(both((language) => calendarDate(date, language))).toEqual([en, de]);
  });
});

describe('names', () => {
  it('of countries are those of the language, or the code where there is none', () => {
    expect(both((language) => countryName('DE', language))).toEqual(['Germany', 'Deutschland']);
    expect(both((language) => countryName('FR', language))).toEqual(['France', 'Frankreich']);
    expect(both((language) => countryName('XY', language))).toEqual(['XY', 'XY']);
  });

  it('that are listed end with an and', () => {
    expect(both((language) => listed(['Berlin', 'Lyon', 'Ghent'], language))).toEqual([
      'Berlin, Lyon and Ghent',
      'Berlin, Lyon und Ghent',
    ]);
    expect(listed(['Berlin'], 'en')).toBe('Berlin');
  });
});

describe('a countdown', () => {
  const now = new Date('2026-11-20T12:00:00Z');
  const until = (ms: number) => countdown(new Date(now.getTime() + ms).toISOString(), now);
  const minute = 60_000;

  it('counts hours and minutes, one that has begun as a whole one', () => {
    expect(until(1)).toEqual({ hours: 0, minutes: 1 });
    expect(until(minute)).toEqual({ hours: 0, minutes: 1 });
    expect(until(minute + 1)).toEqual({ hours: 0, minutes: 2 });
    expect(until(60 * minute)).toEqual({ hours: 1, minutes: 0 });
    expect(until(125 * minute)).toEqual({ hours: 2, minutes: 5 });
  });

  it('begins a day before and ends at the instant', () => {
    expect(until(24 * 60 * minute + 1)).toBeNull();
    expect(until(24 * 60 * minute)).toEqual({ hours: 24, minutes: 0 });
    expect(until(0)).toBeNull();
    expect(until(-1)).toBeNull();
  });
});

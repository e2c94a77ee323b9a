import { describe, expect, it } from 'vitest';
import { shippingFor } from './shipping.ts';
import { calendarDateIn, taxRateFor } from './tax-rates.ts';

const rate = (country: string, value: string, validFrom: string, validTo: string | null = null) => ({
  country,
  category: 'standard',
  rate: value,
  validFrom,
  validTo,
});

describe('taxRateFor', () => {
  const rates = [
    rate('DE', '19', '2007-01-01', '2020-07-01'),
    rate('DE', '16', '2020-07-01', '2021-01-01'),
    rate('DE', '19', '2021-01-01'),
    rate('FR', '20', '2014-01-01'),
  ];
  const on = (day: string) => taxRateFor(rates, { country: 'DE', category: 'standard', on: day })?.rate;

  it('holds from its first day up to, not including, its end', () => {
    expect(on('2020-06-30')).toBe('19');
    expect(on('2020-07-01')).toBe('16');
    expect(on('2020-12-31')).toBe('16');
    expect(on('2021-01-01')).toBe('19');
    expect(on('2006-12-31')).toBeUndefined();
  });

  it('takes the one that began last where windows overlap, in any order', () => {
    const overlapping = [
      rate('AT', '10', '2020-01-01'),
      rate('AT', '20', '2022-01-01'),
      rate('AT', '13', '2021-01-01'),
    ];
    const query = { country: 'AT', category: 'standard', on: '2026-01-01' };
    expect(taxRateFor(overlapping, query)?.rate).toBe('20');
    expect(taxRateFor(overlapping.toReversed(), query)?.rate).toBe('20');
  });

  it('knows none of another country or class', () => {
    expect(taxRateFor(rates, { country: 'IT', category: 'standard', on: '2026-01-01' })).toBeNull();
    expect(taxRateFor(rates, { country: 'DE', category: 'reduced', on: '2026-01-01' })).toBeNull();
  });
});

describe('calendarDateIn', () => {
  it('takes the day of the time zone', () => {
    const newYear = new Date('2025-12-31T23:30:00Z');
    expect(calendarDateIn('Europe/Berlin', newYear)).toBe('2026-01-01');
    expect(calendarDateIn('UTC', newYear)).toBe('2025-12-31');
    expect(calendarDateIn('America/Los_Angeles', new Date('2026-01-01T02:00:00Z'))).toBe('2025-12-31');
  });
});

describe('shippingFor', () => {
  const methods = [
    {
      code: 'parcel',
      taxCategory: 'standard',
      rates: [
        { country: null, currency: 'EUR', net: '14.9' },
        { country: 'DE', currency: 'EUR', net: '4.9' },
        { country: 'US', currency: 'USD', net: '9' },
      ],
    },
  ];
  const to = (country: string, currency = 'EUR', method = 'parcel') =>
    shippingFor(methods, { method, country, currency });

  it('prefers the rate of the country', () => {
    expect(to('DE')).toEqual({ net: '4.9', taxCategory: 'standard' });
    expect(to('FR')).toEqual({ net: '14.9', taxCategory: 'standard' });
  });

  it('does not go where the table has no rate', () => {
    expect(to('CA', 'USD')).toBeNull();
    expect(to('DE', 'EUR', 'pigeon')).toBeNull();
  });
});

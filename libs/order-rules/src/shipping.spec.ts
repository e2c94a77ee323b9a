import { describe, expect, it } from 'vitest';
import { type ShippingMethod, shippingFor } from './shipping.ts';

const methods: ShippingMethod[] = [
  {
    code: 'parcel',
    taxCategory: 'standard',
    rates: [
      { country: null, currency: 'EUR', net: '14.9' },
      { country: 'DE', currency: 'EUR', net: '4.9' },
      { country: 'US', currency: 'USD', net: '9' },
      { country: null, currency: 'JPY', net: '1800' },
      { country: 'JP', currency: 'JPY', net: '600' },
    ],
  },
  {
    code: 'books',
    taxCategory: 'reduced',
    rates: [
      { country: 'DE', currency: 'EUR', net: '0' },
      { country: 'KW', currency: 'KWD', net: '1.250' },
    ],
  },
];

const by = (method: string, country: string, currency = 'EUR') =>
  shippingFor(methods, { method, country, currency });

describe('shippingFor', () => {
  it('prefers the rate of the country, before or behind the one for all others', () => {
    expect(by('parcel', 'DE')).toEqual({ net: '4.9', taxCategory: 'standard' });
    expect(by('parcel', 'JP', 'JPY')).toEqual({ net: '600', taxCategory: 'standard' });
    const turned = methods.map((method) => ({ ...method, rates: method.rates.toReversed() }));
    expect(shippingFor(turned, { method: 'parcel', country: 'DE', currency: 'EUR' })?.net).toBe('4.9');
  });

  it('takes the rate for all others where the country has none in that currency', () => {
    expect(by('parcel', 'FR')).toEqual({ net: '14.9', taxCategory: 'standard' });
    expect(by('parcel', 'US')).toEqual({ net: '14.9', taxCategory: 'standard' });
    expect(by('parcel', 'DE', 'JPY')).toEqual({ net: '1800', taxCategory: 'standard' });
  });

  it('costs what the method asked for costs, and is taxed as it is', () => {
    expect(by('books', 'DE')).toEqual({ net: '0', taxCategory: 'reduced' });
    expect(by('books', 'KW', 'KWD')).toEqual({ net: '1.250', taxCategory: 'reduced' });
    expect(by('parcel', 'US', 'USD')).toEqual({ net: '9', taxCategory: 'standard' });
  });

  it('does not go where the table has no rate', () => {
    expect(by('parcel', 'CA', 'USD')).toBeNull();
    expect(by('parcel', 'DE', 'KWD')).toBeNull();
    expect(by('books', 'FR')).toBeNull();
    expect(by('pigeon', 'DE')).toBeNull();
    expect(shippingFor([], { method: 'parcel', country: 'DE', currency: 'EUR' })).toBeNull();
  });
});

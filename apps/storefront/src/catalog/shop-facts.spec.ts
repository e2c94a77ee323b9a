import { describe, expect, it } from 'vitest';
import { rateOf } from '../fixtures/skus.ts';
import type { ReferenceData } from '../offers/reference-data.cache.ts';
import { shippingTo, shopFacts } from './shop-facts.ts';

describe('shipping', () => {
  it.each([
    ['DE', '4.95', '12.95'],
    ['AT', '9.95', '24.95'],
    ['BE', '9.95', '24.95'],
    ['FR', '9.95', '24.95'],
    ['NL', '9.95', '24.95'],
    ['PL', '9.95', '24.95'],
    ['US', '19.95', '44.95'],
  ])('to %s costs %s, or %s when it has to be fast, and is taxed there', (country, standard, express) => {
    const reference = {
      rateOf: (of: string, category: string, region: string | null = null) =>
        `rate of ${category} in ${of}${region === null ? '' : ` ${region}`}`,
    };
    const taxed = { taxCategory: 'standard', taxRate: `rate of standard in ${country}` };
    expect(shippingTo(reference, 'standard', country)).toEqual({ net: standard, ...taxed });
    expect(shippingTo(reference, 'express', country)).toEqual({ net: express, ...taxed });
    expect(shippingTo(reference, 'express', country, 'ISLES')?.taxRate).toBe(`${taxed.taxRate} ISLES`);
  });

  it('is not offered where its tax is not known, nor by another method', () => {
    expect(shippingTo({ rateOf }, 'standard', 'US')).toBeNull();
    expect(shippingTo({ rateOf }, 'by-balloon', 'DE')).toBeNull();
  });
});

describe('the countries of the shop', () => {
  it('have their rate and their shipping methods, with and without tax', () => {
    const countries = () => [
      { country: 'DE', rate: '19' },
      { country: 'FR', rate: '20' },
    ];
    const isles = [{ code: 'FR-20R', name: 'Corse' }];
    const regions = (country: string) => (country === 'FR' ? isles : []);
    const regional = (country: string, category: string, region: string | null = null) =>
      region === null ? rateOf(country, category) : '8.5';
    const limits = [{ field: 'recipient.name', maxLength: 60, alphabet: null }];
    const reference = { countries, rateOf: regional, regions, limits };
    expect(shopFacts(reference as unknown as ReferenceData)).toEqual({
      currency: 'EUR',
      limits,
      countries: [
        {
          country: 'DE',
          taxRate: '19',
          postalCode: { pattern: '^\\d{5}$', example: '10115' },
          regions: [],
          shipping: [
            { method: 'standard', net: '4.95', gross: '5.89' },
            { method: 'express', net: '12.95', gross: '15.41' },
          ],
        },
        {
          country: 'FR',
          taxRate: '20',
          postalCode: { pattern: '^\\d{5}$', example: '75001' },
          regions: [
            {
              code: 'FR-20R',
              name: 'Corse',
              shipping: [
                { method: 'standard', net: '9.95', gross: '10.8' },
                { method: 'express', net: '24.95', gross: '27.07' },
              ],
            },
          ],
          shipping: [
            { method: 'standard', net: '9.95', gross: '11.94' },
            { method: 'express', net: '24.95', gross: '29.94' },
          ],
        },
      ],
    });
  });

  it('offer no shipping that cannot be taxed', () => {
    const countries = () => [{ country: 'JP', rate: '5' }];
    const reference = { countries, rateOf, regions: () => [], limits: [] };
    expect(shopFacts(reference as unknown as ReferenceData).countries).toEqual([
      { country: 'JP', taxRate: '5', postalCode: null, regions: [], shipping: [] },
    ]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type TaxQuery, type TaxRate, wildcard, calendarDateIn, taxRateFor } from './tax-rates.ts';

const rate = (
  country: string,
  value: string,
  validFrom: string,
  validTo: string | null = null,
  category = 'standard',
): TaxRate => ({ country, region: wildcard, taxClass: wildcard, category, rate: value, validFrom, validTo });

/** Germany, with the half year of lower rates in 2020 and a class that was given up; and two neighbours. */
const rates = [
  rate('DE', '19', '2007-01-01', '2020-07-01'),
  rate('DE', '7', '2007-01-01', '2020-07-01', 'reduced'),
  rate('DE', '16', '2020-07-01', '2021-01-01'),
  rate('DE', '5', '2020-07-01', '2021-01-01', 'reduced'),
  rate('DE', '19', '2021-01-01'),
  rate('DE', '7', '2021-01-01', null, 'reduced'),
  rate('DE', '0', '2022-03-01', '2024-04-01', 'relief'),
  rate('FR', '20', '2014-01-01'),
  rate('FR', '5.5', '2014-01-01', null, 'reduced'),
];

const on = (day: string, category = 'standard', country = 'DE') =>
  taxRateFor(rates, { country, category, on: day })?.rate ?? null;

describe('taxRateFor', () => {
  it.each([
    ['2006-12-31', null, null],
    ['2007-01-01', '19', '7'],
    ['2020-06-30', '19', '7'],
    ['2020-07-01', '16', '5'],
    ['2020-07-02', '16', '5'],
    ['2020-12-31', '16', '5'],
    ['2021-01-01', '19', '7'],
    ['2026-12-01', '19', '7'],
  ])('on %s takes %s per cent of the standard class and %s of the reduced', (day, standard, reduced) => {
    expect([on(day), on(day, 'reduced')]).toEqual([standard, reduced]);
  });

  it('holds from its first day up to, not including, its end, where no other follows', () => {
    expect(on('2022-02-28', 'relief')).toBeNull();
    expect(on('2022-03-01', 'relief')).toBe('0');
    expect(on('2024-03-31', 'relief')).toBe('0');
    expect(on('2024-04-01', 'relief')).toBeNull();
    expect(on('2024-04-02', 'relief')).toBeNull();
  });

  it('gives the rate whole, as it is in the table', () => {
    const found = taxRateFor(rates, { country: 'FR', category: 'reduced', on: '2026-01-01' });
    expect(found).toBe(rates.at(-1));
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
    expect(taxRateFor(overlapping, { ...query, on: '2021-12-31' })?.rate).toBe('13');
  });

  it('takes the first of those that began on the same day', () => {
    const twins = [rate('AT', '10', '2020-01-01'), rate('AT', '13', '2020-01-01', '2027-01-01')];
    const query = { country: 'AT', category: 'standard', on: '2026-01-01' };
    expect(taxRateFor(twins, query)?.rate).toBe('10');
    expect(taxRateFor(twins.toReversed(), query)?.rate).toBe('13');
  });

  it('knows none of another country or class', () => {
    expect(on('2026-01-01', 'standard', 'IT')).toBeNull();
    expect(on('2026-01-01', 'relief', 'FR')).toBeNull();
    expect(on('2026-01-01', 'exempt')).toBeNull();
    expect(taxRateFor([], { country: 'DE', category: 'standard', on: '2026-01-01' })).toBeNull();
  });

  it('takes one of the region before one of the country, and none of another region', () => {
    const [canaries, spain] = [
      { ...rate('ES', '7', '2020-01-01'), region: 'CN' },
      rate('ES', '21', '2022-01-01'),
    ];
    const query = { country: 'ES', category: 'standard', on: '2026-01-01' };
    for (const table of [
      [canaries, spain],
      [spain, canaries],
    ]) {
      expect(taxRateFor(table, { ...query, region: 'CN' })).toBe(canaries);
      expect(taxRateFor(table, { ...query, region: 'MD' })).toBe(spain);
      expect(taxRateFor(table, { ...query, region: null })).toBe(spain);
      expect(taxRateFor(table, query)).toBe(spain);
    }
    expect(taxRateFor([canaries], query)).toBeNull();
  });

  it('takes one of the customer’s class before one of the region, and none of another class', () => {
    const [exempt, region] = [
      { ...rate('ES', '0', '2020-01-01'), taxClass: 'exempt' },
      { ...rate('ES', '7', '2022-01-01'), region: 'CN' },
    ];
    const query = { country: 'ES', region: 'CN', category: 'standard', on: '2026-01-01' };
    for (const table of [
      [exempt, region],
      [region, exempt],
    ]) {
      expect(taxRateFor(table, { ...query, taxClass: 'exempt' })).toBe(exempt);
      expect(taxRateFor(table, { ...query, taxClass: 'normal' })).toBe(region);
      expect(taxRateFor(table, query)).toBe(region);
    }
    expect(taxRateFor([exempt], query)).toBeNull();
  });

  it('reads * as every region and every class of customers, as back offices are published with it', () => {
    const everywhere = { ...rate('ES', '21', '2020-01-01'), region: '*', taxClass: '*' };
    const query = { country: 'ES', category: 'standard', on: '2026-01-01' };
    expect(taxRateFor([everywhere], { ...query, region: 'CN', taxClass: 'exempt' })).toBe(everywhere);
    expect(taxRateFor([everywhere], query)).toBe(everywhere);
  });

  it('finds the one that is left when those that do not count are left out one step after the other', () => {
    const day = fc.integer({ min: 1, max: 28 }).map((n) => `2026-02-${String(n).padStart(2, '0')}`);
    const country = fc.constantFrom('DE', 'FR');
    const category = fc.constantFrom('standard', 'reduced');
    const region = fc.constantFrom('N', 'S');
    const taxClass = fc.constantFrom('normal', 'exempt');
    const anyRate = fc.record({
      country,
      region: fc.oneof(region, fc.constant(wildcard)),
      taxClass: fc.oneof(taxClass, fc.constant(wildcard)),
      category,
      rate: fc.nat(25).map(String),
      validFrom: day,
      validTo: fc.option(day),
    });
    const anyRates = fc.array(anyRate, { maxLength: 60, size: 'max' });
    const anyQuery = fc.record(
      { country, category, on: day, region: fc.option(region), taxClass },
      { requiredKeys: ['country', 'category', 'on'] },
    );
    const preferred = (rates: TaxRate[], by: (rate: TaxRate) => boolean) =>
      rates.some(by) ? rates.filter(by) : rates;
    const naive = (table: TaxRate[], query: TaxQuery) => {
      const holding = table
        .filter((one) => one.country === query.country && one.category === query.category)
        .filter((one) => [wildcard, query.region].includes(one.region))
        .filter((one) => [wildcard, query.taxClass].includes(one.taxClass))
        .filter(({ validFrom, validTo }) => validFrom <= query.on && query.on < (validTo ?? '9999'));
      const ofClass = preferred(holding, (one) => one.taxClass !== wildcard);
      const ofRegion = preferred(ofClass, (one) => one.region !== wildcard);
      const last = ofRegion
        .map(({ validFrom }) => validFrom)
        .toSorted()
        .at(-1);
      return ofRegion.find(({ validFrom }) => validFrom === last) ?? null;
    };
    fc.assert(
      fc.property(anyRates, anyQuery, (table, query) => {
        expect(taxRateFor(table, query)).toBe(naive(table, query));
      }),
      { numRuns: 300 },
    );
  });
});

describe('calendarDateIn', () => {
  it.each([
    ['Europe/Berlin', '2025-12-31T22:59:59.999Z', '2025-12-31'],
    ['Europe/Berlin', '2025-12-31T23:00:00Z', '2026-01-01'],
    ['Europe/Berlin', '2026-06-30T21:59:59.999Z', '2026-06-30'],
    ['Europe/Berlin', '2026-06-30T22:00:00Z', '2026-07-01'],
    ['UTC', '2025-12-31T23:30:00Z', '2025-12-31'],
    ['America/Los_Angeles', '2026-01-01T02:00:00Z', '2025-12-31'],
    ['Asia/Seoul', '2026-03-08T15:00:00Z', '2026-03-09'],
    ['Asia/Kolkata', '2024-02-28T18:30:00Z', '2024-02-29'],
  ])('in %s at %s is %s', (timeZone, at, date) => {
    expect(calendarDateIn(timeZone, new Date(at))).toBe(date);
  });

  it('refuses a time zone that is none', () => {
    expect(() => calendarDateIn('Europe/Bielefeld', new Date(0))).toThrow(RangeError);
  });
});

import { orderTotals } from '@throughline/order-rules';
import { type PriceResolution, byBaseUnit } from '@throughline/pricing-rules';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { price } from '../fixtures/records.ts';
import { shown } from '../fixtures/skus.ts';
import { displayed, offerPrice as shownPrice, resolveForGuest } from './offer-price.ts';

const at = new Date('2026-11-20T12:00:00Z');
const before = (ms: number) => new Date(at.getTime() - ms);
const list = price('HL-U509', '34.99');
const saleEnd = new Date('2026-11-30T00:00:00Z');
const sale = price('HL-U509', '29.74', {
  version: 'S1',
  list: 'WINTER',
  kind: 'sale',
  validFrom: new Date('2026-11-15T00:00:00Z'),
  validTo: saleEnd,
});
const resolved = (prices: Parameters<typeof resolveForGuest>[0], more: object = {}) =>
  resolveForGuest(prices, { at, strategy: 'most-specific', soldIn: byBaseUnit('C62'), ...more });
const offerPrice = (resolution: PriceResolution, rate: string | null) =>
  shownPrice(resolution, rate, shown.idOf);
const carton = { unit: 'XCT', baseUnit: 'C62', numerator: 12, denominator: 1 };

describe('the price a guest is shown', () => {
  it('contains the tax of the country, and says where it comes from', () => {
    expect(offerPrice(resolved([list]), '19')).toEqual({
      amount: '41.64',
      perQuantity: 1,
      unit: 'C62',
      taxIncluded: true,
      taxRate: '19',
      currency: 'EUR',
      version: 'L1',
      list: 'WEB',
      because: 'list',
      regular: null,
      saleEndsAt: null,
      runnerUp: null,
    });
  });

  it('is named by what the shop gives out for it, and what is not shown by its own id', () => {
    const named = shownPrice(resolved([list, sale]), '19', (sku, version) => `${sku} ${version} shown`);
    expect(named).toMatchObject({ version: 'HL-U509 S1 shown', runnerUp: 'L1' });
  });

  it('is without tax, and says so, where no rate is known', () => {
    expect(offerPrice(resolved([list]), null)).toMatchObject({
      amount: '34.99',
      taxIncluded: false,
      taxRate: null,
    });
  });

  it('is as stated when it is stated with tax, whatever the rate', () => {
    const gross = price('HL-U509', '34.995', { taxIncluded: true });
    for (const rate of ['19', '0', null])
      expect(offerPrice(resolved([gross]), rate)).toMatchObject({
        amount: '35',
        taxIncluded: true,
        taxRate: rate,
      });
  });

  it('contains a tax of nothing where the rate is zero', () => {
    expect(offerPrice(resolved([list]), '0')).toMatchObject({ amount: '34.99', taxIncluded: true });
  });

  it('stands beside the regular price while a sale runs, with its end and the runner-up', () => {
    expect(offerPrice(resolved([list, sale]), '19')).toEqual({
      amount: '35.39',
      perQuantity: 1,
      unit: 'C62',
      taxIncluded: true,
      taxRate: '19',
      currency: 'EUR',
      version: 'S1',
      list: 'WINTER',
      because: 'sale',
      regular: '41.64',
      saleEndsAt: saleEnd,
      runnerUp: 'L1',
    });
  });

  it.each(['34.99', '40'])('has nothing struck through when the sale is no cheaper, at %s', (amount) => {
    expect(offerPrice(resolved([list, { ...sale, amount }]), '19')).toMatchObject({
      version: 'S1',
      regular: null,
    });
  });

  it('has nothing struck through when it is no sale, however low', () => {
    const resolution: PriceResolution = { ...resolved([list]), winner: sale, because: 'contract' };
    expect(offerPrice(resolution, '19')).toMatchObject({
      amount: '35.39',
      because: 'contract',
      regular: null,
    });
    expect(offerPrice({ ...resolution, because: 'sale' }, '19')?.regular).toBe('41.64');
  });

  it('has nothing struck through beside a sale without a regular price', () => {
    expect(offerPrice(resolved([sale]), '19')).toMatchObject({ version: 'S1', regular: null });
  });

  it.each([
    ['an account', { kind: 'contract', account: 'A1' }],
    ['a group', { group: 'DEALERS' }],
    ['the list of a customer', { kind: 'customer-list' }],
    ['fewer units', { maxQuantity: 0 }],
    ['another unit', { unit: 'XCT' }],
    ['another currency', { currency: 'JPY' }],
    ['more units', { minQuantity: 2 }],
    ['later', { validFrom: new Date(at.getTime() + 1) }],
    ['the time before', { validFrom: before(2), validTo: at }],
  ])('is none for %s', (_, more) => {
    const other = price('HL-U509', '1', { version: 'X1', ...more });
    expect(offerPrice(resolved([list, other]), '19')).toMatchObject({ version: 'L1', runnerUp: null });
    expect(offerPrice(resolved([other]), '19')).toBeNull();
  });

  it('is that of the quantity, from the first unit of the break on', () => {
    const bulk = price('HL-U509', '30', { version: 'L10', minQuantity: 10 });
    const version = (quantity: number) => resolved([list, bulk], { quantity }).winner?.version;
    expect([9, 10, 11].map(version)).toEqual(['L1', 'L10', 'L10']);
  });

  it('is for the unit that is sold in, by the break that its contents reach', () => {
    const dozen = price('HL-U509', '30', { version: 'L12', minQuantity: 12 });
    const stated = price('HL-U509', '300', { version: 'C1', unit: 'XCT' });
    const inCartons = (...prices: (typeof list)[]) => offerPrice(resolved(prices, { soldIn: carton }), '19');
    expect(inCartons(list)).toMatchObject({ amount: '499.66', perQuantity: 1, unit: 'XCT', version: 'L1' });
    expect(inCartons(list, dozen)).toMatchObject({ amount: '428.4', version: 'L12' });
    expect(inCartons(list, stated)).toMatchObject({ amount: '357', version: 'C1', runnerUp: null });
    // Of a unit of two and a half no fewer than two are sold.
    const soldIn = { ...carton, numerator: 5, denominator: 2 };
    const five = price('HL-U509', '30', { version: 'L5', minQuantity: 5 });
    expect(resolved([list, five], { soldIn }).winner?.version).toBe('L5');
    expect(resolved([list, { ...five, minQuantity: 6 }], { soldIn }).winner?.version).toBe('L1');
  });

  it('is for several where it is stated so, and beside it is what as many regularly cost', () => {
    const hundred = price('HL-U509', '2.1', { perQuantity: 100 });
    expect(offerPrice(resolved([hundred]), '19')).toMatchObject({ amount: '2.5', perQuantity: 100 });
    const ofTen = { ...sale, amount: '0.2', perQuantity: 10 };
    expect(offerPrice(resolved([hundred, ofTen]), '19')).toMatchObject({
      ...{ amount: '0.24', perQuantity: 10, version: 'S1', regular: '0.25' },
    });
    expect(offerPrice(resolved([hundred, { ...ofTen, amount: '0.21' }]), '19')?.regular).toBeNull();
  });

  it('is weighed as the seller weighs lists', () => {
    const dear = { ...sale, amount: '40' };
    const version = (strategy: object | string) => resolved([list, dear], { strategy }).winner?.version;
    expect(version('most-specific')).toBe('S1');
    expect(version('lowest')).toBe('L1');
    expect(version({ priority: ['WEB', 'WINTER'] })).toBe('L1');
  });
});

describe('the amount of a unit, or of several', () => {
  const minors = { EUR: 2, JPY: 0, KWD: 3 } as const;
  const stated = fc.constantFrom<keyof typeof minors>('EUR', 'JPY', 'KWD').chain((currency) =>
    fc.record({
      currency: fc.constant(currency),
      // One digit more than the currency has, so that it is rounded.
      amount: fc
        .integer({ min: 0, max: 50_000_000 })
        .map((units) => (units / 10 ** (minors[currency] + 1)).toFixed(minors[currency] + 1)),
    }),
  );

  it('is what an order of as many comes to, by every rounding policy', () => {
    fc.assert(
      fc.property(
        stated,
        fc.constantFrom('0', '5.5', '7', '19', '23'),
        fc.boolean(),
        fc.constantFrom('line', 'tax-group', 'document'),
        fc.constantFrom(1, 10, 100, 1000),
        fc.integer({ min: 1, max: 50 }),
        ({ amount, currency }, taxRate, taxIncluded, rounding, perQuantity, other) => {
          const grossOf = (quantity: number) => {
            const line = {
              quantity,
              unitPrice: amount,
              perQuantity,
              taxIncluded,
              taxCategory: 'standard',
              taxRate,
            };
            return orderTotals({ currency, rounding, lines: [line], shipping: null }).gross;
          };
          const stated = { amount, taxIncluded, currency, perQuantity };
          expect(displayed(stated, taxRate)).toBe(grossOf(perQuantity));
          expect(displayed(stated, taxRate, other)).toBe(grossOf(other));
        },
      ),
    );
  });

  it.each([
    ['EUR', '41.64', '34.99'],
    ['JPY', '42', '35'],
    ['KWD', '41.638', '34.99'],
  ])('has the digits of %s', (currency, taxed, untaxed) => {
    const one = { amount: '34.99', taxIncluded: false, currency };
    expect([displayed(one, '19'), displayed(one, null)]).toEqual([taxed, untaxed]);
  });
});

import type { Price } from '@throughline/events';
import { orderTotals } from '@throughline/order-rules';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { displayed, priceAnswer, resolveForGuest } from './price-answer.ts';

const at = new Date('2026-11-20T12:00:00Z');
const list: Price = {
  sku: 'HL-U509',
  version: 'L1',
  list: 'WEB',
  kind: 'list',
  currency: 'EUR',
  amount: '34.99',
  taxIncluded: false,
  unit: 'C62',
  minQuantity: 1,
  validFrom: new Date('2026-01-01T00:00:00Z'),
  validTo: null,
  group: null,
  account: null,
};
const sale: Price = {
  ...list,
  version: 'S1',
  kind: 'sale',
  amount: '29.74',
  validFrom: new Date('2026-11-15T00:00:00Z'),
  validTo: new Date('2026-11-30T00:00:00Z'),
};

describe('the price a guest is shown', () => {
  it('contains the tax of the country', () => {
    const answer = priceAnswer(resolveForGuest([list], { at, strategy: 'most-specific' }), '19');
    expect(answer).toMatchObject({
      amount: '41.64',
      taxIncluded: true,
      taxRate: '19',
      version: 'L1',
      regular: null,
    });
  });

  it('is without tax, and says so, where no rate is known', () => {
    expect(priceAnswer(resolveForGuest([list], { at, strategy: 'most-specific' }), null)).toMatchObject({
      amount: '34.99',
      taxIncluded: false,
    });
  });

  it('stands beside the regular price while a sale runs, with its end and the runner-up', () => {
    expect(priceAnswer(resolveForGuest([list, sale], { at, strategy: 'most-specific' }), '19')).toMatchObject(
      {
        amount: '35.39',
        regular: '41.64',
        because: 'sale',
        saleEndsAt: sale.validTo,
        runnerUp: 'L1',
      },
    );
  });

  it('has nothing struck through when the sale is no cheaper', () => {
    const dear = { ...sale, amount: '40' };
    expect(
      priceAnswer(resolveForGuest([list, dear], { at, strategy: 'most-specific' }), '19')?.regular,
    ).toBeNull();
  });

  it('leaves out prices of groups and accounts', () => {
    const contract = { ...list, version: 'C1', kind: 'contract', amount: '1', account: 'A1' };
    expect(
      priceAnswer(resolveForGuest([list, contract], { at, strategy: 'most-specific' }), '19')?.version,
    ).toBe('L1');
  });

  it('is absent when no window is open', () => {
    expect(
      priceAnswer(resolveForGuest([{ ...list, validTo: at }], { at, strategy: 'most-specific' }), '19'),
    ).toBeNull();
  });

  it('is what an order of one unit comes to', () => {
    const cents = fc
      .integer({ min: 1, max: 5_000_000 })
      .map((n) => `${Math.floor(n / 100)}.${String(n % 100).padStart(2, '0')}`);
    fc.assert(
      fc.property(
        cents,
        fc.constantFrom('0', '5.5', '7', '19', '23'),
        fc.boolean(),
        (amount, taxRate, taxIncluded) => {
          const lines = [{ quantity: 1, unitPrice: amount, taxIncluded, taxCategory: 'standard', taxRate }];
          const { gross } = orderTotals({ currency: 'EUR', rounding: 'tax-group', lines, shipping: null });
          expect(displayed({ amount, taxIncluded, currency: 'EUR' }, taxRate)).toBe(gross);
        },
      ),
    );
  });
});

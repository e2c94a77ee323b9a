import { describe, expect, it } from 'vitest';
import { price } from '../fixtures/records.ts';
import { alpsMap, rateOf } from '../fixtures/skus.ts';
import { offerOf, offerView } from './offer.ts';

const at = new Date('2026-11-20T12:00:00Z');
const saleEnd = new Date('2026-11-30T00:00:00Z');
const list = price('MP-ALPS', '9.3', { version: 'M1' });
const sale = price('MP-ALPS', '9.5', { version: 'S1', kind: 'sale', validTo: saleEnd });
const sku = alpsMap({ prices: [list, sale], version: 12, epoch: 3 });
const stock = {
  state: 'in-stock',
  available: 2,
  backOrderable: 10,
  expectedOn: '2026-12-24',
  locations: [{ location: 'B1', name: 'Main', city: 'Berlin', kind: 'warehouse', available: 2 }],
  estimated: true,
  asOf: new Date('2026-01-01T00:00:00Z'),
};

describe('the offer of a SKU', () => {
  it('is its price before tax and its stock at an instant', () => {
    expect(offerOf(sku, { at, strategy: 'lowest' })).toEqual({
      sku: 'MP-ALPS',
      epoch: 3,
      version: 12,
      at,
      taxCategory: 'reduced',
      price: {
        winner: list,
        because: 'list',
        regular: list,
        saleEndsAt: null,
        runnerUp: sale,
        nextChangeAt: saleEnd,
      },
      stock,
    });
  });

  it('is shown with the tax of its class in a country', () => {
    const offer = offerOf(sku, { at, strategy: 'most-specific' });
    expect(offerView(offer, 'FR', rateOf)).toEqual({
      sku: 'MP-ALPS',
      epoch: 3,
      version: 12,
      at,
      price: {
        amount: '10.02',
        taxIncluded: true,
        taxRate: '5.5',
        currency: 'EUR',
        version: 'S1',
        list: 'WEB',
        because: 'sale',
        regular: null,
        saleEndsAt: saleEnd,
        runnerUp: 'M1',
      },
      stock,
    });
    expect(offerView(offer, 'DE', rateOf).price?.amount).toBe('10.17');
  });
});

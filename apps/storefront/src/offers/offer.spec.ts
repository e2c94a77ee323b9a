import { describe, expect, it } from 'vitest';
import { price } from '../fixtures/records.ts';
import { alpsMap, rateOf, shown } from '../fixtures/skus.ts';
import { earliest, goneOffer, offerOf, offerView } from './offer.ts';

const at = new Date('2026-11-20T12:00:00Z');
const saleEnd = new Date('2026-11-30T00:00:00Z');
const list = price('MP-ALPS', '9.3', { version: 'M1' });
const sale = price('MP-ALPS', '9.5', { version: 'S1', kind: 'sale', validTo: saleEnd });
const sku = alpsMap({ prices: [list, sale], version: 12, epoch: 3 });
const showing = { rateOf, idOf: shown.idOf };
const stock = {
  state: 'in-stock',
  available: 2,
  backOrderable: 10,
  expectedOn: '2026-12-24',
  incoming: [{ expectedOn: '2026-12-24', quantity: 20 }],
  locations: [{ location: 'B1', name: 'Main', city: 'Berlin', kind: 'warehouse', available: 2 }],
  estimated: true,
  asOf: new Date('2026-01-01T00:00:00Z'),
};

describe('the offer of what the shop does not have any more', () => {
  it('has no price and nothing to order, whatever was offered before', () => {
    const gone = goneOffer('MP-ALPS', at);
    expect(offerView(gone, 'DE', showing)).toEqual({
      ...{ sku: 'MP-ALPS', epoch: -1, version: 0, at, price: null, packs: [] },
      stock: {
        ...{ state: 'discontinued', available: 0, backOrderable: 0, expectedOn: null, locations: [] },
        ...{ incoming: [], estimated: false, asOf: at },
      },
    });
    expect(gone.nextChangeAt).toBeNull();
    expect(gone.epoch).not.toBe(offerOf(sku, { at, strategy: 'lowest' }).epoch);
  });
});

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
      soldIn: null,
      packs: [],
      nextChangeAt: saleEnd,
      stock,
    });
  });

  it('is shown with the tax of its class in a country', () => {
    const offer = offerOf(sku, { at, strategy: 'most-specific' });
    expect(offerView(offer, 'FR', showing)).toEqual({
      sku: 'MP-ALPS',
      epoch: 3,
      version: 12,
      at,
      packs: [],
      price: {
        amount: '10.02',
        perQuantity: 1,
        unit: 'C62',
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
    expect(offerView(offer, 'DE', showing).price?.amount).toBe('10.17');
  });

  /** Where only cartons of twelve and pallets of ten cartons are sold. */
  const unit = (code: string, numerator: number, sellable = true) => {
    return { unit: code, numerator, denominator: 1, gtin: null, sellable };
  };
  const packed = { units: [unit('C62', 1, false), unit('XCT', 12), unit('XPX', 120)] };
  const cartonSale = price('MP-ALPS', '90', {
    ...{ version: 'C1', unit: 'XCT', kind: 'sale', validFrom: at, validTo: new Date('2026-11-25T00:00:00Z') },
  });

  it('has a price for each unit that it is sold in, and says what is in one', () => {
    const offer = offerOf(alpsMap({ prices: [list, cartonSale], ...packed }), {
      at,
      strategy: 'most-specific',
    });
    expect(offerView(offer, 'DE', showing)).toMatchObject({
      price: { amount: '96.3', unit: 'XCT', version: 'C1', regular: '119.41' },
      soldIn: { unit: 'XCT', quantity: 12 },
      packs: [
        {
          unit: 'XPX',
          quantity: 120,
          price: { amount: '1194.12', unit: 'XPX', version: 'M1', regular: null },
        },
      ],
    });
    expect(offer.nextChangeAt).toEqual(cartonSale.validTo);
  });

  it('changes when the price of another unit does', () => {
    const units = [unit('XCT', 12), unit('C62', 1)];
    const offer = offerOf(alpsMap({ prices: [list, cartonSale], units }), { at, strategy: 'most-specific' });
    expect(offer).toMatchObject({
      soldIn: null,
      price: { winner: list, nextChangeAt: null },
      packs: [{ unit: 'XCT', quantity: 12, price: { winner: cartonSale } }],
      nextChangeAt: cartonSale.validTo,
    });
    expect(offerView(offer, 'DE', showing)).not.toHaveProperty('soldIn');
  });

  it('has no price when it is not for sale', () => {
    const offer = offerOf(alpsMap({ kind: 'rental', prices: [list] }), { at, strategy: 'lowest' });
    expect(offerView(offer, 'DE', showing)).toMatchObject({ price: null, packs: [], stock });
    expect(offer.nextChangeAt).toBeNull();
  });
});

describe('the first of some instants', () => {
  const [one, other] = [new Date(1), new Date(2)];
  it('is the earliest of those that there are', () => {
    expect(earliest([null, other, null, one, other])).toBe(one);
    expect([earliest([null]), earliest([])]).toEqual([null, null]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Offer, ProductSummary } from '../api/types.ts';
import { type Offers, cardOffer, merged } from './offers.ts';

const offer = (sku: string, version: number, more: Partial<Offer> = {}): Offer => ({
  sku,
  version,
  epoch: 1,
  at: '2026-11-20T12:00:00Z',
  price: null,
  packs: [],
  stock: {
    state: 'in-stock',
    available: 1,
    backOrderable: 0,
    expectedOn: null,
    incoming: [],
    locations: [],
    estimated: false,
    asOf: null,
  },
  ...more,
});
/** An offer with a price, and so many units in some state. */
function priced(
  sku: string,
  amount: string | null,
  state: Offer['stock']['state'] = 'in-stock',
  available = 1,
): Offer {
  const plain = offer(sku, 1);
  const price = {
    ...{
      amount: amount ?? '',
      perQuantity: 1,
      unit: 'C62',
      taxIncluded: true,
      taxRate: '19',
      currency: 'EUR',
      version: `L-${sku}`,
    },
    ...{ list: 'WEB', because: 'list' as const, regular: null, saleEndsAt: null, runnerUp: null },
  };
  return { ...plain, price: amount === null ? null : price, stock: { ...plain.stock, state, available } };
}
const card: ProductSummary = {
  model: 'M',
  name: 'M',
  family: 'F',
  familyName: 'F',
  category: null,
  colors: [],
  sizes: [],
  skus: ['A', 'B', 'C'],
  from: null,
  fromSku: null,
  priceVaries: false,
  stock: 'unknown',
  available: 0,
};
const shown = (...offers: Offer[]) =>
  cardOffer(
    { ...card, skus: offers.map(({ sku }) => sku) },
    new Map([...offers, priced('Z', '0.01')].map((one) => [one.sku, one])),
  );

describe('the offers that a page shows', () => {
  it('never go back to an older version, whatever arrives in which order', () => {
    const frames = fc.array(
      fc.array(fc.tuple(fc.constantFrom('A', 'B', 'C'), fc.nat(9)), { maxLength: 6, size: 'max' }),
      { maxLength: 40, size: 'max' },
    );
    fc.assert(
      fc.property(frames, (all) => {
        let page: Offers = new Map();
        const highest = new Map<string, number>();
        for (const frame of all) {
          for (const [sku, version] of frame) highest.set(sku, Math.max(version, highest.get(sku) ?? 0));
          page = merged(
            page,
            frame.map(([sku, version]) => offer(sku, version)),
          );
          expect(new Map([...page].map(([sku, { version }]) => [sku, version]))).toEqual(highest);
        }
      }),
    );
  });

  it('are replaced by what arrives again of the same version', () => {
    const [before, again] = [priced('A', '10'), priced('A', '9')];
    expect(merged(new Map([['A', before]]), [again]).get('A')).toBe(again);
  });

  it('leave the map before them unchanged', () => {
    const before = new Map([['A', offer('A', 1)]]);
    const after = merged(before, [offer('A', 2), offer('B', 1)]);
    expect([...before.values()].map(({ version }) => version)).toEqual([1]);
    expect([...after.values()].map(({ sku, version }) => [sku, version])).toEqual([
      ['A', 2],
      ['B', 1],
    ]);
  });

  it('begin afresh when the projection was rebuilt', () => {
    const shownBefore = merged(new Map([['A', offer('A', 9)]]), [offer('A', 1, { epoch: 2 })]);
    expect(shownBefore.get('A')).toEqual(offer('A', 1, { epoch: 2 }));
  });
});

describe('the offer of a card', () => {
  it('is the lowest price by amount, the best stock and all units of its SKUs', () => {
    const cheapest = priced('B', '99', 'back-order', 0);
    const offers = [priced('A', '100.5', 'in-stock', 3), cheapest, priced('C', '100', 'in-stock', 4)];
    for (const all of [offers, offers.toReversed()])
      expect(shown(...all)).toEqual({
        from: cheapest.price,
        fromSku: 'B',
        priceVaries: true,
        stock: 'in-stock',
        available: 7,
      });
  });

  it('is one price when all cost the same', () => {
    expect(shown(priced('A', '10'), priced('B', '10'))).toMatchObject({
      from: { amount: '10', version: 'L-A' },
      fromSku: 'A',
      priceVaries: false,
    });
    expect(shown(priced('A', null), priced('B', '10'))).toMatchObject({
      from: { version: 'L-B' },
      fromSku: 'B',
      priceVaries: false,
    });
  });

  it('compares prices for several by what one costs', () => {
    const several = (one: Offer, perQuantity: number): Offer => ({
      ...one,
      price: { ...one.price!, perQuantity },
    });
    const [hundred, one] = [several(priced('A', '90'), 100), priced('B', '0.95')];
    expect(shown(one, hundred)).toMatchObject({ from: hundred.price, fromSku: 'A', priceVaries: true });
    expect(shown(priced('B', '0.9'), hundred).priceVaries).toBe(false);
  });

  it('is without a price when no SKU has one', () => {
    expect(shown(priced('A', null), priced('B', null))).toMatchObject({
      ...{ from: null, fromSku: null, priceVaries: false },
    });
  });

  it('leaves out the price of what is no longer available, unless nothing else is left', () => {
    const gone = priced('A', '1', 'discontinued', 0);
    expect(shown(gone, priced('B', '10'))).toMatchObject({
      ...{ from: { amount: '10' }, fromSku: 'B', priceVaries: false },
    });
    expect(shown(gone, priced('B', '2', 'discontinued', 0))).toMatchObject({
      from: { amount: '1' },
      priceVaries: true,
    });
  });

  const states: Offer['stock']['state'][] = [
    'in-stock',
    'back-order',
    'unknown',
    'out-of-stock',
    'discontinued',
  ];
  it.each(states.map((best, index) => [best, states.slice(index)] as const))(
    'is %s when the SKUs are %j',
    (best, some) => {
      const offers = some.map((state) => priced(state, '10', state));
      for (const all of [offers, offers.toReversed()]) expect(shown(...all).stock).toBe(best);
    },
  );

  it('is unknown for a card without SKUs', () => {
    expect(shown()).toEqual({
      ...{ from: null, fromSku: null, priceVaries: false, stock: 'unknown', available: 0 },
    });
  });

  it('stays as it came until each of its SKUs is known', () => {
    const known = (...skus: string[]) => new Map(skus.map((sku) => [sku, priced(sku, '100')]));
    expect(cardOffer(card, new Map())).toBe(card);
    expect(cardOffer(card, known('A', 'C'))).toBe(card);
    expect(cardOffer(card, known('A', 'B', 'C'))).toMatchObject({ from: { amount: '100' }, available: 3 });
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Offer, ProductSummary } from '../api/types.ts';
import { type Figures, cardFigures, merged } from './figures.ts';

const figure = (sku: string, version: number, more: Partial<Offer> = {}): Offer => ({
  sku,
  version,
  epoch: 1,
  at: '2026-11-20T12:00:00Z',
  price: null,
  stock: {
    state: 'in-stock',
    available: 1,
    backOrderable: 0,
    expectedOn: null,
    locations: [],
    estimated: false,
    asOf: null,
  },
  ...more,
});
const priced = (sku: string, amount: string) =>
  figure(sku, 1, {
    price: {
      amount,
      taxIncluded: true,
      taxRate: '19',
      currency: 'EUR',
      version: 'L',
      list: 'WEB',
      because: 'list',
      regular: null,
      saleEndsAt: null,
      runnerUp: null,
    },
  });
const card: ProductSummary = {
  model: 'M',
  name: 'M',
  family: 'F',
  familyName: 'F',
  category: null,
  colors: [],
  sizes: [],
  skus: ['A', 'B'],
  from: null,
  priceVaries: false,
  stock: 'unknown',
  available: 0,
};

describe('the figures that a page shows', () => {
  it('never take a step back, whatever comes in which order', () => {
    const frames = fc.array(fc.array(fc.tuple(fc.constantFrom('A', 'B'), fc.nat(9)), { maxLength: 4 }));
    fc.assert(
      fc.property(frames, (all) => {
        let shown: Figures = new Map();
        for (const frame of all) {
          const next = merged(
            shown,
            frame.map(([sku, version]) => figure(sku, version)),
          );
          for (const [sku, before] of shown)
            expect(next.get(sku)?.version).toBeGreaterThanOrEqual(before.version);
          shown = next;
        }
      }),
    );
  });

  it('begin afresh when the shop was rebuilt', () => {
    const shown = merged(new Map([['A', figure('A', 9)]]), [figure('A', 1, { epoch: 2 })]);
    expect(shown.get('A')).toMatchObject({ epoch: 2, version: 1 });
  });

  it('make the card tell the lowest price and the best stock', () => {
    const figures = new Map([
      ['A', priced('A', '100.5')],
      ['B', priced('B', '99')],
    ]);
    expect(cardFigures(card, figures)).toMatchObject({
      from: { amount: '99' },
      priceVaries: true,
      stock: 'in-stock',
      available: 2,
    });
  });

  it('leave the card as it came until each of its SKUs is known', () => {
    expect(cardFigures(card, new Map([['A', priced('A', '100')]]))).toBe(card);
  });
});

import { describe, expect, it } from 'vitest';
import { type CartLineNow, type Seen, changesOf, isOrderable, waitingUnits } from './cart.ts';
import type { StockAnswer } from './stock-answer.ts';

const price = { version: 'L1', amount: '100', taxIncluded: false, currency: 'EUR', kind: 'list' };
const stock: StockAnswer = {
  state: 'in-stock',
  available: 5,
  backOrderable: 0,
  expectedOn: null,
  locations: [],
  estimated: false,
  asOf: null,
};
const seen: Seen = { name: 'Helmet', price, available: 5 };
const now: CartLineNow = { quantity: 2, price, stock };
const kinds = (change: Partial<CartLineNow>, before = seen) =>
  changesOf(before, { ...now, ...change }, '19').map(({ kind }) => kind);

describe('a line of the cart', () => {
  it('says nothing while nothing changed', () => {
    expect(kinds({})).toEqual([]);
  });

  it('says from what to what a price rose, with tax', () => {
    expect(changesOf(seen, { ...now, price: { ...price, version: 'L2', amount: '110' } }, '19')).toEqual([
      { kind: 'price-rose', from: '119', to: '130.9', saleEnded: false },
    ]);
  });

  it('says that a price rose because a sale ended', () => {
    const sale: Seen = { ...seen, price: { ...price, amount: '80', kind: 'sale' } };
    expect(changesOf(sale, now, '19')).toMatchObject([{ kind: 'price-rose', saleEnded: true }]);
  });

  it('says that a price fell', () => {
    expect(kinds({ price: { ...price, amount: '90' } })).toEqual(['price-fell']);
  });

  it('says nothing of a new version of the same price', () => {
    expect(kinds({ price: { ...price, version: 'L2' } })).toEqual([]);
  });

  it('says how many are left when they are fewer than wanted', () => {
    expect(changesOf(seen, { ...now, stock: { ...stock, available: 1 } }, '19')).toEqual([
      { kind: 'fewer', wanted: 2, available: 1, expectedOn: null, waits: false },
    ]);
  });

  it.each([
    ['sold-out', { ...stock, available: 0, state: 'out-of-stock' as const }],
    ['gone', { ...stock, available: 0, state: 'discontinued' as const }],
    ['gone', null],
  ])('says that it is %s', (kind, changed) => {
    expect(kinds({ stock: changed })).toEqual([kind]);
  });

  it('says that it is back in stock', () => {
    expect(kinds({}, { ...seen, available: 0 })).toEqual(['back-in-stock']);
  });

  it('tells both when price and stock changed', () => {
    expect(kinds({ price: { ...price, amount: '110' }, stock: { ...stock, available: 1 } })).toEqual([
      'fewer',
      'price-rose',
    ]);
  });

  it('can be ordered while stock and back-orders suffice', () => {
    expect(isOrderable(now)).toBe(true);
    expect(isOrderable({ ...now, quantity: 6 })).toBe(false);
    expect(isOrderable({ ...now, quantity: 6, stock: { ...stock, backOrderable: 1 } })).toBe(true);
    expect(isOrderable({ ...now, price: null })).toBe(false);
  });

  it('knows how many units would have to wait', () => {
    expect(waitingUnits({ ...now, quantity: 7, stock: { ...stock, backOrderable: 10 } })).toBe(2);
    expect(waitingUnits(now)).toBe(0);
  });
});

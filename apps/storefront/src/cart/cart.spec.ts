import { type SoldIn, inBaseUnits } from '@throughline/pricing-rules';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { helmetSeen as seen } from '../fixtures/carts.ts';
import type { OfferStock } from '../offers/offer-stock.ts';
import {
  type CartLineNow,
  changesOf,
  isOfCart,
  isOrderable,
  quantityWithin,
  stepOf,
  waitingUnits,
} from './cart.ts';

const price = { version: 'L1', amount: '34.99', taxIncluded: false, currency: 'EUR', kind: 'list' };
const stock: OfferStock = {
  state: 'in-stock',
  available: 5,
  backOrderable: 0,
  expectedOn: '2026-12-24',
  incoming: [
    { expectedOn: '2026-12-24', quantity: 3 },
    { expectedOn: '2027-01-15', quantity: 5 },
  ],
  locations: [],
  estimated: false,
  asOf: null,
};
const now: CartLineNow = { quantity: 2, price, stock };
const changes = (change: Partial<CartLineNow>, before = seen, taxRate: string | null = '19') =>
  changesOf(before, { ...now, ...change }, taxRate);
const held = (available: number, more: Partial<OfferStock> = {}) => ({
  stock: { ...stock, available, ...more },
});

describe('a line of the cart', () => {
  it('says of what may wait the day of the first delivery that covers it', () => {
    const waiting = (quantity: number) =>
      changesOf(seen, { ...now, quantity, ...held(1, { backOrderable: 9 }) }, '19').map((change) =>
        'expectedOn' in change ? change.expectedOn : undefined,
      );
    expect([2, 4, 5, 9, 10].map(waiting)).toEqual([
      ['2026-12-24'],
      ['2026-12-24'],
      ['2027-01-15'],
      ['2027-01-15'],
      [null],
    ]);
  });

  it('says nothing while nothing changed', () => {
    expect(changes({})).toEqual([]);
  });

  it('says from what to what a price rose or fell, with tax', () => {
    expect(changes({ price: { ...price, version: 'L2', amount: '40' } })).toEqual([
      { kind: 'price-rose', from: '41.64', to: '47.6', saleEnded: false },
    ]);
    expect(changes({ price: { ...price, version: 'L2', amount: '9.5' } })).toEqual([
      { kind: 'price-fell', from: '41.64', to: '11.31', saleEnded: false },
    ]);
  });

  it('says it without tax where none is known', () => {
    expect(changes({ price: { ...price, amount: '40' } }, seen, null)).toEqual([
      { kind: 'price-rose', from: '34.99', to: '40', saleEnded: false },
    ]);
  });

  it('says whether a sale ended, when one has', () => {
    const sale = { ...price, kind: 'sale', amount: '29.74' };
    const before = { ...seen, price: sale };
    const saleEnded = (more: object) =>
      changes({ price: { ...price, ...more } }, before).map((one) => 'saleEnded' in one && one.saleEnded);
    expect(saleEnded({})).toEqual([true]);
    expect(saleEnded({ kind: 'sale' })).toEqual([false]);
    expect(changes({ price: sale })).toEqual([
      { kind: 'price-fell', from: '41.64', to: '35.39', saleEnded: false },
    ]);
  });

  it('says nothing of a new version, nor of tax that is stated otherwise, while the amount is the same', () => {
    expect(changes({ price: { ...price, version: 'L2', kind: 'sale' } })).toEqual([]);
    expect(changes({ price: { ...price, amount: '41.64', taxIncluded: true } })).toEqual([]);
  });

  it('says that there is no price any more, and nothing of one that came', () => {
    expect(changes({ price: null })).toEqual([{ kind: 'no-price' }]);
    expect(changes({ price: null }, { ...seen, price: null })).toEqual([{ kind: 'no-price' }]);
    expect(changes({}, { ...seen, price: null })).toEqual([]);
  });

  it('says how many are left when they are fewer than wanted', () => {
    expect(changes(held(1))).toEqual([
      { kind: 'fewer', wanted: 2, available: 1, expectedOn: '2026-12-24', waits: false },
    ]);
    expect(changes(held(2))).toEqual([]);
  });

  it('says that it is sold out', () => {
    expect(changes(held(0, { state: 'out-of-stock', expectedOn: null }))).toEqual([
      { kind: 'sold-out', expectedOn: null, waits: false },
    ]);
  });

  it('says whether the rest may wait: all of it, or it does not', () => {
    const waits = (available: number, backOrderable: number) =>
      changes(held(available, { backOrderable })).map((one) => 'waits' in one && [one.kind, one.waits]);
    expect(waits(1, 0)).toEqual([['fewer', false]]);
    expect(waits(1, 1)).toEqual([['fewer', true]]);
    expect(waits(0, 1)).toEqual([['sold-out', false]]);
    expect(waits(0, 2)).toEqual([['sold-out', true]]);
  });

  it('says that it is back in stock when there were fewer than wanted', () => {
    expect(changes({}, { ...seen, available: 1 })).toEqual([{ kind: 'back-in-stock' }]);
    expect(changes({}, { ...seen, available: 2 })).toEqual([]);
    expect(changes(held(1), { ...seen, available: 0 }).map(({ kind }) => kind)).toEqual(['fewer']);
  });

  it('says nothing of stock that nobody has told of', () => {
    expect(changes(held(0, { state: 'unknown' }))).toEqual([]);
  });

  it.each([
    ['is no longer there', null],
    ['was discontinued', held(0, { state: 'discontinued' }).stock],
  ])('says that it is gone, and nothing else, when it %s', (_, changed) => {
    expect(changes({ stock: changed, price: null })).toEqual([{ kind: 'gone' }]);
  });

  it('says that it is not sold so any more, and nothing else', () => {
    expect(changes({ ...held(0), quantity: null, price: null })).toEqual([{ kind: 'not-sold-so' }]);
    expect(changes({ quantity: null, stock: null })).toEqual([{ kind: 'gone' }]);
  });

  it('compares prices for the same number of the unit', () => {
    const hundred = { ...price, amount: '12', perQuantity: 100 };
    const before = { ...seen, price: { ...price, amount: '0.12' } };
    expect(changes({ price: hundred }, before)).toEqual([]);
    expect(changes({ price: { ...hundred, amount: '13' } }, before)).toEqual([
      { kind: 'price-rose', from: '14.28', to: '15.47', saleEnded: false },
    ]);
    expect(changes({ price: { ...price, amount: '0.1' } }, { ...seen, price: hundred })).toEqual([
      { kind: 'price-fell', from: '0.14', to: '0.12', saleEnded: false },
    ]);
    expect(changes({ price: { ...price, perQuantity: 1 } })).toEqual([]);
  });

  it('tells both when price and stock changed', () => {
    expect(changes({ ...held(1), price: { ...price, amount: '40' } }).map(({ kind }) => kind)).toEqual([
      'fewer',
      'price-rose',
    ]);
  });

  it('can be ordered while stock and back-orders suffice, at a price', () => {
    const orderable = (more: Partial<CartLineNow>) => isOrderable({ ...now, ...more });
    expect([5, 6].map((quantity) => orderable({ quantity }))).toEqual([true, false]);
    expect([8, 9].map((quantity) => orderable({ quantity, ...held(5, { backOrderable: 3 }) }))).toEqual([
      true,
      false,
    ]);
    expect(orderable({ price: null })).toBe(false);
    expect(orderable({ stock: null })).toBe(false);
    expect(orderable({ quantity: null })).toBe(false);
  });

  it('knows how many units would have to wait: those that may', () => {
    const waiting = (quantity: number) =>
      waitingUnits({ ...now, quantity, ...held(5, { backOrderable: 3 }) });
    expect([4, 5, 6, 8, 9].map(waiting)).toEqual([0, 0, 1, 3, 3]);
    expect(waitingUnits({ ...now, stock: null })).toBe(0);
    expect(waitingUnits({ ...now, quantity: null, ...held(0, { backOrderable: 3 }) })).toBe(0);
  });
});

describe('an order of a cart', () => {
  const held = [
    { sku: 'A', unit: 'C62', quantity: 2 },
    { sku: 'B', unit: 'XCT', quantity: 1 },
  ];
  const [a, b] = held as [(typeof held)[0], (typeof held)[0]];

  it('has what the cart holds, in whatever order', () => {
    expect(isOfCart(held, held)).toBe(true);
    expect(isOfCart([b, a], held)).toBe(true);
    expect(isOfCart([], [])).toBe(true);
  });

  it.each([
    ['a line less', [a]],
    ['a line more', [a, b, { sku: 'C', unit: 'C62', quantity: 1 }]],
    ['another line', [a, { ...b, sku: 'C' }]],
    ['another quantity of the first', [{ ...a, quantity: 3 }, b]],
    ['another quantity of the last', [a, { ...b, quantity: 2 }]],
    ['another unit', [a, { ...b, unit: 'C62' }]],
    ['nothing', []],
  ])('is another one with %s', (_, ordered) => {
    expect(isOfCart(ordered, held)).toBe(false);
  });

  it('may leave the unit open, as carts of an earlier version do', () => {
    expect(isOfCart([a, { sku: 'B', quantity: 1 }], held)).toBe(true);
    expect(isOfCart(held, [a, { ...b, unit: '' }])).toBe(true);
  });
});

describe('quantities of a unit of sale', () => {
  const soldIn = (numerator: number, denominator = 1): SoldIn => ({
    ...{ unit: 'XCT', baseUnit: 'C62', numerator, denominator },
  });

  it('are as many as base units suffice for', () => {
    expect([23, 24, 25].map((units) => quantityWithin(units, soldIn(12)))).toEqual([1, 2, 2]);
    expect([0, 11].map((units) => quantityWithin(units, soldIn(12)))).toEqual([0, 0]);
    expect(quantityWithin(7, soldIn(1))).toBe(7);
    // Of ten of it there are four base units.
    expect([9, 10].map((units) => quantityWithin(units, soldIn(4, 10)))).toEqual([20, 25]);
  });

  it('go in steps that come to whole base units', () => {
    expect([soldIn(12), soldIn(1), soldIn(4, 10), soldIn(1, 3), soldIn(6, 3)].map(stepOf)).toEqual([
      ...[1, 1, 5, 3, 1],
    ]);
    const count = fc.integer({ min: 1, max: 500 });
    fc.assert(
      fc.property(count, count, fc.nat(10_000), count, (numerator, denominator, units, quantity) => {
        const unit = soldIn(numerator, denominator);
        const [step, within] = [stepOf(unit), quantityWithin(units, unit)];
        expect(inBaseUnits(quantity, unit) !== null).toBe(quantity % step === 0);
        expect(inBaseUnits(within, unit)).toBeLessThanOrEqual(units);
        expect(inBaseUnits(within + step, unit)).toBeGreaterThan(units);
      }),
    );
  });
});

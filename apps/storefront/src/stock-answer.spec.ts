import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type StockFacts, stockAnswer } from './stock-answer.ts';

const facts: StockFacts = {
  status: 'active',
  availableToSell: 15,
  atZero: 'show',
  backOrderable: 0,
  nextIncoming: null,
  estimated: false,
  asOf: null,
  locations: [
    { location: 'L1', name: 'Shop', kind: 'store', city: 'Lyon', available: 3, servesWeb: true },
    { location: 'B1', name: 'Main', kind: 'warehouse', city: 'Berlin', available: 12, servesWeb: true },
  ],
};

describe('what a shopper is told of stock', () => {
  it('names the places, the fullest first', () => {
    const { state, locations } = stockAnswer(facts);
    expect(state).toBe('in-stock');
    expect(locations.map(({ city, available }) => [city, available])).toEqual([
      ['Berlin', 12],
      ['Lyon', 3],
    ]);
  });

  it('takes units claimed by orders on their way from the fullest place', () => {
    const { locations } = stockAnswer({ ...facts, availableToSell: 10 });
    expect(locations.map(({ city, available }) => [city, available])).toEqual([
      ['Berlin', 7],
      ['Lyon', 3],
    ]);
  });

  it('never promises more at the places than can be sold', () => {
    const row = fc.record({
      location: fc.string({ minLength: 1 }),
      name: fc.string(),
      kind: fc.constant('store'),
      city: fc.constant(null),
      available: fc.nat(50),
      servesWeb: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 6 }), fc.nat(60), (locations, availableToSell) => {
        const answer = stockAnswer({ ...facts, availableToSell, locations });
        const shown = answer.locations.reduce((units, place) => units + place.available, 0);
        const held = locations.reduce((units, place) => units + (place.servesWeb ? place.available : 0), 0);
        expect(shown).toBe(Math.min(held, availableToSell));
      }),
    );
  });

  it.each([
    ['out-of-stock', { availableToSell: 0 }],
    ['back-order', { availableToSell: 0, atZero: 'back-order', backOrderable: 5 }],
    ['out-of-stock', { availableToSell: 0, atZero: 'back-order', backOrderable: 0 }],
    ['out-of-stock', { availableToSell: 0, atZero: 'some-later-policy', backOrderable: 5 }],
    ['discontinued', { availableToSell: 0, status: 'discontinued', atZero: 'back-order', backOrderable: 5 }],
    ['in-stock', { availableToSell: 1, status: 'discontinued' }],
    ['unknown', { availableToSell: null }],
  ])('is %s with %o', (state, change) => {
    expect(stockAnswer({ ...facts, locations: [], ...change }).state).toBe(state);
  });
});

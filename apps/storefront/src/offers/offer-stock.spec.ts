import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LocationRow, type StockFacts, expectedOn, offerStock } from './offer-stock.ts';

const asOf = new Date('2026-11-20T12:00:00Z');
const place = (location: string, available: number, more: Partial<LocationRow> = {}): LocationRow => ({
  location,
  name: `Name of ${location}`,
  kind: 'store',
  city: `City of ${location}`,
  available,
  servesWeb: true,
  ...more,
});
const facts: StockFacts = {
  status: 'active',
  availableToSell: 15,
  atZero: 'show',
  backOrderable: 0,
  nextIncoming: null,
  incoming: [],
  estimated: false,
  asOf,
  locations: [place('L1', 3), place('B1', 12, { kind: 'warehouse' })],
};
const places = (more: Partial<StockFacts>) =>
  offerStock({ ...facts, ...more }).locations.map(({ location, available }) => [location, available]);

describe('what a shopper is told of stock', () => {
  it('is how many there are, where, and of when that is', () => {
    expect(offerStock(facts)).toEqual({
      state: 'in-stock',
      available: 15,
      backOrderable: 0,
      expectedOn: null,
      incoming: [],
      locations: [
        { location: 'B1', name: 'Name of B1', city: 'City of B1', kind: 'warehouse', available: 12 },
        { location: 'L1', name: 'Name of L1', city: 'City of L1', kind: 'store', available: 3 },
      ],
      estimated: false,
      asOf,
    });
  });

  it('is how many may wait, and for when they are expected', () => {
    const waiting: StockFacts = {
      ...facts,
      ...{ availableToSell: 0, atZero: 'back-order', backOrderable: 5, estimated: true },
      nextIncoming: { expectedOn: '2026-12-20', quantity: 9 },
      incoming: [{ expectedOn: '2026-12-24', quantity: 20 }],
      locations: [place('B1', 0)],
    };
    expect(offerStock(waiting)).toEqual({
      state: 'back-order',
      available: 0,
      backOrderable: 5,
      expectedOn: '2026-12-24',
      incoming: [{ expectedOn: '2026-12-24', quantity: 20 }],
      locations: [],
      estimated: true,
      asOf,
    });
  });

  it('is expected with the next delivery where inventory does not tell yet what of it is free', () => {
    const nextIncoming = { expectedOn: '2026-12-20', quantity: 9 };
    const { expectedOn: day, incoming } = offerStock({ ...facts, nextIncoming, incoming: null });
    expect({ day, incoming }).toEqual({ day: '2026-12-20', incoming: [nextIncoming] });
    expect(offerStock({ ...facts, nextIncoming: null, incoming: null }).incoming).toEqual([]);
    // All of it is owed.
    expect(offerStock({ ...facts, nextIncoming, incoming: [] }).expectedOn).toBeNull();
  });

  it('is expected on the day that covers what is asked beyond it', () => {
    const incoming = [
      { expectedOn: '2026-12-20', quantity: 2 },
      { expectedOn: '2026-12-24', quantity: 3 },
    ];
    expect([3, 4, 5, 7, 8].map((units) => expectedOn({ available: 2, incoming }, units))).toEqual([
      '2026-12-20',
      '2026-12-20',
      '2026-12-24',
      '2026-12-24',
      null,
    ]);
  });

  it('is nothing while inventory has said nothing', () => {
    const untold: StockFacts = {
      ...facts,
      ...{ availableToSell: null, backOrderable: null, estimated: null, asOf: null, atZero: 'back-order' },
      locations: [],
    };
    expect(offerStock(untold)).toEqual({
      state: 'unknown',
      available: 0,
      backOrderable: 0,
      expectedOn: null,
      incoming: [],
      locations: [],
      estimated: false,
      asOf: null,
    });
  });

  it('names the fullest place first, and those that hold as much by their code', () => {
    const three = [place('C', 2), place('A', 2), place('D', 5), place('B', 2)];
    for (const locations of [three, three.toReversed()])
      expect(places({ availableToSell: 11, locations })).toEqual([
        ['D', 5],
        ['A', 2],
        ['B', 2],
        ['C', 2],
      ]);
  });

  it('names no place that is empty or does not serve the shop', () => {
    const locations = [place('A', 0), place('B', 3, { servesWeb: false }), place('C', 1), place('D', -1)];
    expect(places({ availableToSell: 1, locations })).toEqual([['C', 1]]);
  });

  it('takes units claimed by orders on their way from the fullest place, and from the next when it has too few', () => {
    const locations = [place('A', 3), place('B', 12), place('C', 4)];
    const shown = (availableToSell: number) => places({ availableToSell, locations });
    expect(shown(19)).toHaveLength(3);
    expect(shown(14)).toEqual([
      ['B', 7],
      ['C', 4],
      ['A', 3],
    ]);
    expect(shown(9)).toEqual([
      ['C', 4],
      ['A', 3],
      ['B', 2],
    ]);
    expect(shown(7)).toEqual([
      ['C', 4],
      ['A', 3],
    ]);
    expect(shown(5)).toEqual([
      ['A', 3],
      ['C', 2],
    ]);
    expect(shown(0)).toEqual([]);
  });

  it('never promises more at the places than can be sold, nor at one more than it holds', () => {
    const row = fc
      .tuple(fc.integer({ min: -3, max: 50 }), fc.boolean())
      .map(([available, servesWeb]) => ({ available, servesWeb }));
    fc.assert(
      fc.property(fc.array(row, { maxLength: 30, size: 'max' }), fc.nat(900), (rows, availableToSell) => {
        const locations = rows.map((more, index) => place(`P${index}`, 0, more));
        const { locations: shown } = offerStock({ ...facts, availableToSell, locations });
        const held = new Map(
          locations.map(({ location, available, servesWeb }) => [
            location,
            servesWeb ? Math.max(available, 0) : 0,
          ]),
        );
        const all = [...held.values()].reduce((units, available) => units + available, 0);
        expect(shown.reduce((units, { available }) => units + available, 0)).toBe(
          Math.min(all, availableToSell),
        );
        for (const { location, available } of shown) {
          expect(available).toBeGreaterThan(0);
          expect(available).toBeLessThanOrEqual(held.get(location) ?? 0);
        }
      }),
    );
  });

  it.each([
    ['out-of-stock', 0, { availableToSell: 0 }],
    ['back-order', 5, { availableToSell: 0, atZero: 'back-order', backOrderable: 5 }],
    ['back-order', 1, { availableToSell: 0, atZero: 'back-order', backOrderable: 1 }],
    ['out-of-stock', 0, { availableToSell: 0, atZero: 'back-order', backOrderable: 0 }],
    ['out-of-stock', 0, { availableToSell: 0, atZero: 'some-later-policy', backOrderable: 5 }],
    ['out-of-stock', 0, { availableToSell: 0, atZero: null, backOrderable: 5 }],
    [
      'discontinued',
      0,
      { availableToSell: 0, status: 'discontinued', atZero: 'back-order', backOrderable: 5 },
    ],
    ['discontinued', 0, { availableToSell: null, status: 'discontinued' }],
    ['in-stock', 0, { availableToSell: 1, status: 'discontinued', atZero: 'back-order', backOrderable: 5 }],
    ['in-stock', 5, { availableToSell: 1, atZero: 'back-order', backOrderable: 5 }],
    ['unknown', 0, { availableToSell: null }],
    ['unknown', 5, { availableToSell: null, atZero: 'back-order', backOrderable: 5 }],
  ])('is %s, with %i to be waited for, of %o', (state, backOrderable, change) => {
    expect(offerStock({ ...facts, locations: [], ...change })).toMatchObject({ state, backOrderable });
  });
});

import type { Availability } from '@throughline/events';
import { product } from '@throughline/testing/builders';
import { describe, expect, it } from 'vitest';
import {
  availabilityOf,
  backOrderableOf,
  emptyLevel,
  freeOf,
  kitsOf,
  locationStockOf,
  policyOf,
  restated,
  sameAvailability,
} from './availability.ts';
import type { Level, Statement } from './availability.ts';
import { coveredOn, freeDeliveriesOf as freeOfDeliveries } from './deliveries.ts';
import { incoming, level, noon, recipe, statement, today } from './fixtures/stock.ts';

const freeDeliveriesOf = (of: Level) => freeOfDeliveries(of, backOrderableOf(of));
const shown = (statements: Statement[], some: Partial<Level> = {}) =>
  availabilityOf(restated({ ...emptyLevel('A'), ...some }, statements, today), () => undefined);

describe('available to sell', () => {
  it('takes off what is allocated elsewhere and withheld', () => {
    expect(shown([statement({ allocatedElsewhere: 3, safetyStock: 2 })])?.availableToSell).toBe(5);
  });

  it('does not take allocations off a figure that is net of them', () => {
    expect(shown([statement({ basis: 'net', allocatedElsewhere: 3 })])?.availableToSell).toBe(10);
  });

  it('takes what is withheld off a net figure too', () => {
    expect(shown([statement({ basis: 'net', safetyStock: 2 })])?.availableToSell).toBe(8);
  });

  it('adds the locations up and takes our claims off once', () => {
    const both = [statement(), statement({ location: 'L1', quantity: 4 })];
    expect(shown(both, { claimed: 6 })?.availableToSell).toBe(8);
  });

  it('keeps a negative figure as evidence and shows zero', () => {
    const both = [statement({ quantity: 2 }), statement({ location: 'S1', quantity: -3 })];
    expect(restated(emptyLevel('A'), both, today).supply).toBe(-1);
    expect(shown(both)?.availableToSell).toBe(0);
  });

  it('ends at zero with the last unit that is claimed', () => {
    expect([4, 5, 6].map((claimed) => freeOf(level('A', 5, { claimed })))).toEqual([1, 0, 0]);
  });

  it('is unknown before the first statement', () => {
    expect(availabilityOf(emptyLevel('A'), () => undefined)).toBeNull();
  });

  it('is nothing, with no promise beyond it, of a SKU that is stated at zero', () => {
    expect(shown([statement({ quantity: 0 })])).toEqual({
      sku: 'A',
      availableToSell: 0,
      atZero: 'show',
      backOrderable: 0,
      nextIncoming: null,
      incoming: [],
      estimated: false,
      asOf: noon,
    });
  });

  it('is unknown and empty of a SKU that nothing is known of', () => {
    expect(emptyLevel('B')).toEqual({
      sku: 'B',
      supply: 0,
      claimed: 0,
      atZero: 'show',
      backOrderLimit: 0,
      components: [],
      incoming: [],
      estimated: false,
      asOf: null,
    });
  });

  it('is as old as its newest statement, in whichever order the locations come', () => {
    const at = (hour: number, location: string) =>
      statement({ asOf: new Date(Date.UTC(2026, 1, 1, hour)), location });
    for (const statements of [
      [at(12, 'B1'), at(13, 'L1'), at(11, 'S1')],
      [at(13, 'L1'), at(11, 'S1'), at(12, 'B1')],
      [at(11, 'S1'), at(12, 'B1'), at(13, 'L1')],
    ])
      expect(shown(statements)?.asOf).toEqual(new Date('2026-02-01T13:00:00Z'));
  });

  it('keeps its age, and has nothing to sell, when its last location stops serving', () => {
    const before = level('A', 7, { claimed: 2, incoming: [{ expectedOn: '2026-03-01', quantity: 1 }] });
    expect(restated(before, [], today)).toEqual({ ...level('A', 0), claimed: 2 });
  });
});

describe('a delivery from a supplier', () => {
  const one = (...dates: string[]) => dates.map((expectedOn) => incoming(expectedOn, 1));
  const days = (...dates: string[]) => dates.map((expectedOn) => ({ expectedOn, quantity: 1 }));

  it('is named when it is the earliest, locations together', () => {
    const both = [
      statement({ incoming: one('2026-03-01', '2026-02-10') }),
      statement({ location: 'L1', incoming: one('2026-02-10', '2026-04-01') }),
    ];
    expect(shown(both)?.nextIncoming).toEqual({ expectedOn: '2026-02-10', quantity: 2 });
  });

  it('adds up documents that are expected on the same day', () => {
    const stated = [
      { ...incoming('2026-03-01', 2), document: 'P-1', confirmed: true },
      { ...incoming('2026-03-01', 3), document: 'T-1', kind: 'transfer' },
      { ...incoming('2026-04-01', 4), document: 'P-1' },
    ];
    expect(restated(emptyLevel('A'), [statement({ incoming: stated })], today).incoming).toEqual([
      { expectedOn: '2026-03-01', quantity: 5 },
      { expectedOn: '2026-04-01', quantity: 4 },
    ]);
  });

  it('takes its place by date, however the source sorts them', () => {
    const dates = ['2026-02-10', '2026-03-01', '2026-04-01', '2027-01-01'];
    const ordered = one(...dates);
    for (const stated of [ordered, ordered.toReversed(), [2, 0, 3, 1].map((index) => ordered[index]!)])
      expect(restated(emptyLevel('A'), [statement({ incoming: stated })], today).incoming).toEqual(
        days(...dates),
      );
  });

  it('is none when no units are left of it, or fewer', () => {
    const stated = [incoming('2026-02-10', 0), incoming('2026-02-20', -2), incoming('2026-03-01', 1)];
    expect(restated(emptyLevel('A'), [statement({ incoming: stated })], today).incoming).toEqual([
      { expectedOn: '2026-03-01', quantity: 1 },
    ]);
  });

  it('that should have come promises nothing, and one of today may still', () => {
    const stated = one('2026-01-31', '2026-02-01', '2026-03-01');
    const all = [statement({ incoming: stated })];
    expect(restated(emptyLevel('A'), all, today).incoming).toEqual(days('2026-02-01', '2026-03-01'));
    expect(shown(all)).toMatchObject({
      nextIncoming: { expectedOn: '2026-02-01', quantity: 1 },
      incoming: days('2026-02-01'),
    });
    const late = [statement({ incoming: one('2026-01-31') })];
    expect(shown(late)).toMatchObject({ nextIncoming: null, incoming: [] });
  });

  it('is free for what of it is not owed, and for as much as may be promised', () => {
    const free = (claimed: number, backOrderLimit: number, ...quantities: number[]) =>
      freeDeliveriesOf(
        level('A', 2, {
          ...{ claimed, backOrderLimit, atZero: 'back-order' },
          incoming: quantities.map((quantity, index) => ({ expectedOn: `2026-03-0${index + 1}`, quantity })),
        }),
      ).map(({ expectedOn, quantity }) => `${expectedOn.slice(-1)}: ${quantity}`);
    // Five owed of five: the second is the first that covers anything.
    expect(free(7, 10, 5, 5)).toEqual(['2: 5']);
    expect(free(6, 10, 5, 5)).toEqual(['1: 1', '2: 5']);
    expect(free(0, 10, 5, 5, 5)).toEqual(['1: 5', '2: 5']);
    expect(free(0, 11, 5, 5, 5)).toEqual(['1: 5', '2: 5', '3: 5']);
    expect(free(20, 18, 5, 5)).toEqual([]);
    expect(free(2, 0, 5, 5)).toEqual(['1: 5']);
    const many = Array.from({ length: 30 }, (_, day) => ({ expectedOn: `2026-03-${day + 10}`, quantity: 1 }));
    const patient = level('A', 0, { atZero: 'back-order', backOrderLimit: 100, incoming: many });
    expect(freeDeliveriesOf(patient)).toEqual(many.slice(0, 20));
  });

  it('covers what is owed from the day on which as many units have come', () => {
    const owing = (owed: number) =>
      coveredOn(
        [
          { expectedOn: '2026-03-01', quantity: 2 },
          { expectedOn: '2026-04-01', quantity: 3 },
        ],
        owed,
      );
    expect([1, 2, 3, 5, 6].map(owing)).toEqual([
      '2026-03-01',
      '2026-03-01',
      '2026-04-01',
      '2026-04-01',
      null,
    ]);
  });
});

describe('units beyond stock', () => {
  const patient = { atZero: 'back-order', backOrderLimit: 4 } as const;

  it('are as many as the limit while stock is left, and fewer by each that is owed', () => {
    const left = (claimed: number) => backOrderableOf(level('A', 2, { ...patient, claimed }));
    expect([0, 1, 2, 3, 5, 6, 7].map(left)).toEqual([4, 4, 4, 3, 1, 0, 0]);
  });

  it('are fewer by what locations owe', () => {
    expect(backOrderableOf(level('A', -3, patient))).toBe(1);
  });

  it('are none of a SKU that is shown at zero, whatever its limit', () => {
    expect(backOrderableOf(level('A', 0, { atZero: 'show', backOrderLimit: 4 }))).toBe(0);
  });

  it('are told to the shop beside what stock allows', () => {
    const stated = [statement({ quantity: 3, incoming: [incoming('2026-03-01', 8)] })];
    expect(shown(stated, { ...patient, claimed: 5 })).toEqual({
      sku: 'A',
      availableToSell: 0,
      atZero: 'back-order',
      backOrderable: 2,
      nextIncoming: { expectedOn: '2026-03-01', quantity: 8 },
      incoming: [{ expectedOn: '2026-03-01', quantity: 6 }],
      estimated: false,
      asOf: noon,
    });
  });
});

describe('the policy of a product', () => {
  it.each([
    ['of back-orders keeps its limit', { atZero: 'back-order', backOrderLimit: 5 }, 'back-order', 5],
    ['with a limit below zero promises none', { atZero: 'back-order', backOrderLimit: -1 }, 'back-order', 0],
    ['that is shown at zero has no limit', { atZero: 'show', backOrderLimit: 5 }, 'show', 0],
    ['that we do not know is out of stock', { atZero: 'lottery', backOrderLimit: 5 }, 'show', 0],
    ['that is no longer published is out of stock', null, 'show', 0],
  ] as const)('%s', (_, some, atZero, backOrderLimit) => {
    expect(policyOf(some && product(some))).toEqual({ atZero, backOrderLimit, components: [] });
  });

  it.each(['discontinued', 'withdrawn', 'something new'])(
    'of what is %s, which sells down, is never to be back-ordered',
    (status) => {
      expect(policyOf(product({ status, atZero: 'back-order', backOrderLimit: 5 }))).toEqual({
        atZero: 'show',
        backOrderLimit: 0,
        components: [],
      });
    },
  );

  it('of a kit is its recipe with each component once, and never to be back-ordered', () => {
    const components = [...recipe({ A: 1, B: 2 }), ...recipe({ A: 3 })];
    expect(policyOf(product({ kind: 'kit', components, atZero: 'back-order', backOrderLimit: 5 }))).toEqual({
      atZero: 'show',
      backOrderLimit: 0,
      components: recipe({ A: 4, B: 2 }),
    });
  });

  it('has no recipe of what is no kit', () => {
    expect(policyOf(product({ kind: 'goods', components: recipe({ A: 1 }) })).components).toEqual([]);
    expect(policyOf(product({ kind: 'kit', components: [] })).components).toEqual([]);
  });
});

describe('a kit', () => {
  const kit = (units: Record<string, number>, some: Partial<Level> = {}) => ({
    ...emptyLevel('K'),
    components: recipe(units),
    ...some,
  });
  const later = new Date('2026-02-01T13:00:00Z');
  const pools = [
    level('A', 10, { claimed: 3 }),
    level('B', 7, { asOf: later, estimated: true, incoming: [{ expectedOn: '2026-03-01', quantity: 8 }] }),
    level('C', 2, { claimed: 5, atZero: 'back-order', backOrderLimit: 9 }),
    emptyLevel('D'),
  ];
  const availabilityOfKit = (units: Record<string, number>, some: Partial<Level> = {}) =>
    availabilityOf(kit(units, some), (sku) => pools.find((pool) => pool.sku === sku));

  it('can be sold as often as the scarcest of its components allows, and never beyond stock', () => {
    expect(availabilityOfKit({ A: 1, B: 2 })).toEqual({
      sku: 'K',
      availableToSell: 3,
      atZero: 'show',
      backOrderable: 0,
      nextIncoming: null,
      incoming: [],
      estimated: true,
      asOf: later,
    });
    expect(availabilityOfKit({ A: 3 })).toMatchObject({ availableToSell: 2, estimated: false, asOf: noon });
    expect(availabilityOfKit({ A: 7 })).toMatchObject({ availableToSell: 1 });
    expect(availabilityOfKit({ A: 8 })).toMatchObject({ availableToSell: 0 });
    expect(availabilityOfKit({ A: 1, C: 1 })).toMatchObject({ availableToSell: 0, backOrderable: 0 });
  });

  it('cannot be sold while a component is not known, and is not known while none is', () => {
    expect(availabilityOfKit({ A: 1, X: 1 })).toMatchObject({ availableToSell: 0, asOf: noon });
    expect(availabilityOfKit({ A: 1, D: 1 })).toMatchObject({ availableToSell: 0, asOf: noon });
    expect(availabilityOfKit({ D: 1, X: 1 })).toBeNull();
  });

  it('is not what is stated of its own SKU', () => {
    const own = {
      supply: 99,
      estimated: true,
      asOf: later,
      incoming: [{ expectedOn: '2026-03-01', quantity: 8 }],
    };
    expect(availabilityOfKit({ A: 1 }, own)).toEqual(availabilityOfKit({ A: 1 }));
  });

  it('that needs less than one unit of something cannot be put together', () => {
    expect([0, -1].map((units) => availabilityOfKit({ A: 1, B: units })?.availableToSell)).toEqual([0, 0]);
  });

  it('is put together of nothing less than all that its recipe names', () => {
    const onHand = (sku: string) => ({ A: 5, B: 3, C: -4 })[sku] ?? 0;
    expect(kitsOf(recipe({ A: 1 }), onHand)).toBe(5);
    expect(kitsOf(recipe({ A: 2, B: 1 }), onHand)).toBe(2);
    expect(kitsOf(recipe({ A: 1, C: 1 }), onHand)).toBe(0);
    expect(kitsOf([], onHand)).toBe(0);
  });
});

describe('a figure that rests on time', () => {
  const blind = statement({ location: 'L1', watermarked: false });
  const estimatedAfter = (estimated: boolean, statements: Statement[]) =>
    restated(level('A', 0, { estimated }), statements, today).estimated;

  it('does so while any location cannot tell which orders it reflects', () => {
    expect(estimatedAfter(true, [statement(), blind])).toBe(true);
    expect(estimatedAfter(true, [blind])).toBe(true);
  });

  it('no longer does once every location can tell', () => {
    expect(estimatedAfter(true, [statement(), statement({ location: 'L1' })])).toBe(false);
  });

  it('begins to do so only with a settlement', () => {
    expect(estimatedAfter(false, [blind])).toBe(false);
  });
});

describe('an availability', () => {
  const told: Availability = {
    sku: 'A',
    availableToSell: 3,
    atZero: 'back-order',
    backOrderable: 2,
    nextIncoming: { expectedOn: '2026-03-01', quantity: 8 },
    incoming: [{ expectedOn: '2026-03-01', quantity: 8 }],
    estimated: false,
    asOf: noon,
  };

  it('is the same when all that it says is the same', () => {
    const again = { ...told, nextIncoming: { ...told.nextIncoming! }, asOf: new Date(noon) };
    expect(sameAvailability(told, again)).toBe(true);
    expect(sameAvailability({ ...told, nextIncoming: null }, { ...again, nextIncoming: null })).toBe(true);
    expect(sameAvailability(null, null)).toBe(true);
  });

  it.each<[string, Partial<Availability>]>([
    ['the units to sell', { availableToSell: 4 }],
    ['the policy', { atZero: 'show' }],
    ['the units beyond stock', { backOrderable: 1 }],
    ['the day of the next delivery', { nextIncoming: { expectedOn: '2026-03-02', quantity: 8 } }],
    ['the units of the next delivery', { nextIncoming: { expectedOn: '2026-03-01', quantity: 7 } }],
    ['that there is a next delivery', { nextIncoming: null }],
    ['what of a delivery is free', { incoming: [{ expectedOn: '2026-03-01', quantity: 7 }] }],
    ['the deliveries', { incoming: [] }],
    ['whether it rests on time', { estimated: true }],
    ['its age', { asOf: new Date(noon.getTime() + 1) }],
  ])('is another one when nothing but %s changes', (_, change) => {
    expect(sameAvailability(told, { ...told, ...change })).toBe(false);
    expect(sameAvailability({ ...told, ...change }, told)).toBe(false);
  });

  it('is another one when it becomes known, or is no longer', () => {
    expect(sameAvailability(null, told)).toBe(false);
    expect(sameAvailability(told, null)).toBe(false);
  });
});

describe('stock of a location', () => {
  const place = {
    source: 'demo',
    code: 'B1',
    name: 'Berlin',
    kind: 'warehouse',
    city: 'Berlin',
    country: 'DE',
    servesWeb: true,
  };

  it('says what is there for the web, and where', () => {
    expect(locationStockOf(statement({ safetyStock: 4 }), place)).toEqual({
      sku: 'A',
      source: 'demo',
      location: 'B1',
      name: 'Berlin',
      kind: 'warehouse',
      city: 'Berlin',
      country: 'DE',
      available: 6,
      asOf: noon,
      servesWeb: true,
    });
  });

  it('is never negative', () => {
    const available = (quantity: number) =>
      locationStockOf(statement({ quantity, safetyStock: 4 }), place).available;
    expect([5, 4, 3].map(available)).toEqual([1, 0, 0]);
  });
});

import { describe, expect, it } from 'vitest';
import { type StockExplanation, stockOutput } from './stock.ts';

const now = new Date('2026-11-29T12:00:00Z');
const availability = {
  ...{ availableToSell: 6, atZero: 'show', backOrderable: 0, estimated: false },
  asOf: '2026-11-29T11:58:00.000Z',
};
const place = {
  ...{ source: 'demo', location: 'B1', name: 'Berlin', quantity: 12, basis: 'physical' },
  ...{ allocatedElsewhere: 2, safetyStock: 1, figure: 9, asOf: '2026-11-29T11:58:00Z', notCounted: null },
};
const claim = { order: 'W10233', line: 1, units: 1, backOrdered: 0, since: '2026-11-29T10:00:00Z' };
const answer = (some: Partial<StockExplanation> = {}): StockExplanation => ({
  ...{ sku: 'BK-R50R-44', availability, supply: 9, claimed: 3, locations: [place], incoming: [] },
  claims: { count: 2, units: 3, oldest: [claim, { ...claim, order: 'W10234', line: 2, units: 2 }] },
  ...{ owed: { units: 0, to: [] }, components: [] },
  ...some,
});

describe('the stock of a SKU', () => {
  it('is a sum: what is stated, less what is held, less each claim', () => {
    expect(stockOutput(answer(), now)).toEqual({
      json: answer(),
      lines: [
        'BK-R50R-44: 6 can be sold, stated 2026-11-29 11:58:00 UTC, 2 min ago',
        '',
        '                           stated  basis     held elsewhere  safety  ago',
        'Berlin (demo B1)               12  physical              -2      -1  2 min   9',
        'supply                                                                       9',
        'claimed by W10233, line 1                                            2 h    -1',
        'claimed by W10234, line 2                                            2 h    -2',
        'left                                                                         6',
      ],
      status: 0,
    });
  });

  it('names what does not count, further claims, and to whom deliveries are owed', () => {
    const short = answer({
      availability: {
        ...availability,
        availableToSell: 0,
        atZero: 'back-order',
        backOrderable: 4,
        estimated: true,
      },
      ...{ supply: 1, claimed: 9 },
      locations: [
        { ...place, quantity: 1, basis: 'net', safetyStock: 0, figure: 1 },
        { ...place, location: 'X1', name: null, notCounted: 'not-for-the-web' },
      ],
      claims: { count: 3, units: 9, oldest: [{ ...claim, units: 4, backOrdered: 3, since: null }] },
      incoming: [
        { expectedOn: '2026-12-03', quantity: 4, owed: 4 },
        { expectedOn: '2026-12-10', quantity: 9, owed: 0 },
      ],
      owed: {
        units: 8,
        to: [
          { order: null, line: null, quantity: 1, expectedOn: '2026-12-03' },
          { order: 'W10233', line: 1, quantity: 3, expectedOn: '2026-12-03' },
          { order: 'W10235', line: 2, quantity: 4, expectedOn: null },
        ],
      },
    });
    expect(stockOutput(short, now)).toEqual({
      json: short,
      lines: [
        'BK-R50R-44: 0 can be sold, 4 more on back-order, stated 2026-11-29 11:58:00 UTC, 2 min ago, estimated',
        '',
        '                                                 stated  basis  held elsewhere  safety  ago',
        'Berlin (demo B1)                                      1  net                         0  2 min   1',
        'supply                                                                                          1',
        'claimed by W10233, line 1, 3 of it back-ordered                                         -      -4',
        '2 more claims                                                                                  -5',
        'left                                                                                           -8',
        '',
        'NOT COUNTED',
        '                   stated  basis     held elsewhere  safety  ago    why',
        'unknown (demo X1)      12  physical              -2      -1  2 min  not-for-the-web',
        '',
        'INCOMING',
        'on           units  owed  to whom',
        '2026-12-03       4     4  1 to the shelf; 3 to W10233, line 1',
        '2026-12-10       9     0',
        'no delivery               4 to W10235, line 2',
      ],
      status: 1,
    });
  });

  it('of a kit is what its components are enough for', () => {
    const kit = answer({
      components: [
        { sku: 'A', quantity: 2, availableToSell: 7 },
        { sku: 'B', quantity: 1, availableToSell: 9 },
        { sku: 'C', quantity: 0, availableToSell: 9 },
      ],
    });
    expect(stockOutput(kit, now).lines).toEqual([
      'BK-R50R-44: 6 can be sold, stated 2026-11-29 11:58:00 UTC, 2 min ago',
      '',
      'A kit: as many as can be put together of its components; `throughline stock why` explains each.',
      'component  in one kit  can be sold  kits',
      'A                   2            7     3',
      'B                   1            9     9',
      'C                   0            9     0',
    ]);
  });

  it('is not known before a location has stated it', () => {
    const nothing = answer({ availability: null, locations: [], supply: 0, claimed: 0 });
    const { lines } = stockOutput({ ...nothing, claims: { count: 0, units: 0, oldest: [] } }, now);
    expect(lines[0]).toBe('BK-R50R-44: no location has stated anything');
  });
});

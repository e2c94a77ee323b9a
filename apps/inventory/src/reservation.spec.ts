import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Level, availabilityOf } from './availability.ts';
import { coveredOn } from './deliveries.ts';
import { level, recipe, request, reserved } from './fixtures/stock.ts';
import { claimOf, needsOf, openOf, releasable, reserve, settleable } from './reservation.ts';
import type { Claim } from './reservation.ts';

const pools = (...levels: Level[]) => new Map(levels.map((each) => [each.sku, each]));
const claim = (some: Partial<Claim> = {}): Claim => ({
  order: 'W-1',
  line: 1,
  sku: 'A',
  perUnit: 1,
  reserved: 10,
  backOrdered: 0,
  released: 0,
  settled: 0,
  ...some,
});

describe('reserving', () => {
  it('promises every line when stock suffices, and claims what it promised', () => {
    const given = pools(level('A', 5, { claimed: 2 }), level('B', 9));
    expect(
      reserve(
        given,
        request('W-1', [
          ['A', 3],
          ['B', 4],
        ]),
      ),
    ).toEqual({
      lines: [reserved(1, 'A', 3), reserved(2, 'B', 4)],
      claims: [claim({ reserved: 3 }), claim({ line: 2, sku: 'B', reserved: 4 })],
    });
  });

  it('leaves the pools as they were: whoever holds them enters the claims', () => {
    const given = pools(level('A', 5));
    reserve(given, request('W-1', [['A', 3]]));
    expect(given).toEqual(pools(level('A', 5)));
  });

  it('sums the demand of a SKU over its lines before it is checked', () => {
    const wanted = request('W-1', [
      ['A', 3],
      ['A', 3],
    ]);
    expect(reserve(pools(level('A', 6)), wanted)).toMatchObject({
      lines: [reserved(1, 'A', 3), reserved(2, 'A', 3)],
    });
    expect(reserve(pools(level('A', 5)), wanted)).toEqual({
      refused: [
        { line: 1, sku: 'A', requested: 6, available: 5 },
        { line: 2, sku: 'A', requested: 6, available: 5 },
      ],
    });
  });

  it('refuses the whole order when one line falls short, and names only that line', () => {
    const given = pools(level('A', 5), level('B', 0), level('C', 5));
    expect(
      reserve(
        given,
        request('W-1', [
          ['A', 1],
          ['B', 1],
          ['C', 5],
        ]),
      ),
    ).toEqual({ refused: [{ line: 2, sku: 'B', requested: 1, available: 0 }] });
  });

  it('names every line that falls short, and what there would have been', () => {
    const given = pools(level('A', 1), level('B', 5), level('C', 3));
    expect(
      reserve(
        given,
        request('W-1', [
          ['C', 4],
          ['B', 5],
          ['A', 2],
        ]),
      ),
    ).toEqual({
      refused: [
        { line: 1, sku: 'C', requested: 4, available: 3 },
        { line: 3, sku: 'A', requested: 2, available: 1 },
      ],
    });
  });

  it('refuses what nothing is known of', () => {
    expect(reserve(new Map(), request('W-1', [['A', 1]], true))).toEqual({
      refused: [{ line: 1, sku: 'A', requested: 1, available: 0 }],
    });
  });

  it('does not count negative stock as something to sell', () => {
    expect(reserve(pools(level('A', -3)), request('W-1', [['A', 1]]))).toEqual({
      refused: [{ line: 1, sku: 'A', requested: 1, available: 0 }],
    });
  });

  it('promises the last unit and not one more', () => {
    const given = pools(level('A', 5, { claimed: 1 }));
    expect(reserve(given, request('W-1', [['A', 4]]))).toMatchObject({ lines: [reserved(1, 'A', 4)] });
    expect(reserve(given, request('W-1', [['A', 5]]))).toMatchObject({ refused: [{ available: 4 }] });
  });
});

describe('reserving for a shopper who waits', () => {
  const pool = level('A', 2, {
    atZero: 'back-order',
    backOrderLimit: 4,
    incoming: [
      { expectedOn: '2026-03-01', quantity: 1 },
      { expectedOn: '2026-04-01', quantity: 10 },
    ],
  });
  const linesOf = (given: Level, ...quantities: number[]) => {
    const outcome = reserve(
      pools(given),
      request(
        'W-1',
        quantities.map((quantity) => ['A', quantity]),
        true,
      ),
    );
    return 'lines' in outcome ? outcome.lines : outcome.refused;
  };
  const promised = (line: number, ofStock: number, backOrdered: number, expectedOn: string | null) => ({
    line,
    sku: 'A',
    reserved: ofStock,
    backOrdered,
    expectedOn,
  });

  it('takes stock first and says when the rest is expected', () => {
    expect(linesOf(pool, 3)).toEqual([promised(1, 2, 1, '2026-03-01')]);
    expect(linesOf(pool, 4)).toEqual([promised(1, 2, 2, '2026-04-01')]);
  });

  it('names no date for what stock covers, although deliveries are due', () => {
    expect(linesOf(pool, 2)).toEqual([promised(1, 2, 0, null)]);
  });

  it('gives the stock to the first of two lines of a SKU, and what it leaves to the second', () => {
    expect(linesOf(pool, 1, 3)).toEqual([promised(1, 1, 0, null), promised(2, 1, 2, '2026-04-01')]);
    expect(linesOf(pool, 3, 1)).toEqual([promised(1, 2, 1, '2026-03-01'), promised(2, 0, 1, '2026-04-01')]);
  });

  it('claims what it promised beyond stock with the rest', () => {
    expect(
      reserve(
        pools(pool),
        request(
          'W-1',
          [
            ['A', 1],
            ['A', 3],
          ],
          true,
        ),
      ),
    ).toMatchObject({ claims: [claim({ reserved: 1 }), claim({ line: 2, reserved: 3, backOrdered: 2 })] });
  });

  it('knows no date when no delivery covers it', () => {
    expect(linesOf({ ...pool, incoming: [] }, 3)).toEqual([promised(1, 2, 1, null)]);
  });

  it('promises no day that has passed, nor units that should have come by then', () => {
    const late = { ...pool, incoming: [{ expectedOn: '2026-01-31', quantity: 9 }, ...pool.incoming] };
    expect(linesOf(late, 3)).toEqual([promised(1, 2, 1, '2026-03-01')]);
    expect(linesOf({ ...late, incoming: late.incoming.slice(0, 1) }, 3)).toEqual([promised(1, 2, 1, null)]);
  });

  it('promises the day that the shop is told: of the first delivery that covers what is asked beyond what is owed', () => {
    const delivery = fc.record({
      day: fc.integer({ min: 10, max: 28 }),
      quantity: fc.integer({ min: 1, max: 6 }),
    });
    fc.assert(
      fc.property(
        fc.integer({ min: -3, max: 6 }),
        fc.nat(9),
        fc.integer({ min: 1, max: 12 }),
        fc.uniqueArray(delivery, { selector: ({ day }) => day, maxLength: 6, size: 'max' }),
        fc.integer({ min: 1, max: 15 }),
        (supply, claimed, backOrderLimit, deliveries, quantity) => {
          const incoming = deliveries
            .toSorted((a, b) => a.day - b.day)
            .map(({ day, quantity: units }) => ({ expectedOn: `2026-03-${day}`, quantity: units }));
          const given = level('A', supply, { claimed, backOrderLimit, atZero: 'back-order', incoming });
          const told = availabilityOf(given, () => undefined)!;
          const [line] = linesOf(given, quantity);
          fc.pre(line !== undefined && 'backOrdered' in line && line.backOrdered > 0);
          expect(line).toMatchObject({
            expectedOn: coveredOn(told.incoming!, quantity - told.availableToSell),
          });
        },
      ),
      { numRuns: 300 },
    );
  });

  it('promises stock and the limit, and no unit beyond them', () => {
    expect(linesOf(pool, 6)).toEqual([promised(1, 2, 4, '2026-04-01')]);
    expect(linesOf(pool, 7)).toEqual([{ line: 1, sku: 'A', requested: 7, available: 6 }]);
    expect(linesOf(pool, 3, 4)).toEqual([
      { line: 1, sku: 'A', requested: 7, available: 6 },
      { line: 2, sku: 'A', requested: 7, available: 6 },
    ]);
  });

  it('counts earlier promises against the limit', () => {
    expect(linesOf({ ...pool, claimed: 5 }, 1)).toEqual([promised(1, 0, 1, '2026-04-01')]);
    expect(linesOf({ ...pool, claimed: 5 }, 2)).toEqual([{ line: 1, sku: 'A', requested: 2, available: 1 }]);
  });

  it('promises stock alone to one who does not want to wait', () => {
    expect(reserve(pools(pool), request('W-1', [['A', 2]]))).toMatchObject({
      lines: [promised(1, 2, 0, null)],
    });
    expect(reserve(pools(pool), request('W-1', [['A', 3]]))).toEqual({
      refused: [{ line: 1, sku: 'A', requested: 3, available: 2 }],
    });
  });
});

describe('reserving kits', () => {
  const promised = (line: number, sku: string, ofStock: number, backOrdered = 0) => ({
    line,
    sku,
    reserved: ofStock,
    backOrdered,
    expectedOn: null,
  });

  it('claims so many units of each component under the line of the kit', () => {
    const given = pools(level('A', 10), level('B', 10));
    expect(
      reserve(
        given,
        request('W-1', [
          ['B', 1],
          ['K', 3, { A: 1, B: 2 }],
        ]),
      ),
    ).toEqual({
      lines: [reserved(1, 'B', 1), reserved(2, 'A', 3), reserved(2, 'B', 6)],
      claims: [
        claim({ line: 1, sku: 'B', reserved: 1 }),
        claim({ line: 2, sku: 'A', reserved: 3 }),
        claim({ line: 2, sku: 'B', reserved: 6, perUnit: 2 }),
      ],
    });
  });

  it('takes a component that a recipe names twice for the sum', () => {
    const [line] = request('W-1', [['K', 2, { A: 1 }]]).lines;
    const twice = { ...line!, components: [...recipe({ A: 1, B: 1 }), ...recipe({ A: 2 })] };
    expect(needsOf(twice)).toEqual([
      { sku: 'A', perUnit: 3, quantity: 6 },
      { sku: 'B', perUnit: 1, quantity: 2 },
    ]);
  });

  it('sums the demand of kits and of single units before anything is promised', () => {
    const wanted = request('W-1', [
      ['A', 2],
      ['K', 2, { A: 2 }],
      ['L', 1, { A: 1 }],
    ]);
    expect(reserve(pools(level('A', 7)), wanted)).toMatchObject({
      lines: [reserved(1, 'A', 2), reserved(2, 'A', 4), reserved(3, 'A', 1)],
    });
    expect(reserve(pools(level('A', 6)), wanted)).toEqual({
      refused: [{ line: 1, sku: 'A', requested: 7, available: 6 }],
    });
  });

  it('refuses a kit by its own SKU, with kits that are asked for over all lines and kits that there are', () => {
    const kit = { A: 2, B: 1 };
    const given = pools(level('A', 7), level('B', 9));
    expect(reserve(given, request('W-1', [['K', 4, kit]]))).toEqual({
      refused: [{ line: 1, sku: 'K', requested: 4, available: 3 }],
    });
    expect(
      reserve(
        given,
        request('W-1', [
          ['K', 2, kit],
          ['B', 1],
          ['K', 2, kit],
        ]),
      ),
    ).toEqual({
      refused: [
        { line: 1, sku: 'K', requested: 4, available: 3 },
        { line: 3, sku: 'K', requested: 4, available: 3 },
      ],
    });
    expect(reserve(given, request('W-1', [['K', 3, kit]]))).toMatchObject({ claims: [{ reserved: 6 }, {}] });
  });

  it('counts as available of a kit what other kits of the order leave', () => {
    const given = pools(level('A', 7));
    expect(
      reserve(
        given,
        request('W-1', [
          ['K', 3, { A: 2 }],
          ['L', 2, { A: 1 }],
        ]),
      ),
    ).toEqual({
      refused: [
        { line: 1, sku: 'K', requested: 3, available: 2 },
        { line: 2, sku: 'L', requested: 2, available: 1 },
      ],
    });
  });

  it('knows a kit from single units of the same SKU', () => {
    const given = pools(level('A', 3), level('K', 1));
    expect(
      reserve(
        given,
        request('W-1', [
          ['K', 1],
          ['K', 3, { A: 1 }],
        ]),
      ),
    ).toMatchObject({
      lines: [reserved(1, 'K', 1), reserved(2, 'A', 3)],
    });
    expect(
      reserve(
        given,
        request('W-1', [
          ['K', 2],
          ['K', 4, { A: 1 }],
        ]),
      ),
    ).toEqual({
      refused: [
        { line: 1, sku: 'K', requested: 2, available: 1 },
        { line: 2, sku: 'K', requested: 4, available: 3 },
      ],
    });
  });

  it('refuses a kit of what nothing is known of, and one that has no proper recipe', () => {
    const refused = { refused: [{ line: 1, sku: 'K', requested: 1, available: 0 }] };
    const given = pools(level('A', 9));
    expect(reserve(given, request('W-1', [['K', 1, { A: 1, B: 1 }]]))).toEqual(refused);
    for (const units of [0, -1])
      expect(reserve(given, request('W-1', [['K', 1, { A: units }]]))).toEqual(refused);
  });

  it('never has a kit wait, although its shopper would and its component may', () => {
    const given = pools(level('A', 2, { atZero: 'back-order', backOrderLimit: 4 }));
    expect(reserve(given, request('W-1', [['K', 3, { A: 1 }]], true))).toEqual({
      refused: [{ line: 1, sku: 'K', requested: 3, available: 2 }],
    });
    expect(
      reserve(
        given,
        request(
          'W-1',
          [
            ['A', 3],
            ['K', 2, { A: 1 }],
          ],
          true,
        ),
      ),
    ).toMatchObject({
      lines: [promised(1, 'A', 0, 3), promised(2, 'A', 2)],
    });
    expect(
      reserve(
        given,
        request(
          'W-1',
          [
            ['A', 2],
            ['K', 1, { A: 1 }],
            ['A', 1],
          ],
          true,
        ),
      ),
    ).toMatchObject({
      lines: [promised(1, 'A', 1, 1), promised(2, 'A', 1), promised(3, 'A', 0, 1)],
    });
    expect(
      reserve(
        given,
        request(
          'W-1',
          [
            ['A', 5],
            ['K', 2, { A: 1 }],
          ],
          true,
        ),
      ),
    ).toEqual({
      refused: [{ line: 1, sku: 'A', requested: 7, available: 6 }],
    });
  });
});

describe('a claim', () => {
  it('is of all units that were promised, those beyond stock among them', () => {
    const line = { line: 2, sku: 'B', reserved: 3, backOrdered: 4, expectedOn: '2026-03-01' };
    expect(claimOf('W-9', line)).toEqual({
      order: 'W-9',
      line: 2,
      sku: 'B',
      perUnit: 1,
      reserved: 7,
      backOrdered: 4,
      released: 0,
      settled: 0,
    });
  });

  it('is open by what was neither given back nor settled', () => {
    expect(openOf(claim({ released: 2, settled: 3 }))).toBe(5);
  });

  it('gives back what is cancelled, as far as it is still open', () => {
    const some = claim({ released: 2, settled: 3 });
    expect([0, 4, 5, 6].map((cancelled) => releasable(some, cancelled))).toEqual([0, 4, 5, 5]);
  });

  it('gives back nothing of what has left and is not settled yet', () => {
    const some = claim({ released: 2, settled: 3 });
    expect([2, 3, 4, 7, 8, 9].map((left) => releasable(some, 10, left))).toEqual([5, 5, 4, 1, 0, 0]);
    expect(releasable(some, 1, 4)).toBe(1);
  });

  it('gives nothing back of a cancellation of less than nothing', () => {
    expect(releasable(claim(), -1)).toBe(0);
  });

  it('settles of all that has left only what was not settled before', () => {
    const some = claim({ settled: 3 });
    expect([2, 3, 4, 10, 11].map((gone) => settleable(some, gone))).toEqual([0, 0, 1, 7, 7]);
  });

  it('settles no unit that was given back', () => {
    const some = claim({ released: 4, settled: 1 });
    expect([5, 6, 7, 10].map((gone) => settleable(some, gone))).toEqual([4, 5, 5, 5]);
  });
});

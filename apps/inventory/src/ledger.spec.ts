import { describe, expect, it } from 'vitest';
import type { Level } from './availability.ts';
import {
  closed,
  level,
  noon as at,
  released,
  request,
  reserved,
  settled,
  stockRefused,
  stockReserved,
} from './fixtures/stock.ts';
import { Ledger } from './ledger.ts';
import type { Holdings } from './ledger.ts';
import type { Seen } from './reservation.ts';

const berlin = { sku: 'A', source: 'demo', location: 'B1' };
const hamburg = { sku: 'A', source: 'demo', location: 'S1' };
/** Pools of ten pieces of each SKU. */
const given = (some: Partial<Holdings> = {}) =>
  new Ledger({ levels: [level('A', 10), level('B', 10)], orders: [], seen: [], ...some });
const gone = (order: string, ...quantities: number[]) =>
  quantities.map((quantity, index) => ({ order, line: index + 1, quantity }));
const claimed = (ledger: Ledger, ...skus: string[]) => skus.map((sku) => ledger.levels.get(sku)?.claimed);
/** By order line. */
const balances = (ledger: Ledger) => {
  const sums: Record<string, number> = {};
  for (const { order, line, quantity } of ledger.entries)
    sums[`${order} ${line}`] = (sums[`${order} ${line}`] ?? 0) + quantity;
  return sums;
};
/** Five pieces of A, three of B, and two more of A. */
const three = request('W-1', [
  ['A', 5],
  ['B', 3],
  ['A', 2],
]);

describe('an order that is placed', () => {
  it('claims every line from the pool of its SKU', () => {
    const ledger = given();
    expect(ledger.place(three, at)).toEqual([
      stockReserved('W-1', reserved(1, 'A', 5), reserved(2, 'B', 3), reserved(3, 'A', 2)),
    ]);
    expect(claimed(ledger, 'A', 'B')).toEqual([7, 3]);
    const entry = { order: 'W-1', kind: 'reserve', location: null, estimated: false, at };
    expect(ledger.entries).toEqual([
      { ...entry, line: 1, sku: 'A', quantity: 5 },
      { ...entry, line: 2, sku: 'B', quantity: 3 },
      { ...entry, line: 3, sku: 'A', quantity: 2 },
    ]);
  });

  it('is decided once', () => {
    const ledger = given();
    ledger.place(three, at);
    expect(ledger.place(three, at)).toEqual([]);
    expect(claimed(ledger, 'A', 'B')).toEqual([7, 3]);
  });

  it('leaves to the next one what it did not claim', () => {
    const ledger = given();
    ledger.place(three, at);
    expect(ledger.place(request('W-2', [['A', 4]]), at)).toEqual([
      stockRefused('W-2', { line: 1, sku: 'A', requested: 4, available: 3 }),
    ]);
    expect(ledger.place(request('W-3', [['A', 3]]), at)).toEqual([stockReserved('W-3', reserved(1, 'A', 3))]);
  });

  it('claims nothing when it is refused, has nothing to give back, and is not decided again', () => {
    const ledger = given();
    const wanted = request('W-1', [
      ['A', 1],
      ['B', 11],
    ]);
    expect(ledger.place(wanted, at)).toEqual([
      stockRefused('W-1', { line: 2, sku: 'B', requested: 11, available: 10 }),
    ]);
    expect(claimed(ledger, 'A', 'B')).toEqual([0, 0]);
    expect(ledger.entries).toEqual([]);
    expect(ledger.release('W-1', 'all', at)).toEqual([]);
    ledger.levels.set('B', level('B', 20));
    expect(ledger.place(wanted, at)).toEqual([]);
  });

  it('cannot be decided without holding the levels of its SKUs', () => {
    const ledger = given({ levels: [] });
    const taken = stockReserved('W-1', reserved(1, 'A', 1));
    expect(() => ledger.takeOver(taken, 1, at)).toThrow('The level of A is not locked');
  });
});

describe('a watermark', () => {
  const settlement = (line: number, sku: string, quantity: number, location: string) => ({
    order: 'W-1',
    line,
    sku,
    kind: 'settle',
    quantity,
    location,
    estimated: false,
    at,
  });

  it('settles what a statement has newly ceased to contain, line by line, and nothing twice', () => {
    const ledger = given();
    ledger.place(three, at);
    expect(ledger.watermark(gone('W-1', 2, 0, 1), berlin, at)).toEqual([
      settled(
        'W-1',
        { line: 1, sku: 'A', location: 'B1', quantity: 2 },
        { line: 3, sku: 'A', location: 'B1', quantity: 1 },
      ),
    ]);
    expect(claimed(ledger, 'A', 'B')).toEqual([4, 3]);
    expect(ledger.watermark(gone('W-1', 2, 0, 1), berlin, at)).toEqual([]);
    expect(claimed(ledger, 'A', 'B')).toEqual([4, 3]);
    expect(ledger.watermark(gone('W-1', 4, 0, 1), berlin, at)).toEqual([
      settled('W-1', { line: 1, sku: 'A', location: 'B1', quantity: 2 }),
    ]);
    expect(ledger.entries.slice(3)).toEqual([
      settlement(1, 'A', -2, 'B1'),
      settlement(3, 'A', -1, 'B1'),
      settlement(1, 'A', -2, 'B1'),
    ]);
  });

  it('closes the order with the last line, and no sooner', () => {
    const ledger = given();
    ledger.place(three, at);
    expect(ledger.watermark(gone('W-1', 5), berlin, at)).toEqual([
      settled('W-1', { line: 1, sku: 'A', location: 'B1', quantity: 5 }),
    ]);
    expect(ledger.watermark(gone('W-1', 0, 0, 2), berlin, at)).toEqual([
      settled('W-1', { line: 3, sku: 'A', location: 'B1', quantity: 2 }),
    ]);
    expect(ledger.watermark(gone('W-1', 0, 3), { ...berlin, sku: 'B' }, at)).toEqual([
      closed('W-1', { line: 2, sku: 'B', location: 'B1', quantity: 3 }),
    ]);
    expect(balances(ledger)).toEqual({ 'W-1 1': 0, 'W-1 2': 0, 'W-1 3': 0 });
  });

  it('settles several orders at once, each for itself', () => {
    const ledger = given();
    ledger.place(three, at);
    ledger.place(request('W-2', [['A', 3]]), at);
    expect(ledger.watermark([...gone('W-1', 5), ...gone('W-2', 3)], berlin, at)).toEqual([
      settled('W-1', { line: 1, sku: 'A', location: 'B1', quantity: 5 }),
      closed('W-2', { line: 1, sku: 'A', location: 'B1', quantity: 3 }),
    ]);
    expect(claimed(ledger, 'A', 'B')).toEqual([2, 3]);
  });

  it('adds up over the locations that a line leaves from', () => {
    const ledger = given();
    ledger.place(request('W-1', [['A', 5]]), at);
    ledger.watermark(gone('W-1', 2), berlin, at);
    expect(ledger.watermark(gone('W-1', 2), hamburg, at)).toEqual([
      settled('W-1', { line: 1, sku: 'A', location: 'S1', quantity: 2 }),
    ]);
    expect(ledger.watermark(gone('W-1', 3), hamburg, at)).toEqual([
      closed('W-1', { line: 1, sku: 'A', location: 'S1', quantity: 1 }),
    ]);
  });

  it('of one source does not stand for that of another with a location of the same code', () => {
    const ledger = given();
    ledger.place(request('W-1', [['A', 5]]), at);
    ledger.watermark(gone('W-1', 2), berlin, at);
    expect(ledger.watermark(gone('W-1', 2), { ...berlin, source: 'other' }, at)).toEqual([
      settled('W-1', { line: 1, sku: 'A', location: 'B1', quantity: 2 }),
    ]);
  });

  it('that falls back is ignored', () => {
    const ledger = given();
    ledger.place(request('W-1', [['A', 5]]), at);
    ledger.watermark(gone('W-1', 4), berlin, at);
    expect(ledger.watermark(gone('W-1', 1), berlin, at)).toEqual([]);
    expect(claimed(ledger, 'A')).toEqual([1]);
    ledger.watermark(gone('W-1', 1), hamburg, at);
    expect(claimed(ledger, 'A')).toEqual([0]);
  });

  it('settles no more than was claimed', () => {
    const ledger = given();
    ledger.place(request('W-1', [['A', 2]]), at);
    expect(ledger.watermark(gone('W-1', 9), berlin, at)).toEqual([
      closed('W-1', { line: 1, sku: 'A', location: 'B1', quantity: 2 }),
    ]);
    expect(claimed(ledger, 'A')).toEqual([0]);
  });

  it('settles no unit that was given back', () => {
    const ledger = given();
    ledger.place(request('W-1', [['A', 5]]), at);
    ledger.release('W-1', [{ line: 1, quantity: 2 }], at);
    expect(ledger.watermark(gone('W-1', 5), berlin, at)).toEqual([
      closed('W-1', { line: 1, sku: 'A', location: 'B1', quantity: 3 }),
    ]);
    expect(claimed(ledger, 'A')).toEqual([0]);
    expect(balances(ledger)).toEqual({ 'W-1 1': 0 });
  });

  it('does not settle a line by the shipment of another item', () => {
    const ledger = given();
    ledger.place(three, at);
    expect(ledger.watermark(gone('W-1', 5), { ...berlin, sku: 'B' }, at)).toEqual([]);
    expect(ledger.watermark(gone('W-1', 1), berlin, at)).toHaveLength(1);
    expect(ledger.watermark(gone('W-1', 6), { ...berlin, sku: 'B' }, at)).toEqual([]);
    expect(claimed(ledger, 'A', 'B')).toEqual([6, 3]);
  });

  it('does not settle a line that the order does not have', () => {
    const ledger = given();
    ledger.place(request('W-1', [['A', 5]]), at);
    expect(ledger.watermark([{ order: 'W-1', line: 2, quantity: 5 }], berlin, at)).toEqual([]);
    expect(claimed(ledger, 'A')).toEqual([5]);
  });

  it('waits for an order that is not known yet, and settles it when it is placed', () => {
    const before = given();
    expect(before.watermark(gone('W-1', 2, 0, 2), berlin, at)).toEqual([]);
    const after = given({ seen: [...before.raised.values()] });
    expect(after.place(three, at)).toEqual([
      stockReserved('W-1', reserved(1, 'A', 5), reserved(2, 'B', 3), reserved(3, 'A', 2)),
      settled(
        'W-1',
        { line: 1, sku: 'A', location: 'B1', quantity: 2 },
        { line: 3, sku: 'A', location: 'B1', quantity: 2 },
      ),
    ]);
    expect([...after.levels.values()]).toEqual([
      level('A', 10, { claimed: 3 }),
      level('B', 10, { claimed: 3 }),
    ]);
  });

  it('settles for each location its own units when the order comes later than several of them', () => {
    const seen: Seen = { ...berlin, order: 'W-1', line: 1, quantity: 2 };
    const ledger = given({ seen: [seen, { ...seen, ...hamburg, quantity: 4 }] });
    expect(ledger.place(request('W-1', [['A', 5]]), at)).toEqual([
      stockReserved('W-1', reserved(1, 'A', 5)),
      closed(
        'W-1',
        { line: 1, sku: 'A', location: 'B1', quantity: 2 },
        { line: 1, sku: 'A', location: 'S1', quantity: 3 },
      ),
    ]);
  });

  it('is kept only when it rose', () => {
    const seen: Seen = { ...berlin, order: 'W-1', line: 1, quantity: 2 };
    const ledger = given({ seen: [seen, { ...seen, line: 2 }] });
    ledger.watermark(gone('W-1', 2, 3, 0), berlin, at);
    ledger.watermark(gone('W-1', 1), hamburg, at);
    ledger.watermark(gone('W-2', 1), berlin, at);
    expect([...ledger.raised.values()]).toEqual([
      { ...berlin, order: 'W-1', line: 2, quantity: 3 },
      { ...hamburg, order: 'W-1', line: 1, quantity: 1 },
      { ...berlin, order: 'W-2', line: 1, quantity: 1 },
    ]);
  });
});

describe('a cancellation', () => {
  it('gives back the units of its lines, but only those still claimed', () => {
    const ledger = given();
    ledger.place(three, at);
    ledger.watermark(gone('W-1', 4), berlin, at);
    const cancelled = [
      { line: 1, quantity: 3 },
      { line: 2, quantity: 2 },
    ];
    expect(ledger.release('W-1', cancelled, at)).toEqual([
      released('W-1', { line: 1, sku: 'A', quantity: 1 }, { line: 2, sku: 'B', quantity: 2 }),
    ]);
    expect(claimed(ledger, 'A', 'B')).toEqual([2, 1]);
    const entry = { order: 'W-1', kind: 'release', location: null, estimated: false, at };
    expect(ledger.entries.slice(4)).toEqual([
      { ...entry, line: 1, sku: 'A', quantity: -1 },
      { ...entry, line: 2, sku: 'B', quantity: -2 },
    ]);
    expect(ledger.release('W-1', [{ line: 1, quantity: 3 }], at)).toEqual([]);
  });

  it('that names a line twice gives back the sum', () => {
    const ledger = given();
    ledger.place(three, at);
    const cancelled = [
      { line: 1, quantity: 1 },
      { line: 2, quantity: 1 },
      { line: 1, quantity: 2 },
    ];
    expect(ledger.release('W-1', cancelled, at)).toEqual([
      released('W-1', { line: 1, sku: 'A', quantity: 3 }, { line: 2, sku: 'B', quantity: 1 }),
    ]);
  });

  it('of the whole order gives back what each line still claims', () => {
    const ledger = given();
    ledger.place(three, at);
    ledger.watermark(gone('W-1', 5, 0, 1), berlin, at);
    expect(ledger.release('W-1', 'all', at)).toEqual([
      released('W-1', { line: 2, sku: 'B', quantity: 3 }, { line: 3, sku: 'A', quantity: 1 }),
    ]);
    expect(claimed(ledger, 'A', 'B')).toEqual([0, 0]);
    expect(balances(ledger)).toEqual({ 'W-1 1': 0, 'W-1 2': 0, 'W-1 3': 0 });
    expect(ledger.release('W-1', 'all', at)).toEqual([]);
  });

  it('keeps what has left of each line and SKU until that is settled', () => {
    const ledger = given();
    ledger.place(three, at);
    const left = [
      { line: 1, sku: 'A', quantity: 3 },
      { line: 1, sku: 'A', quantity: 1 },
      { line: 2, sku: 'A', quantity: 3 },
    ];
    expect(ledger.release('W-1', 'all', at, left)).toEqual([
      released(
        'W-1',
        { line: 1, sku: 'A', quantity: 1 },
        { line: 2, sku: 'B', quantity: 3 },
        { line: 3, sku: 'A', quantity: 2 },
      ),
    ]);
    ledger.watermark(gone('W-1', 4), berlin, at);
    expect(balances(ledger)).toEqual({ 'W-1 1': 0, 'W-1 2': 0, 'W-1 3': 0 });
  });

  it('of an order that was never placed here gives nothing back', () => {
    const ledger = given();
    ledger.place(three, at);
    expect(ledger.release('W-2', 'all', at)).toEqual([]);
    expect(ledger.release('W-2', [{ line: 1, quantity: 1 }], at)).toEqual([]);
    expect(claimed(ledger, 'A', 'B')).toEqual([7, 3]);
  });

  it('leaves the units to the next order', () => {
    const ledger = given();
    ledger.place(request('W-1', [['A', 10]]), at);
    ledger.release('W-1', [{ line: 1, quantity: 4 }], at);
    expect(ledger.place(request('W-2', [['A', 4]]), at)).toEqual([stockReserved('W-2', reserved(1, 'A', 4))]);
  });
});

describe('a settlement by time', () => {
  const estimated = (fact: ReturnType<typeof settled>) => ({
    ...fact,
    value: { ...fact.value, estimated: true },
  });
  const left = (line: number, quantity: number, sku = 'A') => ({ line, sku, location: 'L1', quantity });

  it('is marked as estimated on the order and on the SKUs concerned, and on no other', () => {
    const ledger = given();
    ledger.place(three, at);
    expect(ledger.estimate('W-1', [left(1, 5), left(3, 1)], at)).toEqual([
      estimated(
        settled(
          'W-1',
          { line: 1, sku: 'A', location: 'L1', quantity: 5 },
          { line: 3, sku: 'A', location: 'L1', quantity: 1 },
        ),
      ),
    ]);
    expect([...ledger.levels.values()]).toEqual([
      level('A', 10, { claimed: 1, estimated: true }),
      level('B', 10, { claimed: 3 }),
    ]);
    expect(ledger.entries.at(-1)).toEqual({
      order: 'W-1',
      line: 3,
      sku: 'A',
      kind: 'settle',
      quantity: -1,
      location: 'L1',
      estimated: true,
      at,
    });
  });

  it('stays marked when claims come and go', () => {
    const ledger = given();
    ledger.place(request('W-1', [['A', 5]]), at);
    ledger.estimate('W-1', [left(1, 5)], at);
    ledger.place(request('W-2', [['A', 1]]), at);
    ledger.release('W-2', 'all', at);
    expect(ledger.levels.get('A')).toEqual(level('A', 10, { estimated: true }));
  });

  it('closes the order with the last line', () => {
    const ledger = given();
    ledger.place(three, at);
    expect(ledger.estimate('W-1', [left(1, 5), left(2, 3, 'B'), left(3, 2)], at)).toEqual([
      estimated(
        closed(
          'W-1',
          { line: 1, sku: 'A', location: 'L1', quantity: 5 },
          { line: 2, sku: 'B', location: 'L1', quantity: 3 },
          { line: 3, sku: 'A', location: 'L1', quantity: 2 },
        ),
      ),
    ]);
  });

  it('settles nothing that was settled before, by time or by a watermark', () => {
    const ledger = given();
    ledger.place(request('W-1', [['A', 5]]), at);
    ledger.estimate('W-1', [left(1, 3)], at);
    expect(ledger.estimate('W-1', [left(1, 3)], at)).toEqual([]);
    expect(ledger.watermark(gone('W-1', 3), berlin, at)).toEqual([]);
    expect(ledger.estimate('W-1', [left(1, 5)], at)).toEqual([
      estimated(closed('W-1', { line: 1, sku: 'A', location: 'L1', quantity: 2 })),
    ]);
  });

  it('settles no unit that was given back', () => {
    const ledger = given();
    ledger.place(request('W-1', [['A', 5]]), at);
    ledger.release('W-1', [{ line: 1, quantity: 2 }], at);
    expect(ledger.estimate('W-1', [left(1, 5)], at)).toEqual([
      estimated(closed('W-1', { line: 1, sku: 'A', location: 'L1', quantity: 3 })),
    ]);
  });

  it('does nothing for an order, or a line, that is not known', () => {
    const ledger = given();
    ledger.place(request('W-1', [['A', 5]]), at);
    expect(ledger.estimate('W-2', [left(1, 5)], at)).toEqual([]);
    expect(ledger.estimate('W-1', [left(2, 5)], at)).toEqual([]);
    expect(ledger.estimate('W-1', [left(1, 5, 'B')], at)).toEqual([]);
    expect(claimed(ledger, 'A')).toEqual([5]);
  });
});

describe('a line of kits', () => {
  /** Two kits of one piece of A and three of B, and a piece of B. */
  const kits = request('W-1', [
    ['K', 2, { A: 1, B: 3 }],
    ['B', 1],
  ]);
  const inB = { ...berlin, sku: 'B' };
  const byClaim = (ledger: Ledger) => {
    const sums: Record<string, number> = {};
    for (const { line, sku, quantity } of ledger.entries)
      sums[`${line} ${sku}`] = (sums[`${line} ${sku}`] ?? 0) + quantity;
    return sums;
  };

  it('claims each of its components', () => {
    const ledger = given();
    expect(ledger.place(kits, at)).toEqual([
      stockReserved('W-1', reserved(1, 'A', 2), reserved(1, 'B', 6), reserved(2, 'B', 1)),
    ]);
    expect(claimed(ledger, 'A', 'B')).toEqual([2, 7]);
    expect(byClaim(ledger)).toEqual({ '1 A': 2, '1 B': 6, '2 B': 1 });
  });

  it('is settled component by component, by what is stated of each', () => {
    const ledger = given();
    ledger.place(kits, at);
    expect(ledger.watermark(gone('W-1', 4), inB, at)).toEqual([
      settled('W-1', { line: 1, sku: 'B', location: 'B1', quantity: 4 }),
    ]);
    expect(claimed(ledger, 'A', 'B')).toEqual([2, 3]);
    expect(ledger.watermark(gone('W-1', 2), berlin, at)).toEqual([
      settled('W-1', { line: 1, sku: 'A', location: 'B1', quantity: 2 }),
    ]);
    expect(ledger.watermark(gone('W-1', 6, 1), inB, at)).toEqual([
      closed(
        'W-1',
        { line: 1, sku: 'B', location: 'B1', quantity: 2 },
        { line: 2, sku: 'B', location: 'B1', quantity: 1 },
      ),
    ]);
    expect(byClaim(ledger)).toEqual({ '1 A': 0, '1 B': 0, '2 B': 0 });
  });

  it('is settled by time component by component', () => {
    const ledger = given();
    ledger.place(kits, at);
    const [fact] = ledger.estimate('W-1', [{ line: 1, sku: 'B', location: 'L1', quantity: 6 }], at);
    expect(fact?.value.lines).toEqual([{ line: 1, sku: 'B', location: 'L1', quantity: 6 }]);
    expect(claimed(ledger, 'A', 'B')).toEqual([2, 1]);
  });

  it('gives back the components of each kit that is cancelled, as far as they are still claimed', () => {
    const ledger = given();
    ledger.place(kits, at);
    ledger.watermark(gone('W-1', 1), berlin, at);
    expect(ledger.release('W-1', [{ line: 1, quantity: 1 }], at)).toEqual([
      released('W-1', { line: 1, sku: 'A', quantity: 1 }, { line: 1, sku: 'B', quantity: 3 }),
    ]);
    expect(ledger.release('W-1', [{ line: 1, quantity: 1 }], at)).toEqual([
      released('W-1', { line: 1, sku: 'B', quantity: 3 }),
    ]);
    expect(claimed(ledger, 'A', 'B')).toEqual([0, 1]);
    expect(byClaim(ledger)).toEqual({ '1 A': 0, '1 B': 0, '2 B': 1 });
  });

  it('gives back all of its components with the whole order', () => {
    const ledger = given();
    ledger.place(kits, at);
    ledger.release('W-1', 'all', at);
    expect(byClaim(ledger)).toEqual({ '1 A': 0, '1 B': 0, '2 B': 0 });
  });

  it('that was taken over after a restore is a line of kits again once its order is read', () => {
    const promised = stockReserved('W-1', reserved(1, 'A', 2), reserved(1, 'B', 6), reserved(2, 'B', 1));
    const ledger = given();
    ledger.takeOver(promised, 4, at);
    expect(ledger.learned.size).toBe(0);
    expect(ledger.place(kits, at)).toEqual([]);
    const state = ledger.orders.get('W-1');
    expect([...ledger.learned]).toEqual([state]);
    expect(state?.claims.map(({ line, sku, perUnit }) => [line, sku, perUnit])).toEqual([
      [1, 'A', 1],
      [1, 'B', 3],
      [2, 'B', 1],
    ]);
    expect(ledger.release('W-1', [{ line: 1, quantity: 1 }], at)).toEqual([
      released('W-1', { line: 1, sku: 'A', quantity: 1 }, { line: 1, sku: 'B', quantity: 3 }),
    ]);
  });

  it('has nothing to learn when it is read once more', () => {
    const ledger = given();
    ledger.place(kits, at);
    ledger.place(kits, at);
    ledger.place(request('W-1', [['C', 1]]), at);
    expect(ledger.learned.size).toBe(0);
  });
});

describe('what was decided of an order before the database was restored', () => {
  const promised = stockReserved('W-1', reserved(1, 'A', 5), {
    line: 2,
    sku: 'B',
    reserved: 1,
    backOrdered: 2,
    expectedOn: null,
  });
  const stateOf = (ledger: Ledger) => ledger.orders.get('W-1');

  it('is claimed again as it was said, without saying it again', () => {
    const ledger = given();
    expect(ledger.takeOver(promised, 7, at)).toEqual([]);
    const claim = { order: 'W-1', perUnit: 1, released: 0, settled: 0 };
    expect(stateOf(ledger)).toEqual({
      order: 'W-1',
      version: 7,
      claims: [
        { ...claim, line: 1, sku: 'A', reserved: 5, backOrdered: 0 },
        { ...claim, line: 2, sku: 'B', reserved: 3, backOrdered: 2 },
      ],
    });
    expect(claimed(ledger, 'A', 'B')).toEqual([5, 3]);
    expect(balances(ledger)).toEqual({ 'W-1 1': 5, 'W-1 2': 3 });
  });

  it('holds, although the pool has no such units left', () => {
    const empty: Level[] = [level('A', 0), level('B', 0)];
    const ledger = given({ levels: empty });
    ledger.takeOver(promised, 1, at);
    expect(claimed(ledger, 'A', 'B')).toEqual([5, 3]);
    expect(ledger.place(request('W-1', [['A', 1]]), at)).toEqual([]);
  });

  it('is not taken over of an order that is known', () => {
    const ledger = given();
    ledger.place(three, at);
    expect(ledger.takeOver(promised, 7, at)).toEqual([]);
    expect(stateOf(ledger)?.version).toBe(0);
    expect(claimed(ledger, 'A', 'B')).toEqual([7, 3]);
  });

  it('is settled as far as statements have told that it left', () => {
    const ledger = given({ seen: [{ ...berlin, order: 'W-1', line: 1, quantity: 4 }] });
    expect(ledger.takeOver(promised, 1, at)).toEqual([
      settled('W-1', { line: 1, sku: 'A', location: 'B1', quantity: 4 }),
    ]);
    expect(claimed(ledger, 'A', 'B')).toEqual([1, 3]);
  });

  it('stays a refusal, with nothing claimed', () => {
    const ledger = given();
    const refused = stockRefused('W-1', { line: 1, sku: 'A', requested: 5, available: 2 });
    expect(ledger.takeOver(refused, 3, at)).toEqual([]);
    expect(stateOf(ledger)).toEqual({ order: 'W-1', version: 3, claims: [] });
    expect(ledger.place(three, at)).toEqual([]);
    expect(claimed(ledger, 'A', 'B')).toEqual([0, 0]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyLevel } from './availability.ts';
import type { Level } from './availability.ts';
import {
  type Units,
  level,
  noon,
  recipe,
  released,
  request,
  reserved,
  settled,
  stockRefused,
  stockReserved,
} from './fixtures/stock.ts';
import { Ledger } from './ledger.ts';
import type { Decided } from './ledger.ts';
import type { Seen } from './reservation.ts';
import { type DecidedRecord, UnitOfWork, causeOf } from './unit-of-work.ts';

const early = new Date('2026-02-01T11:00:00Z');
const late = new Date('2026-02-01T11:30:00Z');
const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

/** Pools of ten pieces of each SKU, locked by a transaction. */
function given(seen: Seen[] = []): UnitOfWork {
  const levels = [level('A', 10), level('B', 10)];
  return new UnitOfWork({
    ledger: new Ledger({ levels, orders: [], seen }),
    before: new Map(levels.map((each) => [each.sku, each])),
    beside: new Map(),
    versions: new Map(),
    policies: new Map(),
  });
}

const wanted = (order: string) =>
  request(order, [
    ['A', 3],
    ['B', 2],
  ]);
const promised = (order: string) => stockReserved(order, reserved(1, 'A', 3), reserved(2, 'B', 2));

describe('what was decided of orders', () => {
  it('is written with the next version of its order and the cause of the decision', () => {
    const work = given();
    const { ledger } = work.locked;
    work.add(ledger.place(wanted('W-1'), noon), { time: early, traceparent });
    work.add(ledger.place(wanted('W-2'), noon), { time: early });
    work.add(ledger.release('W-1', [{ line: 2, quantity: 1 }], noon), { time: late });
    expect(work.facts).toEqual([
      { ...promised('W-1'), key: 'W-1', sequence: 1, time: early, traceparent },
      { ...promised('W-2'), key: 'W-2', sequence: 1, time: early },
      {
        ...released('W-1', { line: 2, sku: 'B', quantity: 1 }),
        key: 'W-1',
        sequence: 2,
        time: late,
      },
    ]);
    expect([...work.touched]).toEqual([ledger.orders.get('W-1'), ledger.orders.get('W-2')]);
  });

  it('is nothing when nothing was decided', () => {
    const work = given();
    work.add([], { time: early });
    expect(work.facts).toEqual([]);
    expect(work.touched.size).toBe(0);
  });

  it('cannot be written of an order that is not locked', () => {
    expect(() => given().add([promised('W-9')], { time: early })).toThrow('The order W-9 is not locked');
  });
});

describe('a decision that is taken over after a restore', () => {
  const record = (fact: Decided, sequence: number): DecidedRecord => ({
    ...fact,
    topic: 'inventory.reservations',
    partition: 0,
    offset: 7,
    id: `inventory.reservations|${fact.value.order}|${sequence}`,
    key: fact.value.order,
    sequence,
    time: early,
    traceparent,
  });

  it('keeps its version, and is not said again', () => {
    const work = given();
    work.takeOver(record(promised('W-1'), 4));
    expect(work.facts).toEqual([]);
    expect([...work.touched]).toMatchObject([{ order: 'W-1', version: 4 }]);
  });

  it('is followed by what statements have settled meanwhile', () => {
    const work = given([{ order: 'W-1', line: 1, sku: 'A', source: 'demo', location: 'B1', quantity: 2 }]);
    work.takeOver(record(promised('W-1'), 4));
    expect(work.facts).toEqual([
      {
        ...settled('W-1', { line: 1, sku: 'A', location: 'B1', quantity: 2 }),
        key: 'W-1',
        sequence: 5,
        time: early,
        traceparent,
      },
    ]);
  });

  it('is written also when it is a refusal', () => {
    const work = given();
    work.takeOver(record(stockRefused('W-1', { line: 1, sku: 'A', requested: 11, available: 10 }), 2));
    expect([...work.touched]).toEqual([{ order: 'W-1', version: 2, claims: [] }]);
  });

  it('is left alone when the order is known', () => {
    const work = given();
    work.locked.ledger.place(wanted('W-1'), noon);
    work.takeOver(record(promised('W-1'), 4));
    expect(work.touched.size).toBe(0);
    expect(work.locked.ledger.orders.get('W-1')).toMatchObject({ version: 0 });
  });
});

describe('the cause of a new availability', () => {
  it('is that of the facts about its SKU', () => {
    const work = given();
    work.add(work.locked.ledger.place(wanted('W-1'), noon), { time: early, traceparent });
    expect(['A', 'B', 'C'].map((sku) => work.causeOf(sku))).toEqual([
      { time: early, traceparent },
      { time: early, traceparent },
      undefined,
    ]);
  });

  it('is the last of several', () => {
    const work = given();
    work.cause('A', { time: early });
    work.cause('A', { time: late });
    expect(work.causeOf('A')).toEqual({ time: late });
    work.cause('A', { time: early, traceparent });
    const other = traceparent.replace('4bf9', '5cf9');
    work.cause('A', { time: late, traceparent: other });
    expect(work.causeOf('A')).toEqual({ time: late, traceparent: other });
  });

  it('stays the one that is sampled when one follows that is not', () => {
    const work = given();
    const unsampled = traceparent.replace(/01$/, '00');
    work.cause('A', { time: late, traceparent: unsampled });
    work.cause('A', { time: early, traceparent });
    work.cause('A', { time: late, traceparent: unsampled });
    work.cause('A', { time: late });
    expect(work.causeOf('A')).toEqual({ time: early, traceparent });
  });

  it('stays what it was when there is none', () => {
    const work = given();
    work.cause('A', { time: early });
    work.cause('A', undefined);
    expect(work.causeOf('A')).toEqual({ time: early });
  });

  it('takes time and trace from the record', () => {
    expect(causeOf({ time: early, traceparent })).toEqual({ time: early, traceparent });
    expect(causeOf({ time: early })).toStrictEqual({ time: early });
  });
});

/** Pools and kits that are kept, of which each transaction locks a part, as `lock` does. */
class Kept {
  readonly levels: Map<string, Level>;
  readonly versions = new Map<string, number>();

  constructor(...levels: Level[]) {
    this.levels = new Map(levels.map((each) => [each.sku, each]));
  }

  /** Holds SKUs and the kits made of them, and has further components beside. */
  work(...skus: string[]): UnitOfWork {
    const all = [...this.levels.values()];
    const held = all.filter(({ sku, components }) =>
      [sku, ...components.map((part) => part.sku)].some(isIn(skus)),
    );
    const parts = held.flatMap(({ components }) => components.map(({ sku }) => sku));
    return new UnitOfWork({
      ledger: new Ledger({ levels: held, orders: [], seen: [] }),
      before: byCode(held),
      beside: byCode(all.filter(({ sku }) => parts.includes(sku))),
      versions: new Map(this.versions),
      policies: new Map(),
    });
  }

  commit(work: UnitOfWork) {
    const records = work.publish(late);
    for (const [sku, each] of work.locked.ledger.levels) this.levels.set(sku, each);
    for (const [sku, version] of work.locked.versions) this.versions.set(sku, version);
    return records;
  }
}
const isIn = (skus: readonly string[]) => (sku: string) => skus.includes(sku);
const byCode = (levels: readonly Level[]) => new Map(levels.map((each) => [each.sku, each]));
const kit = (sku: string, units: Units) => ({ ...emptyLevel(sku), components: recipe(units) });
const figures = (records: ReturnType<UnitOfWork['publish']>) =>
  records.map(({ key, sequence, value }) => [key, sequence, value?.availableToSell]);

describe('the availability that follows from a unit of work', () => {
  it('is published of each SKU that changed, under its next version', () => {
    const kept = new Kept(level('A', 10), level('B', 10));
    kept.versions.set('A', 6);
    const work = kept.work('A', 'B');
    work.add(work.locked.ledger.place(request('W-1', [['A', 3]]), noon), { time: early, traceparent });
    expect(kept.commit(work)).toEqual([
      {
        type: 'Availability',
        key: 'A',
        sequence: 7,
        value: {
          sku: 'A',
          availableToSell: 7,
          atZero: 'show',
          backOrderable: 0,
          nextIncoming: null,
          incoming: [],
          estimated: false,
          asOf: noon,
        },
        time: early,
        traceparent,
      },
    ]);
    expect(kept.commit(kept.work('A', 'B'))).toEqual([]);
    const next = kept.work('A');
    next.locked.ledger.levels.set('A', level('A', 1));
    expect(kept.commit(next)).toMatchObject([{ key: 'A', sequence: 8, time: late }]);
  });

  it('is published of each kit that is made of what changed, for the same cause', () => {
    const kept = new Kept(
      level('A', 10),
      level('B', 9),
      kit('K', { A: 1, B: 2 }),
      kit('L', { A: 4 }),
      kit('M', { B: 1 }),
    );
    const work = kept.work('A');
    work.add(work.locked.ledger.place(request('W-1', [['A', 7]]), noon), { time: early, traceparent });
    const records = kept.commit(work);
    expect(figures(records)).toEqual([
      ['A', 1, 3],
      ['K', 1, 3],
      ['L', 1, 0],
    ]);
    expect(records.map(({ time, traceparent: trace }) => [time, trace])).toEqual(
      records.map(() => [early, traceparent]),
    );
  });

  it('is not published of a kit whose scarcest component is another one', () => {
    const kept = new Kept(level('A', 10), level('B', 2), kit('K', { A: 1, B: 2 }));
    const work = kept.work('A');
    work.add(work.locked.ledger.place(request('W-1', [['A', 7]]), noon), { time: early });
    expect(figures(kept.commit(work))).toEqual([['A', 1, 3]]);
  });

  it('is withdrawn when a kit is one no longer, and nothing was stated of its SKU', () => {
    const kept = new Kept(level('A', 10), kit('K', { A: 1 }));
    const work = kept.work('K');
    work.locked.ledger.levels.set('K', emptyLevel('K'));
    work.cause('K', { time: early });
    expect(kept.commit(work)).toEqual([
      { type: 'Availability', key: 'K', sequence: 1, value: null, time: early, traceparent: undefined },
    ]);
  });

  it('has of every kit, after any batches, the figure of its components, whatever each batch held', () => {
    const skus = ['A', 'B', 'C'];
    const units = fc.dictionary(fc.constantFrom(...skus), fc.integer({ min: 1, max: 3 }), { maxKeys: 3 });
    const change = fc.oneof(
      fc.record({ sku: fc.constantFrom(...skus), supply: fc.integer({ min: -2, max: 9 }) }),
      fc.record({ kit: fc.constantFrom('K', 'L'), units }),
    );
    fc.assert(
      fc.property(
        fc.array(fc.array(change, { minLength: 1, maxLength: 3 }), { maxLength: 12 }),
        (batches) => {
          const kept = new Kept(...[...skus, 'K', 'L'].map((sku) => emptyLevel(sku)));
          const told = new Map<string, number | undefined>();
          for (const batch of batches) {
            const work = kept.work(
              ...batch.flatMap((each) => ('kit' in each ? [each.kit, ...skus] : [each.sku])),
            );
            const { levels } = work.locked.ledger;
            for (const each of batch)
              if ('kit' in each) levels.set(each.kit, kit(each.kit, each.units));
              else levels.set(each.sku, level(each.sku, each.supply));
            for (const { key, value } of kept.commit(work)) told.set(key, value?.availableToSell);
            for (const code of ['K', 'L']) {
              const parts = kept.levels.get(code)!.components.map((part) => {
                const { supply, asOf } = kept.levels.get(part.sku)!;
                return { known: asOf !== null, kits: Math.floor(Math.max(0, supply) / part.quantity) };
              });
              const figure = Math.min(...parts.map(({ kits }) => kits));
              expect(told.get(code)).toBe(parts.some(({ known }) => known) ? figure : undefined);
            }
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

import { describe, expect, it } from 'vitest';
import {
  level,
  noon,
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

  it('stays the one that is traced when one follows that is not', () => {
    const work = given();
    work.cause('A', { time: early, traceparent });
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

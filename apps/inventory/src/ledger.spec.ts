import { describe, expect, it } from 'vitest';
import { emptyLevel } from './availability.ts';
import { Ledger } from './ledger.ts';
import type { Seen } from './reservation.ts';

const at = new Date('2026-02-01T12:00:00Z');
const berlin = { sku: 'A', source: 'demo', location: 'B1' };
const hamburg = { sku: 'A', source: 'demo', location: 'S1' };
const given = (supply: number, seen: Seen[] = []) =>
  new Ledger({ levels: [{ ...emptyLevel('A'), supply }], orders: [], seen });
const order = (quantity: number) => ({
  order: 'O1',
  lines: [{ line: 1, sku: 'A', quantity }],
  acceptBackOrder: false,
});
const gone = (quantity: number) => [{ order: 'O1', line: 1, quantity }];
const types = (facts: { type: string }[]) => facts.map(({ type }) => type);
const balance = (ledger: Ledger) => ledger.entries.reduce((total, { quantity }) => total + quantity, 0);

describe('the ledger of reservations', () => {
  it('settles what a statement has newly ceased to contain, and nothing twice', () => {
    const ledger = given(10);
    ledger.place(order(5), at);
    expect(ledger.watermark(gone(2), berlin, at)).toMatchObject([
      {
        type: 'ReservationSettled',
        value: { lines: [{ location: 'B1', quantity: 2 }], estimated: false, closed: false },
      },
    ]);
    expect(ledger.watermark(gone(2), berlin, at)).toEqual([]);
    expect(ledger.levels.get('A')?.claimed).toBe(3);
    expect(ledger.watermark(gone(3), hamburg, at)).toMatchObject([
      { value: { lines: [{ quantity: 3 }], closed: true } },
    ]);
    expect(balance(ledger)).toBe(0);
  });

  it('ignores a watermark that falls back', () => {
    const ledger = given(10);
    ledger.place(order(5), at);
    ledger.watermark(gone(4), berlin, at);
    expect(ledger.watermark(gone(1), berlin, at)).toEqual([]);
    expect(ledger.levels.get('A')?.claimed).toBe(1);
    ledger.watermark(gone(1), hamburg, at);
    expect(ledger.levels.get('A')?.claimed).toBe(0);
  });

  it('settles no more than was claimed', () => {
    const ledger = given(10);
    ledger.place(order(2), at);
    ledger.watermark(gone(9), berlin, at);
    expect(ledger.levels.get('A')?.claimed).toBe(0);
  });

  it('keeps a watermark of an order it does not know, and settles when the order arrives', () => {
    const before = given(10);
    expect(before.watermark(gone(2), berlin, at)).toEqual([]);
    const after = given(10, [...before.raised.values()]);
    expect(types(after.place(order(5), at))).toEqual(['StockReserved', 'ReservationSettled']);
    expect(after.levels.get('A')?.claimed).toBe(3);
  });

  it('does not settle a line by the shipment of another item', () => {
    const ledger = given(10);
    ledger.place(order(5), at);
    expect(ledger.watermark(gone(5), { ...berlin, sku: 'B' }, at)).toEqual([]);
  });

  it('gives cancelled units back, but only those still claimed', () => {
    const ledger = given(10);
    ledger.place(order(5), at);
    ledger.watermark(gone(3), berlin, at);
    expect(ledger.release('O1', [{ line: 1, quantity: 5 }], at)).toMatchObject([
      { type: 'ReservationReleased', value: { lines: [{ line: 1, quantity: 2 }] } },
    ]);
    expect(balance(ledger)).toBe(0);
    expect(ledger.release('O1', 'all', at)).toEqual([]);
  });

  it('decides an order once', () => {
    const ledger = given(10);
    expect(types(ledger.place(order(5), at))).toEqual(['StockReserved']);
    expect(ledger.place(order(5), at)).toEqual([]);
    expect(ledger.levels.get('A')?.claimed).toBe(5);
  });

  it('has nothing to give back of an order that was refused', () => {
    const ledger = given(1);
    expect(types(ledger.place(order(5), at))).toEqual(['StockRefused']);
    expect(ledger.release('O1', 'all', at)).toEqual([]);
  });

  it('marks what time has settled as estimated, until a watermark says otherwise', () => {
    const ledger = given(10);
    ledger.place(order(5), at);
    expect(ledger.estimate('O1', [{ line: 1, location: '', quantity: 5 }], at)).toMatchObject([
      { type: 'ReservationSettled', value: { estimated: true, closed: true } },
    ]);
    expect(ledger.levels.get('A')).toMatchObject({ claimed: 0, estimated: true });
    expect(ledger.watermark(gone(5), berlin, at)).toEqual([]);
  });
});

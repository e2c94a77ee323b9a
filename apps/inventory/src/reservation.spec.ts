import { describe, expect, it } from 'vitest';
import { emptyLevel } from './availability.ts';
import type { Level } from './availability.ts';
import { reserve } from './reservation.ts';

const levels = (...some: Partial<Level>[]) =>
  new Map(some.map((each) => [each.sku ?? 'A', { ...emptyLevel('A'), ...each }]));
const order = (...lines: [sku: string, quantity: number][]) => ({
  order: 'O1',
  acceptBackOrder: false,
  lines: lines.map(([sku, quantity], index) => ({ line: index + 1, sku, quantity })),
});

describe('reserving', () => {
  it('claims every line when stock suffices', () => {
    expect(reserve(levels({ supply: 5, claimed: 2 }), order(['A', 3]))).toMatchObject({
      lines: [{ line: 1, reserved: 3, backOrdered: 0, expectedOn: null }],
    });
  });

  it('sums the demand of a SKU over its lines before it is checked', () => {
    expect(reserve(levels({ supply: 5 }), order(['A', 3], ['A', 3]))).toEqual({
      refused: [
        { line: 1, sku: 'A', requested: 6, available: 5 },
        { line: 2, sku: 'A', requested: 6, available: 5 },
      ],
    });
  });

  it('refuses the whole order when one line falls short, and names only that line', () => {
    const given = levels({ supply: 5 }, { sku: 'B', supply: 0 });
    expect(reserve(given, order(['A', 1], ['B', 1]))).toEqual({
      refused: [{ line: 2, sku: 'B', requested: 1, available: 0 }],
    });
  });

  it('refuses what nothing is known of', () => {
    expect(reserve(new Map(), order(['A', 1]))).toMatchObject({ refused: [{ available: 0 }] });
  });

  it('does not count negative stock as something to sell', () => {
    expect(reserve(levels({ supply: -3 }), order(['A', 1]))).toMatchObject({ refused: [{ available: 0 }] });
  });

  describe('with back-orders', () => {
    const patient = (...lines: [string, number][]) => ({ ...order(...lines), acceptBackOrder: true });
    const pool: Partial<Level> = {
      supply: 2,
      atZero: 'back-order',
      backOrderLimit: 4,
      incoming: [
        { expectedOn: '2026-03-01', quantity: 1 },
        { expectedOn: '2026-04-01', quantity: 10 },
      ],
    };

    it('takes stock first and says when the rest is expected', () => {
      expect(reserve(levels(pool), patient(['A', 3]))).toMatchObject({
        lines: [{ reserved: 2, backOrdered: 1, expectedOn: '2026-03-01' }],
      });
      expect(reserve(levels(pool), patient(['A', 4]))).toMatchObject({
        lines: [{ reserved: 2, backOrdered: 2, expectedOn: '2026-04-01' }],
      });
    });

    it('knows no date when no delivery covers it', () => {
      expect(reserve(levels({ ...pool, incoming: [] }), patient(['A', 3]))).toMatchObject({
        lines: [{ backOrdered: 1, expectedOn: null }],
      });
    });

    it('promises no more than the limit beyond stock, earlier promises included', () => {
      expect(reserve(levels({ ...pool, claimed: 5 }), patient(['A', 2]))).toEqual({
        refused: [{ line: 1, sku: 'A', requested: 2, available: 1 }],
      });
    });

    it('promises stock alone when the shopper does not want to wait', () => {
      expect(reserve(levels(pool), order(['A', 3]))).toEqual({
        refused: [{ line: 1, sku: 'A', requested: 3, available: 2 }],
      });
    });
  });
});

import type { CalendarDate } from '@throughline/events';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type OpenClaim, notCounted, owedOf } from './explanation.ts';

const claim = (order: string, units: number, line = 1): OpenClaim => ({
  ...{ order, line, units },
  ...{ backOrdered: 0, since: null },
});
const delivery = (expectedOn: string, quantity: number) => ({
  expectedOn: expectedOn as CalendarDate,
  quantity,
});

describe('what is owed', () => {
  it('is nothing while stock covers every claim', () => {
    expect(owedOf(5, [claim('W1', 2), claim('W2', 3)], [delivery('2026-12-03', 4)])).toEqual({
      incoming: [{ expectedOn: '2026-12-03', quantity: 4, owed: 0 }],
      owed: [],
    });
  });

  it('goes to those who claimed last, by the earliest delivery that has units left', () => {
    const claims = [claim('W1', 2), claim('W2', 3, 4), claim('W3', 5)];
    expect(owedOf(3, claims, [delivery('2026-12-03', 4), delivery('2026-12-10', 2)])).toEqual({
      incoming: [
        { expectedOn: '2026-12-03', quantity: 4, owed: 4 },
        { expectedOn: '2026-12-10', quantity: 2, owed: 2 },
      ],
      owed: [
        { order: 'W2', line: 4, quantity: 2, expectedOn: '2026-12-03' },
        { order: 'W3', line: 1, quantity: 2, expectedOn: '2026-12-03' },
        { order: 'W3', line: 1, quantity: 2, expectedOn: '2026-12-10' },
        { order: 'W3', line: 1, quantity: 1, expectedOn: null },
      ],
    });
  });

  it('is what a shelf below zero lacks, before any order', () => {
    expect(owedOf(-3, [claim('W1', 1)], [delivery('2026-12-03', 4)])).toEqual({
      incoming: [{ expectedOn: '2026-12-03', quantity: 4, owed: 4 }],
      owed: [
        { order: null, line: null, quantity: 3, expectedOn: '2026-12-03' },
        { order: 'W1', line: 1, quantity: 1, expectedOn: '2026-12-03' },
      ],
    });
  });

  it('adds up to what is claimed beyond supply, and never to more than a delivery has', () => {
    const units = fc.integer({ min: 0, max: 9 });
    fc.assert(
      fc.property(
        fc.integer({ min: -9, max: 30 }),
        fc.array(units, { size: 'max', maxLength: 30 }),
        fc.array(units, { maxLength: 6 }),
        (supply, claimed, coming) => {
          const claims = claimed.map((each, index) => claim(`W${index}`, each));
          const deliveries = coming.map((each, index) => delivery(`2026-12-0${index + 1}`, each));
          const { incoming, owed } = owedOf(supply, claims, deliveries);
          const sum = (list: readonly number[]) => list.reduce((total, each) => total + each, 0);
          expect(sum(owed.map(({ quantity }) => quantity))).toBe(Math.max(0, sum(claimed) - supply));
          expect(incoming.map(({ owed: _, ...rest }) => rest)).toEqual(deliveries);
          for (const share of incoming) {
            expect(share.owed).toBeLessThanOrEqual(share.quantity);
            const named = owed.filter(({ expectedOn }) => expectedOn === share.expectedOn);
            expect(sum(named.map(({ quantity }) => quantity))).toBe(share.owed);
          }
          // Nobody waits for nothing while a delivery has units left.
          const uncovered = owed.some(({ expectedOn }) => expectedOn === null);
          if (uncovered) for (const share of incoming) expect(share.owed).toBe(share.quantity);
          expect(owed.every(({ quantity }) => quantity > 0)).toBe(true);
        },
      ),
    );
  });
});

describe('a statement', () => {
  it.each([
    ['counts where its location serves the shop', { servesWeb: true }, null],
    ['does not where it does not', { servesWeb: false }, 'not-for-the-web'],
    ['does not before its location is known', null, 'unknown-location'],
  ])('%s', (_, place, reason) => {
    expect(notCounted(place)).toBe(reason);
  });
});

import { describe, expect, it } from 'vitest';
import type { Offer, OrderLine } from '../../api/types.ts';
import { leftOf } from './way-on-rules.ts';

const line = {
  ...{ line: 1, sku: 'TU-P', name: 'Tube', quantity: 24, unit: 'XCT', unitQuantity: 2, components: [] },
} as unknown as OrderLine;
const kit: OrderLine = {
  ...{ ...line, sku: 'KIT', name: 'Kit', quantity: 5, unit: 'C62', unitQuantity: 5 },
  components: [{ sku: 'TU-P', name: 'Tube', model: 'TU', quantity: 2 }],
};
const now = (available: number, backOrderable = 0) =>
  ({ stock: { available, backOrderable } }) as unknown as Offer;

describe('what is left of a rejected line', () => {
  it.each([
    [0, 0],
    [11, 0],
    [12, 1],
    [23, 1],
    [24, 2],
    [99, 2],
  ])('is of %i base units %i of its cartons', (available, quantity) => {
    expect(leftOf(line, { sku: 'TU-P', now: now(available) })).toEqual({
      ...{ name: 'Tube', available, quantity, waits: false },
    });
  });

  it.each([
    [9, 4],
    [10, 5],
    [1, 0],
  ])('is of %i units of a component %i kits, by the name of the component', (available, quantity) => {
    expect(leftOf(kit, { sku: 'TU-P', now: now(available) })).toEqual({
      ...{ name: 'Tube', available, quantity, waits: false },
    });
  });

  it('is of the kit itself as many kits', () => {
    expect(leftOf(kit, { sku: 'KIT', now: now(3) })).toMatchObject({ name: 'Kit', quantity: 3 });
  });

  it('can wait when all of it can be had then, and not now', () => {
    const waits = (available: number, backOrderable: number) =>
      leftOf(line, { sku: 'TU-P', now: now(available, backOrderable) }).waits;
    expect([waits(20, 3), waits(20, 4), waits(0, 24), waits(24, 1), waits(24, 0)]).toEqual([
      ...[false, true, true, false, false],
    ]);
    expect(leftOf(kit, { sku: 'TU-P', now: now(9, 1) }).waits).toBe(true);
  });

  it('is nothing of what is gone, and one of a line that nobody knows', () => {
    expect(leftOf(line, { sku: 'TU-P', now: null })).toEqual({
      ...{ name: 'Tube', available: 0, quantity: 0, waits: false },
    });
    expect(leftOf(null, { sku: 'TU-P', now: now(4) })).toEqual({
      ...{ name: 'TU-P', available: 4, quantity: 1, waits: false },
    });
  });
});

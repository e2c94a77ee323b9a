import { describe, expect, it } from 'vitest';
import { placedLine, placedOrder } from '../exports/fixtures/documents.ts';
import { type ItemFacts, matches, placeOf } from './order-batch.ts';

const facts = (family: string, stock: Record<string, number>): ItemFacts => ({
  ...{ family, familyName: family.toLowerCase(), stock: new Map(Object.entries(stock)) },
});
const items = new Map([
  ['GUIDE', facts('BOOKS', { B1: 9, L2: 1 })],
  ['BIKE', facts('ROAD', { B1: 0, L2: 3 })],
  ['BELL', facts('PARTS', { B1: 9, L2: 9 })],
]);

describe('an order stands in a batch', () => {
  it('under the family that is worth most, at the location that can deliver most lines', () => {
    // The bike is worth most; B1 has guides and bells, L2 the bike and bells, and more bikes.
    expect(placeOf(placedOrder(), items)).toEqual({ location: 'L2', family: 'ROAD', familyName: 'road' });
    const many = placedOrder({ lines: [placedLine({ line: 1, sku: 'GUIDE', quantity: 4 })] });
    expect(placeOf(many, items)).toMatchObject({ location: 'B1', family: 'BOOKS' });
  });

  it('at the first location by code when there is nothing between them', () => {
    const bells = placedOrder({ lines: [placedLine({ sku: 'BELL' })] });
    expect(placeOf(bells, items).location).toBe('B1');
  });

  it('nowhere when nobody says anything of its items', () => {
    expect(placeOf(placedOrder(), new Map())).toEqual({ location: null, family: null, familyName: null });
  });

  it.each([
    [{ location: null, family: null }, true],
    [{ location: 'L2', family: null }, true],
    [{ location: 'L2', family: 'ROAD' }, true],
    [{ location: 'B1', family: 'ROAD' }, false],
    [{ location: null, family: 'BOOKS' }, false],
  ])('and is taken by %j: %s', (filter, taken) => {
    expect(matches(filter, placeOf(placedOrder(), items))).toBe(taken);
  });
});

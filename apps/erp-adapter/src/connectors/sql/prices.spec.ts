import { describe, expect, it } from 'vitest';
import { loadMapping } from '../../mapping/mapping.ts';
import { type PriceRow, mapPrice } from './prices.ts';

const mapping = await loadMapping(undefined);

const recorded: PriceRow = {
  parent: 'HL-U509',
  kind: 'sale',
  number: 12,
  unit: 'ST ',
  currency: 'EUR',
  amount: '29.74',
  minQuantity: 1,
  from: new Date('2026-11-15T23:00:00Z'),
  to: new Date('2026-11-29T23:00:00Z'),
  replacedBy: null,
};
const map = (of: Partial<PriceRow> = {}) => mapPrice({ ...recorded, ...of }, 'demo', mapping);

describe('a price', () => {
  it('is a version of its own, net, in the unit of its item', () => {
    expect(map()).toMatchObject({
      key: 'demo|HL-U509|S12',
      issues: [],
      value: {
        version: 'S12',
        list: 'SPECIAL',
        kind: 'sale',
        amount: '29.74',
        taxIncluded: false,
        unit: 'C62',
        validFrom: recorded.from,
        validTo: recorded.to,
      },
    });
    expect(map({ kind: 'list', to: null })).toMatchObject({
      value: { version: 'L12', list: 'LIST', validTo: null },
    });
  });

  it.each([
    ['amount', { amount: '-53.99' }, 'is negative'],
    ['validTo', { to: recorded.from }, 'ends before it begins'],
    ['currency', { currency: 'DM ' }, 'unknown code "DM"'],
    ['unit', { unit: 'KRT' }, 'unknown code "KRT"'],
    ['sku', { unit: null }, 'no such item'],
    ['minQuantity', { minQuantity: 0 }, 'is below 1'],
    ['validFrom', { replacedBy: 13 }, 'entry 13 begins at the same instant'],
  ])('is held back for its %s', (field, row, reason) => {
    const made = map(row);
    expect(made.value).toBeNull();
    expect(made.issues).toEqual([{ field, reason, severity: 'held' }]);
  });
});

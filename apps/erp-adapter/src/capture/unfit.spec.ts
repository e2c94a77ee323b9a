import { describe, expect, it } from 'vitest';
import { loadMapping } from '../mapping/mapping.ts';
import { type PriceRow, mapPrice } from '../connectors/sql/prices.ts';
import { holdUnfit } from './unfit.ts';

const mapping = await loadMapping(undefined);
const recorded: PriceRow = {
  parent: 'HL-U509',
  kind: 'list',
  number: 7,
  unit: 'ST',
  currency: 'EUR',
  amount: '34.99',
  minQuantity: 1,
  from: new Date('2026-01-01T00:00:00Z'),
  to: null,
  replacedBy: null,
};
const price = (of: Partial<PriceRow> = {}) => mapPrice({ ...recorded, ...of }, 'demo', mapping);

describe('a reading that no record can hold', () => {
  it.each([
    ['validTo', price({ to: new Date('9999-12-31') })],
    ['validFrom', price({ from: new Date('0001-01-01') })],
    ['amount', price({ amount: '0.00000001' })],
    ['minQuantity', price({ minQuantity: 1.5 })],
  ])('is held back, naming %s, and keeps no other', (field, unfit) => {
    const [held, other] = holdUnfit('ErpPrice', [unfit, price()]);
    expect(held).toMatchObject({ value: null, issues: [{ field: 'record', severity: 'held' }] });
    expect(held?.issues[0]?.reason).toContain(field);
    expect(other).toEqual(price());
  });

  it('is not looked for where nothing changed', () => {
    const unfit = price({ to: new Date('9999-12-31') });
    expect(holdUnfit('ErpPrice', [unfit], new Map([[unfit.key, unfit.fingerprint]]))).toEqual([unfit]);
  });
});

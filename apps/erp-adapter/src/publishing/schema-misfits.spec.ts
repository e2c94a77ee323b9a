import { describe, expect, it } from 'vitest';
import { encode } from '@throughline/events';
import { loadMapping } from '../mapping/mapping.ts';
import { type PriceRow, mapPrice } from '../connectors/systems/demo-erp/prices.ts';
import { priceRow } from '../connectors/systems/demo-erp/fixtures/rows.ts';
import { holdMisfits } from './schema-misfits.ts';

const mapping = await loadMapping(undefined);
const price = (of: Partial<PriceRow> = {}) => {
  const mapped = mapPrice(priceRow(of), 'demo', mapping);
  if (mapped === null) throw new Error('is no price');
  return mapped;
};

const warning = { field: 'unit', reason: 'is odd', severity: 'warning' } as const;

describe('a reading that no record can hold', () => {
  it.each([
    ['validTo', price({ to: new Date('9999-12-31') })],
    ['validFrom', price({ from: new Date('0001-01-01') })],
    ['amount', price({ amount: '0.00000001' })],
    ['minQuantity', price({ minQuantity: 1.5 })],
  ])('is held back, naming %s, and keeps no other', (field, misfit) => {
    const [held, other] = holdMisfits('ErpPrice', [{ ...misfit, issues: [warning] }, price()]);
    expect(held).toEqual({
      ...misfit,
      value: null,
      issues: [
        warning,
        { field: 'record', reason: expect.stringContaining(`ErpPrice: ${field}: `), severity: 'held' },
      ],
    });
    expect(other).toEqual(price());
  });

  it('is held back when it is longer than what is sent, and not when it is just as long', () => {
    const of = (list: string) => ({ ...price(), value: { ...price().value!, list } });
    const most = 400_000 - encode('ErpPrice', of('x'.repeat(300_000)).value, 0).length + 300_000;
    const [longest, tooLong] = [of('x'.repeat(most)), of('x'.repeat(most + 1))];
    const [kept, held] = holdMisfits('ErpPrice', [longest, tooLong]);
    expect(kept).toBe(longest);
    const reason = 'is too long: 400001 bytes, and at most 400000 are sent';
    expect(held).toEqual({
      ...tooLong,
      value: null,
      issues: [{ field: 'record', reason, severity: 'held' }],
    });
  });

  it('is held back for a character that no database takes, naming the field', () => {
    const odd = { ...price(), value: { ...price().value!, list: 'WEB\0' } };
    const reason = 'list holds a character that cannot be kept';
    expect(holdMisfits('ErpPrice', [odd])).toEqual([
      { ...odd, value: null, issues: [{ field: 'record', reason, severity: 'held' }] },
    ]);
  });

  it('is not looked for where nothing changed', () => {
    const misfit = price({ to: new Date('9999-12-31') });
    expect(holdMisfits('ErpPrice', [misfit], new Map([[misfit.key, misfit.fingerprint]]))).toEqual([misfit]);
  });

  it('is looked for where something changed, or another record is known', () => {
    const misfit = price({ to: new Date('9999-12-31') });
    for (const known of [[misfit.key, price().fingerprint] as const, ['other', misfit.fingerprint] as const])
      expect(holdMisfits('ErpPrice', [misfit], new Map([known]))[0]?.value).toBeNull();
  });

  it('is not looked for in what is held back already', () => {
    const held = price({ amount: '-1', to: new Date('9999-12-31') });
    expect(holdMisfits('ErpPrice', [held])).toEqual([held]);
  });

  it('is none where it cannot be said what a record holds', () => {
    expect(() => holdMisfits('Nothing' as 'ErpPrice', [price()])).toThrow('No schema of Nothing');
  });
});

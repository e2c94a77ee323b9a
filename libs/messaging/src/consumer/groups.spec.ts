import { describe, expect, it } from 'vitest';
import { decision, projection } from './groups.ts';

describe('a group', () => {
  it('that can be rebuilt compares all columns and waits for nothing more, unless declared otherwise', () => {
    expect(projection('storefront.products', { tables: ['products', 'prices'] })).toEqual({
      kind: 'projection',
      id: 'storefront.products',
      tables: ['products', 'prices'],
      ignore: {},
      lingerMs: 0,
      expiring: [],
    });
    const ignore = { products: ['written_at'] };
    expect(
      projection('storefront.products', {
        tables: ['products'],
        ignore,
        lingerMs: 20,
        expiring: ['products'],
      }),
    ).toEqual({
      kind: 'projection',
      id: 'storefront.products',
      tables: ['products'],
      ignore,
      lingerMs: 20,
      expiring: ['products'],
    });
  });

  it('that decides waits for nothing more, unless declared otherwise', () => {
    expect(decision('orders.requests')).toEqual({
      kind: 'decision',
      id: 'orders.requests',
      lingerMs: 0,
      expiring: [],
    });
    expect(decision('erp.exports', { lingerMs: 50, expiring: ['prices'] })).toEqual({
      kind: 'decision',
      id: 'erp.exports',
      lingerMs: 50,
      expiring: ['prices'],
    });
  });
});

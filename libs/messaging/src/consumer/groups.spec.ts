import { describe, expect, it } from 'vitest';
import { decision, projection } from './groups.ts';

describe('a group', () => {
  it('that can be rebuilt compares all columns and gathers nothing, unless declared otherwise', () => {
    expect(projection('storefront.products', { tables: ['products', 'prices'] })).toEqual({
      kind: 'projection',
      id: 'storefront.products',
      tables: ['products', 'prices'],
      ignore: {},
      gatherMs: 0,
    });
    const ignore = { products: ['written_at'] };
    expect(projection('storefront.products', { tables: ['products'], ignore, gatherMs: 20 })).toEqual({
      kind: 'projection',
      id: 'storefront.products',
      tables: ['products'],
      ignore,
      gatherMs: 20,
    });
  });

  it('that decides gathers nothing, unless declared otherwise', () => {
    expect(decision('orders.requests')).toEqual({ kind: 'decision', id: 'orders.requests', gatherMs: 0 });
    expect(decision('erp.exports', { gatherMs: 50 })).toEqual({
      kind: 'decision',
      id: 'erp.exports',
      gatherMs: 50,
    });
  });
});

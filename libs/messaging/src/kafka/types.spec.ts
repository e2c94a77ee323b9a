import { describe, expect, it } from 'vitest';
import { placeOf } from './types.ts';

describe('a name of a partition', () => {
  it('tells topics and partitions apart', () => {
    const places = [placeOf('erp.stock', 1), placeOf('erp.stock', 11), placeOf('erp.stock 1', 1)];
    expect(places).toEqual(['erp.stock 1', 'erp.stock 11', 'erp.stock 1 1']);
  });
});

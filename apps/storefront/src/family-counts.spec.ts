import { describe, expect, it } from 'vitest';
import { FamilyCounts } from './family-counts.ts';

function counter() {
  let counted = 0;
  const counts = new FamilyCounts(async () => {
    counted += 1;
    return [{ family: 'HLMT', familyName: 'Helmets', category: null, products: counted, more: false }];
  });
  return {
    counts,
    products: async (now: number) => (await counts.get(now)).families[0]?.products,
  };
}

describe('counts of families', () => {
  it('are kept while the catalogue stays as it is', async () => {
    const { products } = counter();
    expect([await products(0), await products(60_000)]).toEqual([1, 1]);
  });

  it('are made anew after a change', async () => {
    const { counts, products } = counter();
    await products(0);
    counts.changed();
    expect(await products(5_000)).toBe(2);
  });

  it('are made once a second at most while it goes on changing, and say when to look again', async () => {
    const { counts, products } = counter();
    await products(0);
    counts.changed();
    expect(await products(999)).toBe(1);
    expect((await counts.get(999)).until).toBe(1_000);
    expect(await products(1_000)).toBe(2);
    expect((await counts.get(1_000)).until).toBe(Infinity);
  });

  it('are made once for all who ask at the same time', async () => {
    const { products } = counter();
    expect(await Promise.all([products(0), products(0), products(0)])).toEqual([1, 1, 1]);
  });
});

import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { FamilyCounts } from './family-counts.ts';
import type { FamilyCount } from './product-list.queries.ts';

function helmets(products: number): FamilyCount {
  return { family: 'HLMT', familyName: 'Helmets', category: null, products, more: false };
}

function counter() {
  let counted = 0;
  const counts = new FamilyCounts(async () => {
    counted += 1;
    return [helmets(counted)];
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

  it('are counted anew after a change', async () => {
    const { counts, products } = counter();
    await products(0);
    counts.changed();
    expect(await products(5_000)).toBe(2);
  });

  it('are counted once a second at most while it keeps changing, and say until when they may be used', async () => {
    const { counts, products } = counter();
    await products(0);
    counts.changed();
    expect(await products(999)).toBe(1);
    expect((await counts.get(999)).until).toBe(1_000);
    expect(await products(1_000)).toBe(2);
    expect((await counts.get(1_000)).until).toBe(Infinity);
  });

  it('are not waited for when they take long and there are earlier ones', async () => {
    const counted: ((families: FamilyCount[]) => void)[] = [];
    const counts = new FamilyCounts(() => new Promise((resolve) => counted.push(resolve)));
    const first = counts.get(0);
    counted[0]?.([helmets(1)]);
    await first;
    counts.changed();
    expect(await counts.get(5_000)).toEqual({ families: [helmets(1)], until: 6_000 });
    expect(await counts.get(5_100)).toEqual({ families: [helmets(1)], until: 6_100 });
    counted[1]?.([helmets(2)]);
    await setImmediate();
    expect(await counts.get(5_200)).toEqual({ families: [helmets(2)], until: Infinity });
    expect(counted).toHaveLength(2);
  });

  it('fail when they cannot be counted, and are tried again', async () => {
    let fails = false;
    const counts = new FamilyCounts(async () => {
      if (fails) throw new Error('no database');
      return [helmets(1)];
    });
    await counts.get(0);
    counts.changed();
    fails = true;
    await expect(counts.get(5_000)).rejects.toThrow('no database');
    fails = false;
    expect((await counts.get(5_001)).until).toBe(Infinity);
  });

  it('are as before when they cannot be counted after nobody waits any more, and are tried again', async () => {
    const failures: ((reason: Error) => void)[] = [];
    let known: FamilyCount[] | undefined = [helmets(1)];
    const counts = new FamilyCounts(async () => known ?? new Promise((_, reject) => failures.push(reject)));
    await counts.get(0);
    counts.changed();
    known = undefined;
    expect((await counts.get(5_000)).families).toEqual([helmets(1)]);
    failures[0]?.(new Error('no database'));
    await setImmediate();
    known = [helmets(2)];
    expect(await counts.get(5_100)).toEqual({ families: [helmets(2)], until: Infinity });
  });

  it('are counted once for all who ask at the same time', async () => {
    const { products } = counter();
    expect(await Promise.all([products(0), products(0), products(0)])).toEqual([1, 1, 1]);
  });
});

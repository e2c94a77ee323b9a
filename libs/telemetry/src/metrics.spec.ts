import { describe, expect, it } from 'vitest';
import { metrics } from './metrics.ts';

describe('the catalogue of metrics', () => {
  const all = Object.values(metrics);

  it('names each metric once', () => {
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
  });

  it('says the unit of every time in the name, in seconds', () => {
    for (const { name, unit } of all) expect([name, name.endsWith('seconds')]).toEqual([name, unit === 's']);
  });

  it('has rising buckets', () => {
    for (const { buckets = [] } of all) expect(buckets).toEqual(buckets.toSorted((a, b) => a - b));
  });
});

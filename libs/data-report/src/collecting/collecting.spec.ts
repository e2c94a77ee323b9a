import { describe, expect, it } from 'vitest';
import { DistinctSample } from './distinct-sample.ts';
import { flatRecord, textOf } from './flat-record.ts';
import { Magnitudes } from './magnitudes.ts';
import { Tally } from './tally.ts';
import { collectKeys } from './key-set.ts';

describe('a sample of distinct texts', () => {
  it('is everything up to the limit', () => {
    const sample = new DistinctSample<{ count: number }>(100);
    for (let index = 0; index < 1_000; index += 1) {
      const entry = sample.entry(`v${index % 100}`, () => ({ count: 0 }));
      if (entry) entry.count += 1;
    }
    expect(sample).toMatchObject({ size: 100, exact: true, factor: 1, distinct: 100 });
    expect([...sample.entries()].every(([, { count }]) => count === 10)).toBe(true);
  });

  it('holds no more than the limit beyond it, counts wholly what it holds, and estimates how many there are', () => {
    const sample = new DistinctSample<{ count: number }>(1_000);
    for (let index = 0; index < 300_000; index += 1) {
      const entry = sample.entry(`value ${index % 100_000}`, () => ({ count: 0 }));
      if (entry) entry.count += 1;
      if (sample.size > 1_000) throw new Error(`${sample.size} are held`);
    }
    expect(sample.exact).toBe(false);
    expect([...sample.entries()].every(([, { count }]) => count === 3)).toBe(true);
    expect(sample.distinct).toBeGreaterThan(85_000);
    expect(sample.distinct).toBeLessThan(115_000);
  });

  it('knows nothing of what is not of the sample', () => {
    const sample = new DistinctSample<true>(16);
    for (let index = 0; index < 1_000; index += 1) sample.entry(`v${index}`, () => true);
    const answers = Array.from({ length: 1_000 }, (_, index) => sample.has(`v${index}`));
    expect(answers.filter((answer) => answer === true)).toHaveLength(sample.size);
    expect(answers).not.toContain(false);
    expect(answers).toContain(undefined);
  });

  it('tells long texts apart by more than their beginning, and holds little of them', () => {
    const sample = new DistinctSample<true>(16);
    for (const end of ['a', 'b', 'a']) sample.entry('x'.repeat(100_000) + end, () => true);
    expect(sample.size).toBe(2);
    expect([...sample.entries()].every(([text]) => text.length < 200)).toBe(true);
  });
});

describe('magnitudes', () => {
  const of = (figures: readonly number[]) => {
    const magnitudes = new Magnitudes();
    figures.forEach((figure, index) => magnitudes.add(figure, index, String(figure)));
    return magnitudes;
  };

  it('finds what is far from all others in both directions, however far', () => {
    const usual = Array.from({ length: 100 }, (_, index) => 50 + index);
    const found = of([...usual, 10_000_000, 0.01]).outlying();
    expect(found.map(({ value }) => value).sort()).toEqual(['0.01', '10000000']);
  });

  it('finds nothing where figures are spread', () => {
    const spread = Array.from({ length: 1_000 }, (_, index) => 1.01 ** index);
    expect(of(spread).outlying()).toEqual([]);
  });
});

it('counts all, and keeps a few examples of different values', () => {
  const tally = new Tally(2);
  for (const value of ['a', 'a', 'b', 'c']) tally.add(tally.count + 1, [value]);
  expect(tally.count).toBe(4);
  expect(tally.examples).toEqual([
    { position: 1, values: ['a'] },
    { position: 3, values: ['b'] },
  ]);
});

it('flattens a nested record', () => {
  const record = flatRecord({
    position: 7,
    values: { no: '1', head: { name: null }, lines: [{ amount: '2' }, { amount: '3' }] },
  });
  expect(record.cells).toEqual([
    { column: 'no', value: '1' },
    { column: 'head.name', value: null },
    { column: 'lines.amount', value: '2' },
    { column: 'lines.amount', value: '3' },
  ]);
  expect(textOf(record, 'head.name')).toBeNull();
  expect(textOf(record, 'lines.amount')).toBe('2');
});

it('collects the keys of another reader, or a sample of them', async () => {
  const read = async function* () {
    for (let batch = 0; batch < 10; batch += 1)
      yield Array.from({ length: 100 }, (_, index) => ({
        position: 0,
        values: { id: `K${batch * 100 + index}` },
      }));
  };
  const all = await collectKeys(read(), 'id');
  expect([all.has('K999'), all.has('K1000'), all.factor]).toEqual([true, false, 1]);
  const some = await collectKeys(read(), 'id', 100);
  expect(some.factor).toBeGreaterThanOrEqual(8);
});

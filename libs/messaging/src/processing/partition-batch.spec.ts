import { describe, expect, it } from 'vitest';
import { sliceAt } from '../fixtures/partition-batches.ts';
import type { RawRecord } from '../kafka/types.ts';
import { halves, topicsOf } from './partition-batch.ts';

describe('slices', () => {
  const offsetsOf = (half: readonly { from: number; to: number; entries: readonly { raw: RawRecord }[] }[]) =>
    half.map(({ from, to, entries }) => [from, to, entries.map(({ raw }) => raw.offset)]);

  it('have each topic once', () => {
    const slices = [
      sliceAt([1], { topic: 'erp.stock', partition: 0 }),
      sliceAt([1], { topic: 'erp.items', partition: 0 }),
      sliceAt([1], { topic: 'erp.stock', partition: 1 }),
    ];
    expect(topicsOf(slices)).toEqual(['erp.stock', 'erp.items']);
  });

  it.each([
    [2, [[0], [1]]],
    [3, [[0], [1, 2]]],
    [
      5,
      [
        [0, 1],
        [2, 3, 4],
      ],
    ],
  ])('of %i partitions are halved by partition', (count, expected) => {
    const slices = Array.from({ length: count }, (_, partition) => sliceAt([1, 2], { partition }));
    expect(halves(slices)?.map((half) => half.map(({ partition }) => partition))).toEqual(expected);
    expect(halves(slices)?.flat()).toEqual(slices);
  });

  it.each([
    [
      [5, 9],
      [5, 9, [5]],
      [9, 10, [9]],
    ],
    [
      [5, 9, 20],
      [5, 9, [5]],
      [9, 21, [9, 20]],
    ],
    [
      [5, 6, 20, 21],
      [5, 20, [5, 6]],
      [20, 22, [20, 21]],
    ],
  ])(
    'of one partition with the offsets %j are halved where compaction left a record',
    (offsets, first, second) => {
      const parts = halves([sliceAt(offsets)]);
      expect(parts?.map(offsetsOf)).toEqual([[first], [second]]);
      expect(parts?.flat().map(({ topic, partition }) => [topic, partition])).toEqual([
        ['orders.events', 0],
        ['orders.events', 0],
      ]);
    },
  );

  it.each([
    ['one record', [sliceAt([5])]],
    ['no record', [sliceAt([])]],
    ['no partition', []],
  ])('of %s cannot be halved', (_, slices) => {
    expect(halves(slices)).toBeUndefined();
  });
});

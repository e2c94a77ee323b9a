import { describe, expect, it } from 'vitest';
import { batchAt } from '../fixtures/partition-batches.ts';
import type { RawRecord } from '../kafka/types.ts';
import { halves, topicsOf } from './partition-batch.ts';

describe('batches of partitions', () => {
  const offsetsOf = (half: readonly { from: number; to: number; entries: readonly { raw: RawRecord }[] }[]) =>
    half.map(({ from, to, entries }) => [from, to, entries.map(({ raw }) => raw.offset)]);

  it('have each topic once', () => {
    const batches = [
      batchAt([1], { topic: 'erp.stock', partition: 0 }),
      batchAt([1], { topic: 'erp.items', partition: 0 }),
      batchAt([1], { topic: 'erp.stock', partition: 1 }),
    ];
    expect(topicsOf(batches)).toEqual(['erp.stock', 'erp.items']);
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
    const batches = Array.from({ length: count }, (_, partition) => batchAt([1, 2], { partition }));
    expect(halves(batches)?.map((half) => half.map(({ partition }) => partition))).toEqual(expected);
    expect(halves(batches)?.flat()).toEqual(batches);
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
      const parts = halves([batchAt(offsets)]);
      expect(parts?.map(offsetsOf)).toEqual([[first], [second]]);
      expect(parts?.flat().map(({ topic, partition }) => [topic, partition])).toEqual([
        ['orders.events', 0],
        ['orders.events', 0],
      ]);
    },
  );

  it.each([
    ['one record', [batchAt([5])]],
    ['no record', [batchAt([])]],
    ['no partition', []],
  ])('of %s cannot be halved', (_, batches) => {
    expect(halves(batches)).toBeUndefined();
  });
});

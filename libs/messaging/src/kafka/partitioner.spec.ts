import { describe, expect, it } from 'vitest';
import { murmur2, partitionOf } from './partitioner.ts';

describe('partition of a key', () => {
  // The hashes that Kafka's own test suite expects of its Java client.
  it.each([
    ['21', -973932308],
    ['foobar', -790332482],
    ['a-little-bit-long-string', -985981536],
    ['a-little-bit-longer-string', -1486304829],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
    ['abc', 479470107],
  ])('hashes %s as the Java client does', (key, hash) => {
    expect(murmur2(new TextEncoder().encode(key)) | 0).toBe(hash);
  });

  it('is always one of the partitions, also where the hash is negative', () => {
    // 1173551340, 479470107 and 1357151166 without the sign.
    expect(['21', 'abc', 'foobar'].map((key) => [partitionOf(key, 6), partitionOf(key, 5)])).toEqual([
      [0, 0],
      [3, 2],
      [0, 1],
    ]);
    for (let i = 0; i < 1000; i++) expect([0, 1, 2, 3, 4]).toContain(partitionOf(`SKU-${i}`, 5));
  });
});

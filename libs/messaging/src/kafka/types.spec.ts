import { describe, expect, it } from 'vitest';
import { topicPartitionKey } from './types.ts';

describe('the key of a partition', () => {
  it('distinguishes topics and partitions', () => {
    const keys = [
      topicPartitionKey('erp.stock', 1),
      topicPartitionKey('erp.stock', 11),
      topicPartitionKey('erp.stock 1', 1),
    ];
    expect(keys).toEqual(['erp.stock 1', 'erp.stock 11', 'erp.stock 1 1']);
  });
});

import { describe, expect, it } from 'vitest';
import { topicPartitionKey } from './types.ts';

describe('the key of a partition', () => {
  it('tells topics and partitions apart', () => {
    const keys = [
      topicPartitionKey('erp.stock', 1),
      topicPartitionKey('erp.stock', 11),
      topicPartitionKey('erp.stock 1', 1),
    ];
    expect(keys).toEqual(['erp.stock 1', 'erp.stock 11', 'erp.stock 1 1']);
  });
});

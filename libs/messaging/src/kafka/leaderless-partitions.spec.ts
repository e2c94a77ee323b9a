import { createRequire } from 'node:module';
import { describe, expect, it, vi } from 'vitest';
import {
  type BrokerPool,
  type Cluster,
  type MetadataResponse,
  goOnWithoutLeader,
} from './leaderless-partitions.ts';

const require = createRequire(import.meta.url);
const { parse } = require('kafkajs/src/protocol/requests/metadata/v0/response') as MetadataResponse;

const metadata = (...partitions: [errorCode: number, leader: number][]) => ({
  brokers: [{ nodeId: 1 }],
  topicMetadata: [
    {
      ...{ topic: 'a', topicErrorCode: 0 },
      partitionMetadata: partitions.map(([partitionErrorCode, leader], partitionId) => ({
        ...{ partitionErrorCode, partitionId, leader },
      })),
    },
  ],
});
type Metadata = ReturnType<typeof metadata>;

/** The parts of a client, before whom a broker knows these partitions. */
function client(known: Metadata) {
  const asked: unknown[] = [];
  const response: MetadataResponse = { parse };
  const pool: BrokerPool = {
    ...{ metadata: null, metadataExpireAt: null },
    async refreshMetadata(this: BrokerPool) {
      this.metadata = await response.parse(known);
      this.metadataExpireAt = Date.now() + 60_000;
    },
  };
  const cluster: Cluster = {
    findTopicPartitionMetadata: () => known.topicMetadata[0]?.partitionMetadata ?? [],
    fetchTopicsOffset: async (topics) => {
      asked.push(...topics);
      return topics.filter(({ partitions }) => partitions.length > 0);
    },
  };
  goOnWithoutLeader([response], pool, cluster);
  return { response, pool, cluster, asked };
}

describe('the client library, when a partition has no leader', () => {
  it.each([
    ['LEADER_NOT_AVAILABLE', 5],
    ['LISTENER_NOT_FOUND', 72],
  ])('knows all others: %s', async (_, code) => {
    const known = metadata([0, 1], [code, -1]);
    const { topicMetadata } = await client(known).response.parse(known);
    expect(topicMetadata[0]?.partitionMetadata.map(({ leader }) => leader)).toEqual([1, -1]);
  });

  it.each([
    ['of the partition', metadata([0, 1], [3, 1])],
    [
      'of the topic',
      { ...metadata([0, 1]), topicMetadata: [{ topic: 'a', topicErrorCode: 5, partitionMetadata: [] }] },
    ],
  ])('fails for another error %s', async (_, known) => {
    await expect(client(known).response.parse(known)).rejects.toThrow();
  });

  it('asks again who leads it, a second later, and else keeps to what it was told', async () => {
    const now = vi.spyOn(Date, 'now').mockReturnValue(0);
    const expiry = async (known: Metadata) => {
      const { pool } = client(known);
      await pool.refreshMetadata(['a']);
      return pool.metadataExpireAt;
    };
    expect(await expiry(metadata([0, 1], [5, -1]))).toBe(1_000);
    expect(await expiry(metadata([0, 1], [0, 2]))).toBe(60_000);
    now.mockRestore();
  });

  it('asks for the offsets of all others, and has an answer for each topic', async () => {
    const topics = [{ topic: 'a', partitions: [{ partition: 0 }, { partition: 1 }] }];
    const some = client(metadata([0, 1], [5, -1]));
    expect(await some.cluster.fetchTopicsOffset(topics)).toEqual([
      { topic: 'a', partitions: [{ partition: 0 }] },
    ]);
    const none = client(metadata([5, -1], [5, -1]));
    expect(await none.cluster.fetchTopicsOffset(topics)).toEqual([{ topic: 'a', partitions: [] }]);
  });
});

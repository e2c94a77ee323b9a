import type { Consumer, Kafka } from 'kafkajs';
import { fetchedRecord } from './raw-record.ts';
import type { Member, MemberCallbacks } from './types.ts';

/**
 * Joins a consumer group; group and topics are given without the prefix.
 * @throws when the broker cannot be reached or a topic is missing.
 */
export async function joinGroup(
  client: Kafka,
  prefix: string,
  group: string,
  topics: readonly string[],
  callbacks: MemberCallbacks,
): Promise<Member> {
  const consumer = client.consumer({
    groupId: prefix + group,
    allowAutoTopicCreation: false,
    sessionTimeout: 10_000,
    heartbeatInterval: 2_000,
    rebalanceTimeout: 30_000,
    minBytes: 1,
    // Compressed; some ten times as much when decoded. Larger fetches are hardly faster and cost more garbage collection.
    maxBytes: 128 * 1024,
    maxBytesPerPartition: 32 * 1024,
    maxWaitTimeInMs: 1_000,
    metadataMaxAge: 60_000,
  });
  const member: Member = {
    seek: (topic, partition, offset) =>
      consumer.seek({ topic: prefix + topic, partition, offset: String(offset) }),
    commit: (offsets) =>
      consumer.commitOffsets(
        offsets.map(({ topic, partition, offset }) => ({
          topic: prefix + topic,
          partition,
          offset: String(offset),
        })),
      ),
    stop: () => consumer.disconnect(),
  };
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: topics.map((topic) => prefix + topic), fromBeginning: true });
    await run(consumer, prefix, member, callbacks);
  } catch (error) {
    await consumer.disconnect().catch(() => undefined);
    throw error;
  }
  return member;
}

async function run(
  consumer: Consumer,
  prefix: string,
  member: Member,
  callbacks: MemberCallbacks,
): Promise<void> {
  consumer.on('consumer.crash', ({ payload }) => callbacks.crashed(payload.error));
  // Listeners are not awaited, but called before the next fetch: what they do synchronously is in time.
  consumer.on('consumer.group_join', ({ payload }) =>
    callbacks.joined(
      member,
      Object.entries(payload.memberAssignment).flatMap(([topic, partitions]) =>
        partitions.map((partition) => ({ topic: topic.slice(prefix.length), partition })),
      ),
    ),
  );
  await consumer.run({
    autoCommit: false,
    eachBatchAutoResolve: false,
    partitionsConsumedConcurrently: 100, // the whole fetch, to be applied together
    eachBatch: async ({ batch, heartbeat, resolveOffset }) => {
      const { fetchedOffset } = batch as unknown as { fetchedOffset: string };
      const next = await callbacks.batch(
        {
          topic: batch.topic.slice(prefix.length),
          partition: batch.partition,
          fetchedOffset: Number(fetchedOffset),
          nextOffset: Number(batch.lastOffset()) + 1,
          high: Number(batch.highWatermark),
          records: batch.messages.map(fetchedRecord),
        },
        heartbeat,
      );
      if (next !== undefined) resolveOffset(String(next - 1));
    },
  });
}

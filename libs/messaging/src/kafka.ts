import { createRequire } from 'node:module';
import { logger } from '@throughline/telemetry';
import kafkajs from 'kafkajs';
import type { Admin, Consumer, ISocketFactory, SASLOptions, logCreator } from 'kafkajs';
import { gzipCodec } from './gzip-codec.ts';
import { type RequestQueue, sleepWhileNothingWaits } from './idle-queue.ts';
import { partitionOf } from './partition.ts';
import { fetchedRecord } from './log.ts';
import type { LogRange, Member, MemberCallbacks } from './log.ts';
import { Sender } from './sender.ts';
import type { RoutedMessage, Routes } from './sender.ts';
import type { KafkaSettings } from './settings.ts';

const { CompressionCodecs, CompressionTypes, Kafka: Client, logLevel } = kafkajs;

const require = createRequire(import.meta.url);
const { prototype: queue } = require('kafkajs/src/network/requestQueue') as { prototype: RequestQueue };
const newSocket = (require('kafkajs/src/network/socketFactory') as () => ISocketFactory)();
sleepWhileNothingWaits(queue);

/** Longest time the broker may take to answer a send; a relay that takes over waits as long. */
export const requestTimeoutMs = 3_000;

CompressionCodecs[CompressionTypes.GZIP] = () => gzipCodec;

// What matters of it comes back as an error, and is reported by whoever asked.
const logs: logCreator =
  () =>
  ({ log, namespace }) =>
    logger.debug({ kafka: namespace, error: log['error'] as unknown }, log.message);

/** The broker, by names without namespace. The only place that knows the client library. */
export class Kafka {
  readonly #settings: KafkaSettings;
  readonly #clientId: string;
  readonly #prefix: string;
  #admin: Promise<Admin> | undefined;

  constructor(settings: KafkaSettings, clientId: string) {
    this.#settings = settings;
    this.#clientId = clientId;
    this.#prefix = settings.namespace ? `${settings.namespace}.` : '';
  }

  /** @param cut called when a connection has ended */
  #client({ requestTimeout = 10_000, cut }: { requestTimeout?: number; cut?: () => void } = {}): InstanceType<
    typeof Client
  > {
    const { brokers, ssl, sasl } = this.#settings;
    return new Client({
      clientId: this.#clientId,
      brokers: [...brokers],
      ...(ssl !== undefined && { ssl }),
      ...(sasl && { sasl: sasl as SASLOptions }),
      connectionTimeout: 2_000,
      requestTimeout,
      ...(cut && { socketFactory: (to) => newSocket(to).once('close', cut) }),
      logLevel: logLevel.WARN,
      logCreator: logs,
      retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 5, restartOnFailure: async () => false },
    });
  }

  async clusterId(): Promise<string> {
    return this.#withAdmin(async (admin) => (await admin.describeCluster()).clusterId);
  }

  /** Log ranges of all partitions of the topics; none of a topic that does not exist. */
  async ranges(topics: readonly string[]): Promise<LogRange[]> {
    return this.#withAdmin(async (admin) => {
      const existing = new Set(await admin.listTopics());
      const found = await Promise.all(
        topics
          .filter((topic) => existing.has(this.#prefix + topic))
          .map(async (topic) => ({ topic, offsets: await admin.fetchTopicOffsets(this.#prefix + topic) })),
      );
      return found.flatMap(({ topic, offsets }) =>
        offsets.map(({ partition, low, high }) => ({
          topic,
          partition,
          low: Number(low),
          high: Number(high),
        })),
      );
    });
  }

  /** Creates the topics that are missing; they have leaders a moment later. @returns their names. */
  async createTopics(
    topics: readonly {
      topic: string;
      partitions: number;
      replicas: number;
      config: Record<string, string>;
    }[],
  ): Promise<string[]> {
    return this.#withAdmin(async (admin) => {
      const existing = new Set(await admin.listTopics());
      const missing = topics.filter(({ topic }) => !existing.has(this.#prefix + topic));
      if (missing.length === 0) return [];
      await admin.createTopics({
        waitForLeaders: false,
        timeout: 30_000,
        topics: missing.map(({ topic, partitions, replicas, config }) => ({
          topic: this.#prefix + topic,
          numPartitions: partitions,
          replicationFactor: replicas,
          configEntries: Object.entries(config).map(([name, value]) => ({ name, value })),
        })),
      });
      return missing.map(({ topic }) => topic);
    });
  }

  /** Number of brokers. */
  async brokers(): Promise<number> {
    return this.#withAdmin(async (admin) => (await admin.describeCluster()).brokers.length);
  }

  /** A producer that never sends anything again by itself, and has one request in flight. */
  async producer(): Promise<Sender> {
    const routes: Routes = new Map();
    const cut = new AbortController();
    const client = this.#client({ requestTimeout: requestTimeoutMs, cut: () => cut.abort() });
    const producer = client.producer({
      allowAutoTopicCreation: false,
      maxInFlightRequests: 1,
      metadataMaxAge: 60_000,
      retry: { retries: 0 },
      createPartitioner:
        () =>
        ({ topic, partitionMetadata, message }) => {
          const partition = partitionOf((message as RoutedMessage).partitionKey, partitionMetadata.length);
          const before = routes.get(topic);
          if (before) before.push(partition);
          else routes.set(topic, [partition]);
          return partition;
        },
    });
    await producer.connect();
    return new Sender({
      sendBatch: (topicMessages, { compressed }) =>
        producer.sendBatch({
          acks: -1,
          timeout: requestTimeoutMs,
          compression: compressed ? CompressionTypes.GZIP : CompressionTypes.None,
          topicMessages,
        }),
      close: () => producer.disconnect(),
      prefix: this.#prefix,
      routes,
      cut: cut.signal,
    });
  }

  /** Joins a group. @throws when the broker cannot be reached or a topic is missing. */
  async join(group: string, topics: readonly string[], callbacks: MemberCallbacks): Promise<Member> {
    const consumer = this.#client().consumer({
      groupId: this.#prefix + group,
      allowAutoTopicCreation: false,
      sessionTimeout: 10_000,
      heartbeatInterval: 2_000,
      rebalanceTimeout: 30_000,
      minBytes: 1,
      // Compressed; some ten times as much when decoded. Larger fetches are hardly faster and leave more to collect.
      maxBytes: 128 * 1024,
      maxBytesPerPartition: 32 * 1024,
      maxWaitTimeInMs: 1_000,
      metadataMaxAge: 60_000,
    });
    const member: Member = {
      seek: (topic, partition, offset) =>
        consumer.seek({ topic: this.#prefix + topic, partition, offset: String(offset) }),
      commit: (offsets) =>
        consumer.commitOffsets(
          offsets.map(({ topic, partition, offset }) => ({
            topic: this.#prefix + topic,
            partition,
            offset: String(offset),
          })),
        ),
      stop: () => consumer.disconnect(),
    };
    try {
      await consumer.connect();
      await consumer.subscribe({ topics: topics.map((topic) => this.#prefix + topic), fromBeginning: true });
      await this.#run(consumer, member, callbacks);
    } catch (error) {
      await consumer.disconnect().catch(() => undefined);
      throw error;
    }
    return member;
  }

  async #run(consumer: Consumer, member: Member, callbacks: MemberCallbacks): Promise<void> {
    consumer.on('consumer.crash', ({ payload }) => callbacks.crashed(payload.error));
    // Listeners are not awaited, but called before the next fetch: what they do at once is in time.
    consumer.on('consumer.group_join', ({ payload }) =>
      callbacks.joined(
        member,
        Object.entries(payload.memberAssignment).flatMap(([topic, partitions]) =>
          partitions.map((partition) => ({ topic: topic.slice(this.#prefix.length), partition })),
        ),
      ),
    );
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: 100, // all of a fetch, to be applied together
      eachBatch: async ({ batch, heartbeat, resolveOffset }) => {
        const { fetchedOffset } = batch as unknown as { fetchedOffset: string };
        const next = await callbacks.batch(
          {
            topic: batch.topic.slice(this.#prefix.length),
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

  async close(): Promise<void> {
    const admin = this.#admin;
    this.#admin = undefined;
    await (await admin?.catch(() => undefined))?.disconnect();
  }

  async #withAdmin<T>(ask: (admin: Admin) => Promise<T>): Promise<T> {
    this.#admin ??= this.#connectAdmin();
    try {
      return await ask(await this.#admin);
    } catch (error) {
      await this.close().catch(() => undefined);
      throw error;
    }
  }

  async #connectAdmin(): Promise<Admin> {
    const admin = this.#client().admin();
    await admin.connect();
    return admin;
  }
}

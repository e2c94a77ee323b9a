import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import { logger } from '@throughline/telemetry';
import kafkajs from 'kafkajs';
import type {
  Admin,
  Consumer,
  IHeaders,
  KafkaMessage,
  Message,
  Producer,
  SASLOptions,
  logCreator,
} from 'kafkajs';
import { backOff } from './back-off.ts';
import { partitionOf } from './partition.ts';
import type { Acknowledged, LogRange, Member, MemberCallbacks, RawRecord, SendRecord } from './log.ts';
import type { KafkaSettings } from './settings.ts';

const { CompressionCodecs, CompressionTypes, Kafka: Client, logLevel } = kafkajs;

/** Longest time the broker may take to answer a send; a relay that takes over waits as long. */
export const requestTimeoutMs = 3_000;

const compress = promisify(gzip);
const { decompress } = CompressionCodecs[CompressionTypes.GZIP]!();
CompressionCodecs[CompressionTypes.GZIP] = () => ({
  // The default level takes three times as long for a tenth less.
  compress: (encoder: { buffer: Buffer }) => compress(encoder.buffer, { level: constants.Z_BEST_SPEED }),
  decompress,
});

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

  #client({ requestTimeout = 10_000 } = {}): InstanceType<typeof Client> {
    const { brokers, ssl, sasl } = this.#settings;
    return new Client({
      clientId: this.#clientId,
      brokers: [...brokers],
      ...(ssl !== undefined && { ssl }),
      ...(sasl && { sasl: sasl as SASLOptions }),
      connectionTimeout: 2_000,
      requestTimeout,
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

  /** Creates the topics that are missing. @returns their names. */
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
      const names = missing.map(({ topic }) => topic);
      await this.#untilLed(names);
      return names;
    });
  }

  /** A topic is created before its partitions have leaders; until then it seems unknown. */
  async #untilLed(topics: readonly string[]): Promise<void> {
    for (let failures = 0; ; failures++) {
      try {
        const led = new Set((await this.ranges(topics)).map(({ topic }) => topic));
        if (topics.every((topic) => led.has(topic))) return;
      } catch (error) {
        if (failures === 20) throw error;
      }
      await backOff(failures, AbortSignal.timeout(10_000));
    }
  }

  /** Number of brokers. */
  async brokers(): Promise<number> {
    return this.#withAdmin(async (admin) => (await admin.describeCluster()).brokers.length);
  }

  /** A producer that never sends anything again by itself, and has one request in flight. */
  async producer(): Promise<Sender> {
    const counts = new Map<string, number>();
    const producer = this.#client({ requestTimeout: requestTimeoutMs }).producer({
      allowAutoTopicCreation: false,
      maxInFlightRequests: 1,
      metadataMaxAge: 60_000,
      retry: { retries: 0 },
      createPartitioner:
        () =>
        ({ topic, partitionMetadata, message }) => {
          const partition = partitionOf((message as RoutedMessage).partitionKey, partitionMetadata.length);
          const at = `${topic} ${partition}`;
          counts.set(at, (counts.get(at) ?? 0) + 1);
          return partition;
        },
    });
    await producer.connect();
    return new Sender(producer, this.#prefix, counts);
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
      maxBytes: 4 * 1024 * 1024,
      maxBytesPerPartition: 1024 * 1024,
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

  /**
   * Reads from the given offsets to the log ends of now, outside of any service's group.
   * @param each gets every record; return false to end early.
   */
  async read(
    topic: string,
    from: ReadonlyMap<number, number>,
    each: (partition: number, record: RawRecord) => boolean | void,
  ): Promise<void> {
    const open = new Map<number, number>();
    for (const { partition, low, high } of await this.ranges([topic])) {
      const start = from.get(partition);
      if (start !== undefined && Math.max(start, low) < high) open.set(partition, high);
    }
    if (open.size === 0) return;
    const finished = Promise.withResolvers<void>();
    const member = await this.join(`reader.${randomUUID()}`, [topic], {
      joined: (joined, partitions) => {
        for (const { partition } of partitions)
          joined.seek(topic, partition, from.get(partition) ?? Number.MAX_SAFE_INTEGER);
      },
      batch: async ({ partition, records, nextOffset, fetchedOffset }) => {
        const end = open.get(partition);
        if (end === undefined || fetchedOffset < (from.get(partition) ?? 0)) return nextOffset;
        for (const record of records)
          if (record.offset < end && each(partition, record) === false) open.clear();
        if (nextOffset >= end) open.delete(partition);
        if (open.size === 0) finished.resolve();
        return nextOffset;
      },
      crashed: finished.reject,
    });
    await finished.promise.finally(() => member.stop());
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
      partitionsConsumedConcurrently: 2,
      eachBatch: async ({ batch, heartbeat, resolveOffset }) => {
        const { fetchedOffset } = batch as unknown as { fetchedOffset: string };
        const next = await callbacks.batch(
          {
            topic: batch.topic.slice(this.#prefix.length),
            partition: batch.partition,
            fetchedOffset: Number(fetchedOffset),
            nextOffset: Number(batch.lastOffset()) + 1,
            high: Number(batch.highWatermark),
            records: batch.messages.map(rawRecord),
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

type RoutedMessage = Message & { partitionKey: string };

/** Sends batches; see {@link Kafka.producer}. */
export class Sender {
  readonly #producer: Producer;
  readonly #prefix: string;
  readonly #counts: Map<string, number>;

  /** @param counts filled by the partitioner: records of the send at hand by topic and partition. */
  constructor(producer: Producer, prefix: string, counts: Map<string, number>) {
    this.#producer = producer;
    this.#prefix = prefix;
    this.#counts = counts;
  }

  /**
   * Sends in order and waits until all in-sync replicas have it.
   * @throws when anything is not acknowledged; part of it may be in the log then.
   */
  async send(records: readonly SendRecord[]): Promise<Acknowledged[]> {
    this.#counts.clear();
    const answers = await this.#producer.sendBatch({
      acks: -1,
      timeout: requestTimeoutMs,
      compression: CompressionTypes.GZIP,
      topicMessages: [...Map.groupBy(records, ({ topic }) => topic)].map(([topic, group]) => ({
        topic: this.#prefix + topic,
        messages: group.map(({ key, partitionKey, value, headers, timestamp }): RoutedMessage => ({
          key,
          value,
          headers,
          timestamp: String(timestamp),
          partitionKey,
        })),
      })),
    });
    return answers.map(({ topicName, partition, baseOffset }) => ({
      topic: topicName.slice(this.#prefix.length),
      partition,
      nextOffset: Number(baseOffset) + (this.#counts.get(`${topicName} ${partition}`) ?? 0),
    }));
  }

  async close(): Promise<void> {
    await this.#producer.disconnect();
  }
}

function rawRecord({ offset, key, value, headers, timestamp }: KafkaMessage): RawRecord {
  return {
    offset: Number(offset),
    key: key?.toString('utf8') ?? '',
    value,
    headers: textHeaders(headers),
    timestamp: Number(timestamp),
  };
}

function textHeaders(headers: IHeaders | undefined): Record<string, string> {
  const text: Record<string, string> = {};
  for (const name in headers) text[name] = String(headers[name]);
  return text;
}

import kafkajs from 'kafkajs';
import type { Kafka } from 'kafkajs';
import { partitionOf } from './partitioner.ts';
import { ticket } from './record-encoder.ts';
import type { RecordPosition, SendRecord } from './types.ts';

/** Longest time the broker may take to respond to a send; a relay that takes over waits as long. */
export const requestTimeoutMs = 3_000;

/** A record as the client library gets it, with the key that the partitioner uses. */
export interface RoutedMessage {
  key: Buffer | string;
  value: Buffer | null;
  headers?: Record<string, string>;
  timestamp: string;
  partitionKey: string;
}

/** Up to this size, compression costs more than it saves: here, at the broker and at each reader. */
const smallRecords = 24;
const smallBytes = 16_384;

const inFlight = new Map<number, readonly SendRecord[]>();
let sends = 0;

/** The record that a stub stands for, while its send is in flight. */
export function recordInFlight(send: number, index: number): SendRecord {
  const record = inFlight.get(send)?.[index];
  if (record === undefined) throw new RangeError(`No record ${index} of send ${send} is in flight`);
  return record;
}

interface TopicMessages {
  topic: string;
  messages: RoutedMessage[];
}

interface SendResult {
  topicName: string;
  partition: number;
  baseOffset?: string;
}

type SendBatch = (topics: TopicMessages[], options: { compressed: boolean }) => Promise<SendResult[]>;

/** Partitions of the present send, by topic and in the order of its records; filled by the partitioner. */
export type Routes = Map<string, number[]>;

/** What a {@link Producer} needs of the client library. */
export interface ProducerParts {
  readonly sendBatch: SendBatch;
  readonly close: () => Promise<void>;
  readonly prefix: string;
  readonly routes: Routes;
  readonly disconnected: AbortSignal;
}

/**
 * A producer that never retries and has one request in flight.
 * @param disconnected aborted when a connection was closed
 */
export async function openProducer(
  client: Kafka,
  prefix: string,
  disconnected: AbortSignal,
): Promise<Producer> {
  const routes: Routes = new Map();
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
  const { CompressionTypes } = kafkajs;
  return new Producer({
    sendBatch: (topicMessages, { compressed }) =>
      producer.sendBatch({
        acks: -1,
        timeout: requestTimeoutMs,
        compression: compressed ? CompressionTypes.GZIP : CompressionTypes.None,
        topicMessages,
      }),
    close: () => producer.disconnect(),
    prefix,
    routes,
    disconnected,
  });
}

/** Sends batches, one at a time; see {@link openProducer}. */
export class Producer {
  readonly #sendBatch: SendBatch;
  readonly #prefix: string;
  readonly #routes: Routes;
  /** Aborted when a connection was closed: the broker may have restarted, and lost what it had. */
  readonly disconnected: AbortSignal;
  readonly close: () => Promise<void>;

  constructor({ sendBatch, close, prefix, routes, disconnected }: ProducerParts) {
    this.#sendBatch = sendBatch;
    this.#prefix = prefix;
    this.#routes = routes;
    this.disconnected = disconnected;
    this.close = close;
  }

  /**
   * Sends in order and waits for the acknowledgement of all in-sync replicas.
   * @returns the position of each record
   * @throws when anything is not acknowledged; part of it may be in the log then.
   */
  async send(records: readonly SendRecord[]): Promise<RecordPosition[]> {
    this.#routes.clear();
    if (isSmall(records)) {
      const topics = byTopic(records, this.#prefix, ({ key, value, headers }) => ({ key, value, headers }));
      return this.#positions(records, await this.#sendBatch(topics, { compressed: false }));
    }
    const send = (sends = (sends + 1) >>> 0);
    inFlight.set(send, records);
    try {
      // A stub stands for its record until the codec is called; it has a ticket as its key, and nothing else.
      const stubs = byTopic(records, this.#prefix, (_, index) => ({ key: ticket(send, index), value: null }));
      return this.#positions(records, await this.#sendBatch(stubs, { compressed: true }));
    } finally {
      inFlight.delete(send);
    }
  }

  #positions(records: readonly SendRecord[], results: readonly SendResult[]): RecordPosition[] {
    const next = new Map<string, Map<number, number>>();
    for (const { topicName, partition, baseOffset } of results) {
      const offsets = next.get(topicName) ?? new Map<number, number>();
      next.set(topicName, offsets.set(partition, Number(baseOffset)));
    }
    const partitionsOf = new Map(
      [...this.#routes].map(([topic, partitions]) => [topic, partitions.values()]),
    );
    return records.map(({ topic }) => {
      const name = this.#prefix + topic;
      const partition = partitionsOf.get(name)?.next().value;
      const offset = partition === undefined ? undefined : next.get(name)?.get(partition);
      if (partition === undefined || offset === undefined)
        throw new Error(`The broker returned no position for a record of ${topic}`);
      next.get(name)?.set(partition, offset + 1);
      return { partition, offset };
    });
  }
}

function isSmall(records: readonly SendRecord[]): boolean {
  return (
    records.length <= smallRecords &&
    records.reduce((bytes, { value }) => bytes + (value?.length ?? 0), 0) <= smallBytes
  );
}

function byTopic(
  records: readonly SendRecord[],
  prefix: string,
  messageOf: (record: SendRecord, index: number) => Pick<RoutedMessage, 'key' | 'value' | 'headers'>,
): TopicMessages[] {
  const found = new Map<string, RoutedMessage[]>();
  for (const [index, record] of records.entries()) {
    const messages = found.get(record.topic) ?? [];
    found.set(record.topic, messages);
    const { partitionKey, timestamp } = record;
    messages.push({ ...messageOf(record, index), timestamp: String(timestamp), partitionKey });
  }
  return [...found].map(([topic, messages]) => ({ topic: prefix + topic, messages }));
}

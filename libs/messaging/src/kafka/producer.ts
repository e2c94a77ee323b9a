import kafkajs from 'kafkajs';
import type { Kafka } from 'kafkajs';
import { partitionOf } from './partitioner.ts';
import { ticket } from './record-encoder.ts';
import type { RecordPosition, SendRecord } from './types.ts';

/** Longest time the broker may take to answer a send; a relay that takes over waits as long. */
export const requestTimeoutMs = 3_000;

/** What the client library is given: a record with the key that the partitioner looks at. */
export interface RoutedMessage {
  key: Buffer | string;
  value: Buffer | null;
  headers?: Record<string, string>;
  timestamp: string;
  partitionKey: string;
}

/** For so few records compression costs more than it saves, here, at the broker and at each reader. */
const fewRecords = 24;
const fewBytes = 16_384;

const underWay = new Map<number, readonly SendRecord[]>();
let sends = 0;

/** The record that a stub stands for, while its send is under way. */
export function recordUnderWay(send: number, index: number): SendRecord {
  const record = underWay.get(send)?.[index];
  if (record === undefined) throw new RangeError(`No record ${index} of send ${send} is under way`);
  return record;
}

interface TopicMessages {
  topic: string;
  messages: RoutedMessage[];
}

interface Answer {
  topicName: string;
  partition: number;
  baseOffset?: string;
}

type SendBatch = (topics: TopicMessages[], options: { compressed: boolean }) => Promise<Answer[]>;

/** Partitions of the send at hand, by topic in order of its records; filled by the partitioner. */
export type Routes = Map<string, number[]>;

/** What the client library gives to a {@link Producer}. */
export interface ProducerParts {
  readonly sendBatch: SendBatch;
  readonly close: () => Promise<void>;
  readonly prefix: string;
  readonly routes: Routes;
  readonly cut: AbortSignal;
}

/**
 * A producer that never sends anything again by itself, and has one request in flight.
 * @param cut aborted when a connection has ended
 */
export async function openProducer(client: Kafka, prefix: string, cut: AbortSignal): Promise<Producer> {
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
    cut,
  });
}

/** Sends batches, one at a time; see {@link openProducer}. */
export class Producer {
  readonly #sendBatch: SendBatch;
  readonly #prefix: string;
  readonly #routes: Routes;
  /** Aborted when a connection has ended: what the broker had then, it may not have any more. */
  readonly cut: AbortSignal;
  readonly close: () => Promise<void>;

  constructor({ sendBatch, close, prefix, routes, cut }: ProducerParts) {
    this.#sendBatch = sendBatch;
    this.#prefix = prefix;
    this.#routes = routes;
    this.cut = cut;
    this.close = close;
  }

  /**
   * Sends in order and waits until all in-sync replicas have it.
   * @returns where each record lies
   * @throws when anything is not acknowledged; part of it may be in the log then.
   */
  async send(records: readonly SendRecord[]): Promise<RecordPosition[]> {
    this.#routes.clear();
    if (isSmall(records)) {
      const topics = byTopic(records, this.#prefix, ({ key, value, headers }) => ({ key, value, headers }));
      return this.#positions(records, await this.#sendBatch(topics, { compressed: false }));
    }
    const send = (sends = (sends + 1) >>> 0);
    underWay.set(send, records);
    try {
      // A stub stands for its record until the codec is called: a ticket for its key, and nothing else.
      const stubs = byTopic(records, this.#prefix, (_, index) => ({ key: ticket(send, index), value: null }));
      return this.#positions(records, await this.#sendBatch(stubs, { compressed: true }));
    } finally {
      underWay.delete(send);
    }
  }

  #positions(records: readonly SendRecord[], answers: readonly Answer[]): RecordPosition[] {
    const next = new Map<string, Map<number, number>>();
    for (const { topicName, partition, baseOffset } of answers) {
      const offsets = next.get(topicName) ?? new Map<number, number>();
      next.set(topicName, offsets.set(partition, Number(baseOffset)));
    }
    const turns = new Map([...this.#routes].map(([topic, partitions]) => [topic, partitions.values()]));
    return records.map(({ topic }) => {
      const name = this.#prefix + topic;
      const partition = turns.get(name)?.next().value;
      const offset = partition === undefined ? undefined : next.get(name)?.get(partition);
      if (partition === undefined || offset === undefined)
        throw new Error(`The broker has not said where a record of ${topic} lies`);
      next.get(name)?.set(partition, offset + 1);
      return { partition, offset };
    });
  }
}

function isSmall(records: readonly SendRecord[]): boolean {
  return (
    records.length <= fewRecords &&
    records.reduce((bytes, { value }) => bytes + (value?.length ?? 0), 0) <= fewBytes
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

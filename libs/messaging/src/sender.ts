import type { Acknowledged, SendRecord } from './log.ts';
import { ticket } from './record-encoder.ts';

/** A stub of a record for the client library: a ticket for its key, and the key that the partitioner looks at. */
export interface RoutedMessage {
  key: Buffer;
  value: null;
  timestamp: string;
  partitionKey: string;
}

const underWay = new Map<number, readonly SendRecord[]>();
let sends = 0;

/** The record that a stub stands for, while its send is under way. */
export function recordUnderWay(send: number, index: number): SendRecord {
  const record = underWay.get(send)?.[index];
  if (record === undefined) throw new RangeError(`No record ${index} of send ${send} is under way`);
  return record;
}

interface TopicStubs {
  topic: string;
  messages: RoutedMessage[];
}

interface Answer {
  topicName: string;
  partition: number;
  baseOffset?: string;
}

type SendBatch = (topics: TopicStubs[]) => Promise<Answer[]>;

/** Sends batches, one at a time; see `Kafka.producer`. */
export class Sender {
  readonly #sendBatch: SendBatch;
  readonly #prefix: string;
  readonly #counts: Map<string, number>;
  readonly close: () => Promise<void>;

  /** @param counts filled by the partitioner: records of the send at hand by topic and partition. */
  constructor(sendBatch: SendBatch, close: () => Promise<void>, prefix: string, counts: Map<string, number>) {
    this.#sendBatch = sendBatch;
    this.#prefix = prefix;
    this.#counts = counts;
    this.close = close;
  }

  /**
   * Sends in order and waits until all in-sync replicas have it.
   * @throws when anything is not acknowledged; part of it may be in the log then.
   */
  async send(records: readonly SendRecord[]): Promise<Acknowledged[]> {
    this.#counts.clear();
    const send = (sends = (sends + 1) >>> 0);
    underWay.set(send, records);
    try {
      return this.#ends(await this.#sendBatch(stubs(send, records, this.#prefix)));
    } finally {
      underWay.delete(send);
    }
  }

  #ends(answers: Answer[]): Acknowledged[] {
    return answers.map(({ topicName, partition, baseOffset }) => ({
      topic: topicName.slice(this.#prefix.length),
      partition,
      nextOffset: Number(baseOffset ?? 0) + (this.#counts.get(`${topicName} ${partition}`) ?? 0),
    }));
  }
}

function stubs(send: number, records: readonly SendRecord[], prefix: string): TopicStubs[] {
  const byTopic = new Map<string, RoutedMessage[]>();
  for (const [index, { topic, partitionKey, timestamp }] of records.entries()) {
    const messages = byTopic.get(topic) ?? [];
    byTopic.set(topic, messages);
    messages.push({ key: ticket(send, index), value: null, timestamp: String(timestamp), partitionKey });
  }
  return [...byTopic].map(([topic, messages]) => ({ topic: prefix + topic, messages }));
}

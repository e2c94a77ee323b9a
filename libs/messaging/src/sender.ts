import type { Acknowledged, SendRecord } from './log.ts';

/** A record as the client library takes it, with the key that its partitioner looks at. */
export interface RoutedMessage {
  key: string;
  value: Buffer | null;
  headers: Record<string, string>;
  timestamp: string;
  partitionKey: string;
}

type SendBatch = (
  topicMessages: { topic: string; messages: RoutedMessage[] }[],
) => Promise<{ topicName: string; partition: number; baseOffset?: string }[]>;

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
    const answers = await this.#sendBatch(
      [...Map.groupBy(records, ({ topic }) => topic)].map(([topic, group]) => ({
        topic: this.#prefix + topic,
        messages: group.map(({ key, partitionKey, value, headers, timestamp }) => ({
          key,
          value,
          headers,
          timestamp: String(timestamp),
          partitionKey,
        })),
      })),
    );
    return answers.map(({ topicName, partition, baseOffset }) => ({
      topic: topicName.slice(this.#prefix.length),
      partition,
      nextOffset: Number(baseOffset ?? 0) + (this.#counts.get(`${topicName} ${partition}`) ?? 0),
    }));
  }
}

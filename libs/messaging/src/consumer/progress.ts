import { topicPartitionKey } from '../kafka/types.ts';

/** Lag of a member in one partition, as of its last fetch. */
export interface Lag {
  readonly topic: string;
  readonly partition: number;
  readonly records: number;
  /** When the oldest record not yet handled was sent, or undefined when there is none. */
  readonly since: number | undefined;
}

/** Lag in the partitions assigned to this member, in memory, for metrics and readiness. */
export class Progress {
  readonly #lags = new Map<string, Lag>();

  /** @param since Kafka's timestamp of the oldest fetched record; the former one when undefined. */
  behind(topic: string, partition: number, records: number, since: number | undefined): void {
    const key = topicPartitionKey(topic, partition);
    const oldest = records > 0 ? (since ?? this.#lags.get(key)?.since) : undefined;
    this.#lags.set(key, { topic, partition, records: Math.max(0, records), since: oldest });
  }

  clear(): void {
    this.#lags.clear();
  }

  lags(): Lag[] {
    return [...this.#lags.values()];
  }

  /** Records of all partitions that have not been handled yet. */
  records(): number {
    return this.lags().reduce((sum, { records }) => sum + records, 0);
  }

  /** Age of the oldest record not yet handled, in seconds; 0 when there is none. */
  seconds(now = Date.now()): number {
    return Math.max(0, ...this.lags().map(({ since }) => (since === undefined ? 0 : (now - since) / 1000)));
  }
}

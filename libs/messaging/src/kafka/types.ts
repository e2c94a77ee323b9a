/** A record to send. `headers` are text. */
export interface SendRecord {
  topic: string;
  key: string;
  partitionKey: string;
  value: Buffer | null;
  headers: Record<string, string>;
  /** Kafka's own timestamp, milliseconds. */
  timestamp: number;
}

/** Where an acknowledged record lies in the log of its topic. */
export interface RecordPosition {
  partition: number;
  offset: number;
}

/** First offset still there, and the offset that the next record will get. */
export interface LogRange {
  topic: string;
  partition: number;
  low: number;
  high: number;
}

/** A record as it came, topic without namespace. */
export interface RawRecord {
  readonly offset: number;
  readonly key: string;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
  /** Kafka's own timestamp, milliseconds. */
  readonly timestamp: number;
}

/** A record that was fetched: where it lies is known, the rest is taken apart when it is asked for. */
export interface FetchedRecord extends Pick<RawRecord, 'offset' | 'timestamp'> {
  /** @throws RangeError when its bytes end too early */
  read(): RawRecord;
}

/** What one fetch brought of one partition: everything in [fetchedOffset, nextOffset) that compaction left. */
export interface FetchedBatch {
  readonly topic: string;
  readonly partition: number;
  readonly fetchedOffset: number;
  readonly nextOffset: number;
  /** Log end. */
  readonly high: number;
  readonly records: readonly FetchedRecord[];
}

/** A partition of a topic. */
export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/** A partition as a key of maps. */
export function topicPartitionKey(topic: string, partition: number): string {
  return `${topic} ${partition}`;
}

/** What a member of a consumer group is told. */
export interface MemberCallbacks {
  /** A new assignment; called before anything is fetched under it. */
  joined(member: Member, partitions: readonly TopicPartition[]): void;
  /** Resolves with the offset to fetch next, or undefined when a seek decides. A rejection of `sendHeartbeat` must not be caught. */
  batch(batch: FetchedBatch, sendHeartbeat: () => Promise<void>): Promise<number | undefined>;
  /** The member is gone, for good; start another. */
  crashed(error: Error): void;
}

/** One member of a consumer group. */
export interface Member {
  seek(topic: string, partition: number, offset: number): void;
  /** Tells Kafka how far we are, for other people's tools; failures do not matter. */
  commit(offsets: readonly { topic: string; partition: number; offset: number }[]): Promise<void>;
  stop(): Promise<void>;
}

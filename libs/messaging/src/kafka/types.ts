/** A record to send; header values are text. */
export interface SendRecord {
  topic: string;
  key: string;
  partitionKey: string;
  value: Buffer | null;
  headers: Record<string, string>;
  /** Kafka's own timestamp, milliseconds. */
  timestamp: number;
}

/** Position of an acknowledged record in the log of its topic. */
export interface RecordPosition {
  partition: number;
  offset: number;
}

/** The first offset that is still in the log, and the offset of the next record to come. */
export interface LogRange {
  topic: string;
  partition: number;
  low: number;
  high: number;
}

/** A record as it was received, not decoded. */
export interface RawRecord {
  readonly offset: number;
  readonly key: string;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
  /** Kafka's own timestamp, milliseconds. */
  readonly timestamp: number;
}

/** A record that was fetched, and is parsed when it is read. */
export interface FetchedRecord extends Pick<RawRecord, 'offset' | 'timestamp'> {
  /** @throws RangeError when its bytes end too early */
  read(): RawRecord;
}

/** What one fetch returned of one partition: everything in [fetchedOffset, nextOffset) that compaction left. */
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

/** A partition that has no leader at the moment: nobody can write or read it. */
export interface Leaderless extends TopicPartition {
  /** Number of partitions of its topic. */
  readonly of: number;
}

/** A sentence about a partition that has no leader. */
export function noLeader({ topic, partition }: TopicPartition): string {
  return `${topic}/${partition} has no leader`;
}

/** Key of a partition, for maps. */
export function topicPartitionKey(topic: string, partition: number): string {
  return `${topic} ${partition}`;
}

/** Called by a member of a consumer group. */
export interface MemberCallbacks {
  /** A new assignment; called before anything is fetched under it. */
  joined(member: Member, partitions: readonly TopicPartition[]): void;
  /** Resolves with the next offset to fetch, or undefined after a seek. Must rethrow what `sendHeartbeat` rejects with. */
  batch(batch: FetchedBatch, sendHeartbeat: () => Promise<void>): Promise<number | undefined>;
  /** The member has left for good; start another. */
  crashed(error: Error): void;
}

/** One member of a consumer group. */
export interface Member {
  seek(topic: string, partition: number, offset: number): void;
  /** Commits offsets to Kafka, for lag tools only; failures do not matter. */
  commit(offsets: readonly { topic: string; partition: number; offset: number }[]): Promise<void>;
  stop(): Promise<void>;
}

/** A partition as the client library's metadata have it. */
interface PartitionMetadata {
  readonly partitionErrorCode: number;
  readonly partitionId: number;
  /** Number of the broker, negative while there is none. */
  readonly leader: number;
}

interface Metadata {
  readonly topicMetadata: readonly {
    readonly topic: string;
    readonly partitionMetadata: readonly PartitionMetadata[];
  }[];
}

/** What reads the broker's answer to a request for metadata, in one version of the protocol. */
export interface MetadataResponse {
  parse(data: Metadata): Promise<Metadata>;
}

/** The part that matters here of the client library's pool of brokers. */
export interface BrokerPool {
  metadata: Metadata | null;
  metadataExpireAt: number | null;
  refreshMetadata(topics: readonly string[]): Promise<void>;
}

interface TopicPartitions {
  readonly topic: string;
  readonly partitions: readonly { readonly partition: number }[];
}

/** The part that matters here of the client library's cluster. */
export interface Cluster {
  findTopicPartitionMetadata(topic: string): readonly PartitionMetadata[];
  fetchTopicsOffset(topics: readonly TopicPartitions[]): Promise<TopicPartitions[]>;
}

/**
 * LEADER_NOT_AVAILABLE, REPLICA_NOT_AVAILABLE and LISTENER_NOT_FOUND: of this partition alone, whose leader is -1 in the
 * first and the last case.
 */
const ofOnePartition: ReadonlySet<number> = new Set([5, 9, 72]);
/** How soon it is asked again who leads what has no leader. */
const askAgainMs = 1_000;

/**
 * Lets clients go on with all other partitions while one has no leader. As shipped, the client library takes the metadata
 * of all topics for failed then, so that nothing is sent, fetched or looked at any more. Now such a partition has the
 * leader -1: what is sent to it fails, and nothing is fetched from it until it has one.
 * @param responses of all versions of the protocol
 * @param pool the prototype of all pools
 * @param cluster the prototype of all clusters
 */
export function goOnWithoutLeader(
  responses: readonly MetadataResponse[],
  pool: BrokerPool,
  cluster: Cluster,
): void {
  for (const response of responses) {
    const parse = response.parse;
    response.parse = (data) => parse(withoutErrorsOfPartitions(data));
  }

  const refresh = pool.refreshMetadata;
  pool.refreshMetadata = async function (this: BrokerPool, topics) {
    await refresh.call(this, topics);
    if (this.metadata?.topicMetadata.some(({ partitionMetadata }) => !partitionMetadata.every(isLed)))
      this.metadataExpireAt = Math.min(this.metadataExpireAt ?? 0, Date.now() + askAgainMs);
  };

  const fetchOffsets = cluster.fetchTopicsOffset;
  cluster.fetchTopicsOffset = async function (this: Cluster, topics) {
    const led = topics.map(({ partitions, ...topic }) => {
      const known = this.findTopicPartitionMetadata(topic.topic);
      const leaderless = new Set(known.filter((one) => !isLed(one)).map(({ partitionId }) => partitionId));
      return { ...topic, partitions: partitions.filter(({ partition }) => !leaderless.has(partition)) };
    });
    const found = await fetchOffsets.call(this, led);
    // Its callers take for granted that each topic is among them.
    const none = topics.filter(({ topic }) => found.every((one) => one.topic !== topic));
    return [...found, ...none.map(({ topic }) => ({ topic, partitions: [] }))];
  };
}

function isLed({ leader }: PartitionMetadata): boolean {
  return leader >= 0;
}

function withoutErrorsOfPartitions(data: Metadata): Metadata {
  return {
    ...data,
    topicMetadata: data.topicMetadata.map((topic) => ({
      ...topic,
      partitionMetadata: topic.partitionMetadata.map((one) =>
        ofOnePartition.has(one.partitionErrorCode) ? { ...one, partitionErrorCode: 0 } : one,
      ),
    })),
  };
}

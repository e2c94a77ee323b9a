import { topics } from '@throughline/events';
import type { TopicEntry, TopicName } from '@throughline/events';
import { backOff } from '../back-off.ts';
import { Kafka } from '../kafka/kafka.ts';
import type { KafkaSettings } from '../settings.ts';

const names = Object.keys(topics) as TopicName[];
const day = 24 * 60 * 60 * 1000;

/** Configuration of a topic by its kind. */
export function topicConfig({ kind }: Pick<TopicEntry, 'kind'>): Record<string, string> {
  if (kind === 'log') return { 'cleanup.policy': 'delete', 'retention.ms': '-1', 'retention.bytes': '-1' };
  return {
    'cleanup.policy': 'compact',
    'min.cleanable.dirty.ratio': '0.2',
    'segment.ms': String(day),
    'segment.bytes': String(64 * 1024 * 1024),
    'delete.retention.ms': String(7 * day),
  };
}

export interface EnsureTopicsOptions {
  /** Replication factor; default 3, or the number of brokers when there are fewer. */
  readonly replicas?: number;
  /** Only these; default all of the catalogue. */
  readonly only?: readonly TopicName[];
}

/** Creates the catalogue's topics that are missing; part of the deploy step. @returns the names of those created. */
export async function ensureTopics(
  kafka: KafkaSettings,
  options: EnsureTopicsOptions = {},
): Promise<string[]> {
  const client = new Kafka(kafka, 'deploy');
  try {
    const replicas = options.replicas ?? Math.min(3, await client.brokers());
    const created = await client.createTopics(
      (options.only ?? names)
        .map((name) => topics[name])
        .map((entry) => ({
          topic: entry.name,
          partitions: entry.partitions,
          replicas,
          config: { ...topicConfig(entry), 'min.insync.replicas': replicas > 2 ? '2' : '1' },
        })),
    );
    await untilLeadersElected(client, created);
    return created;
  } finally {
    await client.close();
  }
}

/** A topic is created before its partitions have leaders; until then it cannot be read or written. */
async function untilLeadersElected(client: Kafka, topicNames: readonly string[]): Promise<void> {
  const patience = AbortSignal.timeout(30_000);
  for (let failures = 0; ; failures++) {
    const ranges = await client.ranges(topicNames).catch((error: unknown) => {
      if (patience.aborted) throw error;
      return [];
    });
    const led = new Set(ranges.map(({ topic }) => topic));
    if (topicNames.every((topic) => led.has(topic))) return;
    await backOff(failures, patience);
  }
}

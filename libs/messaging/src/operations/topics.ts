import { keyFields, subject, topics } from '@throughline/events';
import type { TopicEntry, TopicName } from '@throughline/events';
import { backOff } from '../back-off.ts';
import { Kafka } from '../kafka/kafka.ts';
import { Registry } from '../records/registry.ts';
import type { KafkaSettings } from '../settings.ts';

const names = Object.keys(topics) as TopicName[];
const day = 24 * 60 * 60 * 1000;

/** Milliseconds after which a broker compacts what was written of a person, beginning with the next record behind it. */
export const personalCompactionLagMs = day;

/** Configuration of a topic by its kind. */
export function topicConfig({
  kind,
  personal,
}: Pick<TopicEntry, 'kind' | 'personal'>): Record<string, string> {
  if (kind === 'log') return { 'cleanup.policy': 'delete', 'retention.ms': '-1', 'retention.bytes': '-1' };
  return {
    'cleanup.policy': 'compact',
    'min.cleanable.dirty.ratio': '0.2',
    'segment.ms': String(day),
    'segment.bytes': String(64 * 1024 * 1024),
    'delete.retention.ms': String(7 * day),
    ...(personal && { 'max.compaction.lag.ms': String(personalCompactionLagMs) }),
  };
}

export interface EnsureTopicsOptions {
  /** Replication factor; default 3, or the number of brokers when there are fewer. */
  readonly replicas?: number;
  /** Only these; default all of the catalogue. */
  readonly only?: readonly TopicName[];
}

/**
 * Creates the catalogue's topics that are missing, and has those of persons that are there compacted in time; part of the
 * deploy step.
 * @returns the names of those created.
 */
export async function ensureTopics(
  kafka: KafkaSettings,
  options: EnsureTopicsOptions = {},
): Promise<string[]> {
  const client = new Kafka(kafka, 'deploy');
  try {
    const replicas = options.replicas ?? Math.min(3, await client.brokers());
    const entries = (options.only ?? names).map((name) => topics[name]);
    const created = await client.createTopics(
      entries.map((entry) => ({
        topic: entry.name,
        partitions: entry.partitions,
        replicas,
        config: { ...topicConfig(entry), 'min.insync.replicas': replicas > 2 ? '2' : '1' },
      })),
    );
    await untilLeadersElected(client, created);
    await client.configureTopics(
      entries.filter(({ personal }) => personal).map(({ name }) => name),
      'max.compaction.lag.ms',
      String(personalCompactionLagMs),
    );
    return created;
  } finally {
    await client.close();
  }
}

/**
 * Deletes the state topics whose keys have changed: those whose registered schema lacks a field of the key. Nobody can
 * read what they hold; their owners publish it again under the new keys. Part of the deploy step, before topics are
 * created and schemas registered.
 * @returns the names of those deleted
 * @throws Error for a log topic, whose records nobody could publish again.
 */
export async function deleteRekeyedTopics(kafka: KafkaSettings, registryUrl: string): Promise<string[]> {
  const registry = new Registry(registryUrl);
  const rekeyed: TopicName[] = [];
  for (const name of names) {
    const { kind, records } = topics[name];
    for (const type of records) {
      const registered = (await registry.newest(subject(name, type))) as
        { fields: readonly { name: string }[] } | undefined;
      const missing = keyFields(name).find((field) => registered?.fields.every((had) => had.name !== field));
      if (missing === undefined) continue;
      if (kind === 'log') throw new Error(`${name}: the key of a log topic cannot change; ${missing} is new`);
      rekeyed.push(name);
    }
  }
  if (rekeyed.length === 0) return [];
  const client = new Kafka(kafka, 'deploy');
  try {
    const deleted = await client.deleteTopics(rekeyed);
    await untilGone(client, deleted);
    return deleted;
  } finally {
    await client.close();
  }
}

/** A topic that is being deleted still counts as existing. */
async function untilGone(client: Kafka, topicNames: readonly string[]): Promise<void> {
  const patience = AbortSignal.timeout(30_000);
  for (let failures = 0; !patience.aborted; failures++) {
    const ranges = await client.ranges(topicNames).catch(() => undefined);
    if (ranges?.length === 0) return;
    await backOff(failures, patience);
  }
  throw new Error(`Not deleted within 30 s: ${topicNames.join(', ')}`);
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

import kafkajs from 'kafkajs';
import type { Admin } from 'kafkajs';
import { TransientError } from '../errors.ts';
import type { KafkaSettings } from '../settings.ts';
import { createClient } from './client.ts';
import { joinGroup } from './group-member.ts';
import { type Producer, openProducer, requestTimeoutMs } from './producer.ts';
import { type Leaderless, type LogRange, type Member, type MemberCallbacks, noLeader } from './types.ts';

/** What can be said of the partitions of some topics. */
export interface Reachable {
  readonly ranges: LogRange[];
  readonly leaderless: Leaderless[];
}

/** What the broker says of the partitions of a topic, and the offsets of those that the client has asked for. */
interface TopicOffsets {
  readonly topic: string;
  readonly partitions: readonly { readonly partitionId: number; readonly leader: number }[];
  readonly offsets: readonly { readonly partition: number; readonly low: string; readonly high: string }[];
}

const { ConfigResourceTypes, ConfigSource } = kafkajs;

/** The cluster, by names without namespace. Nothing outside of this folder knows the client library. */
export class Kafka {
  readonly #settings: KafkaSettings;
  /** What it is called at the broker. */
  readonly clientId: string;
  readonly #prefix: string;
  #admin: Promise<Admin> | undefined;

  constructor(settings: KafkaSettings, clientId: string) {
    this.#settings = settings;
    this.clientId = clientId;
    this.#prefix = settings.namespace ? `${settings.namespace}.` : '';
  }

  /** What a topic or a group is called at the broker, and by everybody else's tools. */
  nameAtBroker(name: string): string {
    return this.#prefix + name;
  }

  async clusterId(): Promise<string> {
    return this.#withAdmin(async (admin) => (await admin.describeCluster()).clusterId);
  }

  /**
   * Log ranges of all partitions of the topics; none for a topic that does not exist.
   * @throws TransientError while one of the partitions has no leader.
   */
  async ranges(topics: readonly string[]): Promise<LogRange[]> {
    const { ranges, leaderless } = await this.reachable(topics);
    const [one] = leaderless;
    if (one) throw new TransientError(noLeader(one));
    return ranges;
  }

  /**
   * Log ranges of those partitions of the topics that have a leader, and which have none; nothing of a topic that does not
   * exist.
   */
  async reachable(topics: readonly string[]): Promise<Reachable> {
    const found = await this.#offsets(topics);
    if (!found.some(hasUnknown)) return reachableOf(found);
    // The client knows the topic as it was some minutes ago.
    await this.close();
    return reachableOf(await this.#offsets(topics));
  }

  async #offsets(topics: readonly string[]): Promise<TopicOffsets[]> {
    return this.#withAdmin(async (admin) => {
      const existing = new Map(
        (await admin.fetchTopicMetadata()).topics.map(({ name, partitions }) => [name, partitions]),
      );
      return Promise.all(
        topics.map(async (topic) => {
          const partitions = existing.get(this.#prefix + topic) ?? [];
          const offsets = partitions.length > 0 ? await admin.fetchTopicOffsets(this.#prefix + topic) : [];
          return { topic, partitions, offsets };
        }),
      );
    });
  }

  /** Creates the topics that are missing; their leaders are elected a moment later. @returns their names. */
  async createTopics(
    topics: readonly {
      topic: string;
      partitions: number;
      replicas: number;
      config: Record<string, string>;
    }[],
  ): Promise<string[]> {
    return this.#withAdmin(async (admin) => {
      const existing = new Set(await admin.listTopics());
      const missing = topics.filter(({ topic }) => !existing.has(this.#prefix + topic));
      if (missing.length === 0) return [];
      await admin.createTopics({
        waitForLeaders: false,
        timeout: 30_000,
        topics: missing.map(({ topic, partitions, replicas, config }) => ({
          topic: this.#prefix + topic,
          numPartitions: partitions,
          replicationFactor: replicas,
          configEntries: Object.entries(config).map(([name, value]) => ({ name, value })),
        })),
      });
      return missing.map(({ topic }) => topic);
    });
  }

  /**
   * Sets a configuration of topics where it has another value; all else of theirs stays. Topics that do not exist are left
   * out. @returns names of those that had another one
   */
  async configureTopics(topics: readonly string[], name: string, value: string): Promise<string[]> {
    return this.#withAdmin(async (admin) => {
      const existing = new Set(await admin.listTopics());
      const type = ConfigResourceTypes.TOPIC;
      const resources = topics
        .map((topic) => ({ type, name: this.#prefix + topic }))
        .filter((resource) => existing.has(resource.name));
      if (resources.length === 0) return [];
      const found = await admin.describeConfigs({ resources, includeSynonyms: false });
      const others = found.resources
        .map(({ resourceName, configEntries }) => ({
          type,
          name: resourceName,
          // What is altered is altered as a whole, so that what was set before is said again.
          configEntries: configEntries
            .filter(
              ({ configName, configSource }) =>
                configName !== name && configSource === ConfigSource.TOPIC_CONFIG,
            )
            .map(({ configName, configValue }) => ({ name: configName, value: configValue })),
          isSet: configEntries.some((entry) => entry.configName === name && entry.configValue === value),
        }))
        .filter(({ isSet }) => !isSet);
      if (others.length > 0)
        await admin.alterConfigs({
          validateOnly: false,
          resources: others.map(({ isSet: _, configEntries, ...resource }) => ({
            ...resource,
            configEntries: [...configEntries, { name, value }],
          })),
        });
      return others.map((topic) => topic.name.slice(this.#prefix.length));
    });
  }

  /** Deletes those of the topics that exist; they are gone a moment later. @returns their names. */
  async deleteTopics(topics: readonly string[]): Promise<string[]> {
    return this.#withAdmin(async (admin) => {
      const existing = new Set(await admin.listTopics());
      const found = topics.filter((topic) => existing.has(this.#prefix + topic));
      if (found.length > 0)
        await admin.deleteTopics({ topics: found.map((topic) => this.#prefix + topic), timeout: 30_000 });
      return found;
    });
  }

  /** Number of brokers. */
  async brokers(): Promise<number> {
    return this.#withAdmin(async (admin) => (await admin.describeCluster()).brokers.length);
  }

  /** A producer that never retries and has one request in flight. */
  async producer(): Promise<Producer> {
    const disconnected = new AbortController();
    const client = createClient(this.#settings, this.clientId, {
      requestTimeout: requestTimeoutMs,
      onDisconnect: () => disconnected.abort(),
    });
    return openProducer(client, this.#prefix, disconnected.signal);
  }

  /** Joins a group. @throws when the broker cannot be reached or a topic is missing. */
  async join(group: string, topics: readonly string[], callbacks: MemberCallbacks): Promise<Member> {
    const client = createClient(this.#settings, this.clientId);
    return joinGroup(client, this.#prefix, group, topics, callbacks);
  }

  async close(): Promise<void> {
    const admin = this.#admin;
    this.#admin = undefined;
    await (await admin?.catch(() => undefined))?.disconnect();
  }

  async #withAdmin<T>(ask: (admin: Admin) => Promise<T>): Promise<T> {
    this.#admin ??= this.#connectAdmin();
    try {
      return await ask(await this.#admin);
    } catch (error) {
      await this.close().catch(() => undefined);
      throw error;
    }
  }

  async #connectAdmin(): Promise<Admin> {
    const admin = createClient(this.#settings, this.clientId).admin();
    await admin.connect();
    return admin;
  }
}

function hasUnknown({ partitions, offsets }: TopicOffsets): boolean {
  return partitions.filter(({ leader }) => leader >= 0).length > offsets.length;
}

function reachableOf(found: readonly TopicOffsets[]): Reachable {
  return {
    ranges: found.flatMap(({ topic, offsets }) =>
      offsets.map(({ partition, low, high }) => ({ topic, partition, low: Number(low), high: Number(high) })),
    ),
    leaderless: found.flatMap(({ topic, partitions, offsets }) =>
      partitions
        .filter(({ partitionId }) => offsets.every(({ partition }) => partition !== partitionId))
        .map(({ partitionId }) => ({ topic, partition: partitionId, of: partitions.length })),
    ),
  };
}

import type { DataSource } from '@throughline/persistence';

/** Where the broker is, and how to reach it. */
export interface KafkaSettings {
  /** `host:port` of some brokers. */
  readonly brokers: readonly string[];
  /** Prefix of topics and groups on the cluster, so that several installations can share it. */
  readonly namespace?: string | undefined;
  readonly ssl?: boolean | undefined;
  readonly sasl?:
    | { mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'; username: string; password: string }
    | undefined;
}

/** What the kernel needs to know of its service. */
export interface MessagingSettings {
  /** Name of the service; it publishes the topics that the catalogue says it owns. */
  readonly service: string;
  /** Distinguishes replicas; default the process id. */
  readonly instance?: string | undefined;
  /** Initialised and migrated, with `kernelMigrations` among its migrations. */
  readonly dataSource: DataSource;
  /** The same database, for sessions outside of the pool. */
  readonly databaseUrl: string;
  readonly kafka: KafkaSettings;
  /** Base of the Confluent-compatible API, `…/apis/ccompat/v7`. */
  readonly registryUrl: string;
  /** Lag in seconds beyond which the service is not ready; default 60. */
  readonly maxLagSeconds?: number | undefined;
  /** How long sent records are archived, for a log that loses them; default 60 minutes, 0 for not at all. */
  readonly keptMinutes?: number | undefined;
  /**
   * Path of the service's own program, for a rebuild to read in a process of its own: it must call `runRebuild` when
   * `groupToRebuild` says so. Without it a rebuild reads in this process, as in tests.
   */
  readonly rebuildProgram?: string | undefined;
}

/** Injection token of {@link MessagingSettings}. */
export const MESSAGING_SETTINGS = Symbol('MessagingSettings');

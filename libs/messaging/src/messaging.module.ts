import { Module } from '@nestjs/common';
import type { DynamicModule, OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { pause } from './back-off.ts';
import { BatchConsumer } from './consumer/batch-consumer.ts';
import { ClusterGuard } from './kafka/cluster-guard.ts';
import { Kafka } from './kafka/kafka.ts';
import { MessagingHealth } from './operations/health.ts';
import { observeQueues } from './operations/observe.ts';
import { OperatorApi } from './operations/operator-api.ts';
import { Outbox } from './outbox/outbox.ts';
import { RelayNotifier } from './outbox/relay-notifier.ts';
import { Relay } from './outbox/relay.ts';
import { SentArchive } from './outbox/sent-archive.ts';
import { Rebuilds } from './projection/rebuild.ts';
import { Registry } from './records/registry.ts';
import { SchemaStore } from './records/schema-store.ts';
import { Doctor } from './recovery/doctor.ts';
import { ParkedRecords } from './recovery/parked-records.ts';
import { topicsOwnedBy } from './recovery/records-ahead.ts';
import { RestoredDatabase } from './recovery/restored-database.ts';
import type { MessagingSettings } from './settings.ts';

/** Longest time that a start waits for the broker to know whether the database was restored. */
const restoreCheckMs = 5_000;

/** Starts and stops with the application. */
class Lifecycle implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #start: () => Promise<void>;
  readonly #stop: () => Promise<void>;

  constructor(start: () => Promise<void>, stop: () => Promise<void>) {
    this.#start = start;
    this.#stop = stop;
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.#start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#stop();
  }
}

/**
 * The kernel for Nest, global: provides {@link Outbox}, {@link OperatorApi}, {@link MessagingHealth} and the transport
 * strategy {@link BatchConsumer}. The relay runs as long as the application.
 */
@Module({})
export class MessagingModule {
  static forService(settings: MessagingSettings): DynamicModule {
    const { service, dataSource, databaseUrl, registryUrl, maxLagSeconds, keptMinutes = 60 } = settings;
    const instance = settings.instance ?? `${service}-${process.pid}`;
    const kafka = new Kafka(settings.kafka, instance);
    const cluster = new ClusterGuard(dataSource, kafka, settings.kafka.namespace);
    const schemas = new SchemaStore(dataSource, new Registry(registryUrl));
    const publishing = { service, dataSource, kafka, own: topicsOwnedBy(service) };
    const restored = new RestoredDatabase(publishing, schemas);
    const doctor = new Doctor(publishing, cluster, restored);
    const archive = new SentArchive(keptMinutes * 60_000);
    const requireAgreement = () => doctor.requireAgreement();
    const connected = () => consumer.reload();
    const relay = new Relay({
      ...{ service, instance, databaseUrl, kafka, cluster, archive, own: publishing.own },
      requireAgreement,
      connected,
    });
    const notifier = new RelayNotifier(relay, databaseUrl);
    const consumer = new BatchConsumer(settings, { kafka, cluster, schemas, restored });
    const parked = new ParkedRecords(dataSource, schemas, (group, topic) =>
      consumer.groups.get(group)?.handlers.get(topic),
    );
    const rebuilds = new Rebuilds({
      ...{ dataSource, databaseUrl, kafka, consumer, instance },
      program: settings.rebuildProgram,
    });
    let unobserve = (): void => undefined;
    const stopping = new AbortController();
    const start = async (): Promise<void> => {
      relay.start();
      unobserve = observeQueues(dataSource, consumer);
      // No request is served before this is known, unless the broker is unavailable.
      const checked = restored.requireNoneAhead().catch(() => undefined);
      void restored.watch(stopping.signal);
      await Promise.race([checked, pause(restoreCheckMs, stopping.signal)]);
    };
    const stop = async (): Promise<void> => {
      unobserve();
      stopping.abort();
      await Promise.all([rebuilds.stop(), consumer.close()]);
      await relay.stop();
      await notifier.close();
      await kafka.close();
    };
    return {
      module: MessagingModule,
      global: true,
      providers: [
        { provide: Outbox, useFactory: () => new Outbox(schemas, () => notifier.notify()) },
        { provide: BatchConsumer, useFactory: () => consumer },
        {
          provide: OperatorApi,
          useFactory: () =>
            new OperatorApi({ dataSource, kafka, schemas, consumer, parked, rebuilds, doctor, restored }),
        },
        {
          provide: MessagingHealth,
          useFactory: () => new MessagingHealth({ dataSource, kafka, consumer, relay, maxLagSeconds }),
        },
        { provide: RestoredDatabase, useFactory: () => restored },
        { provide: Lifecycle, useFactory: () => new Lifecycle(start, stop) },
      ],
      exports: [Outbox, BatchConsumer, OperatorApi, MessagingHealth, RestoredDatabase],
    };
  }
}

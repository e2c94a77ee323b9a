import { Module } from '@nestjs/common';
import type { DynamicModule, OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { BatchConsumer } from './batch-consumer.ts';
import { ClusterGuard } from './cluster-guard.ts';
import { Kafka } from './kafka.ts';
import { Outbox } from './outbox.ts';
import { Registry } from './registry.ts';
import { Relay } from './relay.ts';
import { SchemaStore } from './schema-store.ts';
import type { MessagingSettings } from './settings.ts';
import { RelayWaker } from './wake.ts';

/** Starts the relay with the application, and ends it after the consumers. */
class RelayLifecycle implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #parts: { relay: Relay; waker: RelayWaker; kafka: Kafka };

  constructor(parts: { relay: Relay; waker: RelayWaker; kafka: Kafka }) {
    this.#parts = parts;
  }

  onApplicationBootstrap(): void {
    this.#parts.relay.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#parts.relay.stop();
    await this.#parts.waker.close();
    await this.#parts.kafka.close();
  }
}

/** The kernel for Nest: provides {@link Outbox}, {@link BatchConsumer} and {@link Ops} to every module. */
@Module({})
export class MessagingModule {
  static forService(settings: MessagingSettings): DynamicModule {
    const { service, dataSource, databaseUrl, registryUrl } = settings;
    const instance = settings.instance ?? `${service}-${process.pid}`;
    const kafka = new Kafka(settings.kafka, instance);
    const cluster = new ClusterGuard(dataSource, kafka, settings.kafka.namespace);
    const schemas = new SchemaStore(dataSource, new Registry(registryUrl));
    const relay = new Relay({ service, instance, databaseUrl, kafka, cluster });
    const waker = new RelayWaker(relay, databaseUrl);
    const consumer = new BatchConsumer(settings, kafka, cluster, schemas);
    return {
      module: MessagingModule,
      global: true,
      providers: [
        { provide: Outbox, useFactory: () => new Outbox(schemas, () => waker.wake()) },
        { provide: BatchConsumer, useFactory: () => consumer },
        { provide: RelayLifecycle, useFactory: () => new RelayLifecycle({ relay, waker, kafka }) },
      ],
      exports: [Outbox, BatchConsumer],
    };
  }
}

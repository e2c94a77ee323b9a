import type { Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { TopicName } from '@throughline/events';
import {
  OperatorApi,
  Outbox,
  type Outgoing,
  type Received,
  ensureTopics,
  registerSchemas,
} from '@throughline/messaging';
import { transaction } from '@throughline/persistence';
import { type Clock, type Role, createApplication } from '@throughline/service';
import { DataSource } from 'typeorm';
import { type TestDatabase, createDatabase } from './database.ts';
import { createIssuer } from './issuer.ts';
import { uniqueNamespace } from './namespace.ts';
import { createObserver } from './observer.ts';
import { testStores } from './stores.ts';
import { until } from './until.ts';

/** Services of a test with topics, databases and an issuer of their own. */
export interface Installation {
  /**
   * Starts a service in this process: consumers and relay run, HTTP is ready for supertest but not listening.
   * A service started again under the same name finds its database as it left it.
   */
  startService(name: string, module: Type, options?: StartOptions): Promise<NestFastifyApplication>;
  /** Variables of a service that a test runs in a process of its own, which it ends itself; its database is there. */
  environmentOf(name: string): Promise<Record<string, string>>;
  /** Stops every replica of a service. */
  stopService(name: string): Promise<void>;
  /** The database of a service that is stopped. */
  databaseOf(name: string): Pick<TestDatabase, 'backUp' | 'restore'>;
  /** Publishes records as the services that own their topics would. */
  publish<T extends TopicName>(topic: T, records: readonly Outgoing<T>[]): Promise<void>;
  /** Waits until all that was published is in the log. */
  relayed(): Promise<void>;
  /** What was published so far on a topic that is observed. */
  seen<T extends TopicName>(topic: T): Received<T>[];
  /** A bearer token with roles. */
  token(...roles: Role[]): string;
  /** Stops all services and drops their databases. */
  stop(): Promise<void>;
}

export interface StartOptions {
  /** Variables beside those that every service needs. */
  environment?: Record<string, string>;
  clock?: Clock;
}

/** Prepares topics and schemas under a namespace of their own in the test stores, and observes some topics. */
export async function startInstallation({
  observe,
}: {
  observe: readonly TopicName[];
}): Promise<Installation> {
  const { kafka, registry } = testStores();
  const namespace = uniqueNamespace();
  const issuer = await createIssuer();
  // On a busy machine the stores need longer than a service may wait for them.
  await until(async () => {
    await Promise.all([ensureTopics({ brokers: [kafka], namespace }), registerSchemas(registry)]);
    return true;
  });

  const applications = new Map<NestFastifyApplication, string>();
  const databases = new Map<string, TestDatabase>();
  const environmentOf: Installation['environmentOf'] = async (name) => {
    const database = databases.get(name) ?? (await createDatabase(name.replaceAll('-', '_')));
    databases.set(name, database);
    return {
      DATABASE_URL: database.url,
      KAFKA_BROKERS: kafka,
      KAFKA_NAMESPACE: namespace,
      REGISTRY_URL: registry,
      RATE_LIMIT_READS: '0',
      RATE_LIMIT_WRITES: '0',
      RATE_LIMIT_CART: '0',
      LIVE_CONNECTIONS_PER_ADDRESS: '0',
      ...issuer.environment,
    };
  };
  const startService: Installation['startService'] = async (name, module, options = {}) => {
    const app = await createApplication(name, module, {
      ...(options.clock && { clock: options.clock }),
      environment: { ...(await environmentOf(name)), ...options.environment },
    });
    applications.set(app, name);
    await app.startAllMicroservices();
    return app;
  };

  const observer = createObserver(observe);
  const observing = await startService('observer', observer.module);
  return {
    startService,
    environmentOf,
    stopService: async (service) => {
      const its = [...applications].filter(([, name]) => name === service).map(([app]) => app);
      await Promise.all(its.map((app) => app.close()));
      for (const app of its) applications.delete(app);
    },
    databaseOf: (service) => {
      const database = databases.get(service);
      if (database === undefined) throw new RangeError(`${service} was never started`);
      return database;
    },
    seen: observer.seen,
    token: issuer.token,
    publish: (topic, records) =>
      transaction(observing.get(DataSource), (tx) => observing.get(Outbox).add(tx, topic, records)),
    relayed: async () => {
      await until(async () => (await observing.get(OperatorApi).outbox()).rows === 0);
    },
    stop: async () => {
      await Promise.all([...applications.keys()].map((app) => app.close()));
      await Promise.all([...databases.values()].map((database) => database.drop()));
      await issuer.dispose();
    },
  };
}

import { join } from 'node:path';
import { databaseOf, serviceNames, type StoreName } from '../topology.ts';
import { ensureDatabases, urlFor, type Database } from './databases.ts';
import type { Downloads } from './downloads.ts';
import { prepareKafka } from './kafka.ts';
import { preparePostgres } from './postgres.ts';
import type { Ports } from '../ports/port-plan.ts';
import type { ProcessSpec } from '../processes/process.ts';
import { prepareRegistry, registryUrl } from './registry.ts';
import type { Secrets } from './secrets.ts';
import { prepareZipkin } from './zipkin.ts';

export interface StoreContext {
  home: string;
  ports: Ports;
  secrets: Secrets;
  downloads: Downloads;
  /** Administrator of the PostgreSQL server that is used, here or elsewhere. */
  postgresAdmin: string;
}

export interface EmbeddedStore {
  /** @param at where it listens: at the port of the plan; behind a gate at another, under a secret path */
  prepare(context: StoreContext, at: { port: number; path: string }): Promise<ProcessSpec>;
  /** Whether it answers to any name, and is put behind a gate that does not. */
  gated?: true;
  /** What is done once it answers, before anything that needs it is started. */
  afterReady?(context: StoreContext): Promise<void>;
  address(context: StoreContext): string;
}

const log = (context: StoreContext, name: string) => join(context.home, 'logs', `${name}.log`);

/** The databases of an installation; the registry's only when it runs here. */
export function databasesFor(stores: readonly StoreName[]): Database[] {
  return [
    ...serviceNames.map((service) => ({ name: databaseOf(service), createsRoles: service === 'demo-erp' })),
    ...(stores.includes('registry') ? [{ name: 'apicurio' }] : []),
  ];
}

export const embeddedStores: Record<StoreName, EmbeddedStore> = {
  postgres: {
    prepare: (context) =>
      preparePostgres({
        dataDir: join(context.home, 'data', 'postgres'),
        logFile: log(context, 'postgres'),
        port: context.ports.postgres,
        password: context.secrets.password('postgres'),
      }),
    afterReady: (context) =>
      ensureDatabases(context.postgresAdmin, databasesFor(['registry']), context.secrets),
    address: (context) => context.postgresAdmin,
  },
  kafka: {
    prepare: (context) =>
      prepareKafka({
        dataDir: join(context.home, 'data', 'kafka'),
        logFile: log(context, 'kafka'),
        port: context.ports.kafka,
        controllerPort: context.ports['kafka-controller'],
        downloads: context.downloads,
      }),
    address: (context) => `127.0.0.1:${context.ports.kafka}`,
  },
  registry: {
    prepare: async (context) =>
      prepareRegistry({
        logFile: log(context, 'registry'),
        port: context.ports.registry,
        databaseUrl: urlFor(
          context.postgresAdmin,
          'apicurio',
          'apicurio',
          context.secrets.password('apicurio'),
        ),
        downloads: context.downloads,
      }),
    address: (context) => registryUrl(context.ports.registry),
  },
  zipkin: {
    gated: true,
    prepare: async (context, at) =>
      prepareZipkin({
        logFile: log(context, 'zipkin'),
        ...at,
        address: `http://127.0.0.1:${context.ports.zipkin}`,
        downloads: context.downloads,
      }),
    address: (context) => `http://127.0.0.1:${context.ports.zipkin}`,
  },
};

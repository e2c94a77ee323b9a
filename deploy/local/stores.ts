import { join } from 'node:path';
import { databaseOf, serviceNames, type StoreName } from './topology.ts';
import { ensureDatabases, urlFor } from './databases.ts';
import type { Downloads } from './downloads.ts';
import { prepareKafka } from './kafka.ts';
import { adminUrl, preparePostgres } from './postgres.ts';
import type { ProcessSpec } from './process.ts';
import { prepareRegistry, registryUrl } from './registry.ts';
import type { Secrets } from './secrets.ts';
import { prepareZipkin } from './zipkin.ts';

export interface StoreContext {
  home: string;
  ports: Record<string, number>;
  secrets: Secrets;
  downloads: Downloads;
}

export interface EmbeddedStore {
  prepare(context: StoreContext): Promise<ProcessSpec>;
  /** What is done once it answers, before anything that needs it is started. */
  afterReady?(context: StoreContext): Promise<void>;
  address(context: StoreContext): string;
}

const log = (context: StoreContext, name: string) => join(context.home, 'logs', `${name}.log`);
const port = (context: StoreContext, name: string) => {
  const known = context.ports[name];
  if (known === undefined) throw new Error(`no port was planned for ${name}`);
  return known;
};

const postgresAddress = (context: StoreContext) =>
  adminUrl(port(context, 'postgres'), context.secrets.password('postgres'));

/** The databases of a local installation. */
export const localDatabases = [
  ...serviceNames.map((service) => ({ name: databaseOf(service), createsRoles: service === 'demo-erp' })),
  { name: 'apicurio' },
];

export const embeddedStores: Record<StoreName, EmbeddedStore> = {
  postgres: {
    prepare: (context) =>
      preparePostgres({
        dataDir: join(context.home, 'data', 'postgres'),
        logFile: log(context, 'postgres'),
        port: port(context, 'postgres'),
        password: context.secrets.password('postgres'),
      }),
    afterReady: (context) => ensureDatabases(postgresAddress(context), localDatabases, context.secrets),
    address: postgresAddress,
  },
  kafka: {
    prepare: (context) =>
      prepareKafka({
        dataDir: join(context.home, 'data', 'kafka'),
        logFile: log(context, 'kafka'),
        port: port(context, 'kafka'),
        controllerPort: port(context, 'kafka-controller'),
        downloads: context.downloads,
      }),
    address: (context) => `127.0.0.1:${port(context, 'kafka')}`,
  },
  registry: {
    prepare: async (context) =>
      prepareRegistry({
        logFile: log(context, 'registry'),
        port: port(context, 'registry'),
        databaseUrl: urlFor(
          postgresAddress(context),
          'apicurio',
          'apicurio',
          context.secrets.password('apicurio'),
        ),
        downloads: context.downloads,
      }),
    address: (context) => registryUrl(port(context, 'registry')),
  },
  zipkin: {
    prepare: async (context) =>
      prepareZipkin({
        logFile: log(context, 'zipkin'),
        port: port(context, 'zipkin'),
        downloads: context.downloads,
      }),
    address: (context) => `http://127.0.0.1:${port(context, 'zipkin')}`,
  },
};

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundleOf, webOutput } from '../build/build.ts';
import { urlFor } from '../stores/databases.ts';
import { databaseVariable, type External } from './external.ts';
import { answers } from '../processes/http.ts';
import { nodeFlags } from '../processes/node-flags.ts';
import { audience, issuer, type Identity } from './identity.ts';
import { buildFolder, checkout } from '../paths.ts';
import type { ProcessSpec } from '../processes/process.ts';
import { readable } from '../processes/readable.ts';
import type { Secrets } from '../stores/secrets.ts';
import { embeddedStores, type StoreContext } from '../stores/stores.ts';
import { databaseOf, serviceNames, type ServiceName, type StoreName } from '../topology.ts';

export const connectorRole = 'erp_connector';

export interface ServiceContext {
  home: string;
  external: External;
  secrets: Secrets;
  identity: Identity;
  /** Administrator's address of the PostgreSQL server, unless each service was given its own database. */
  postgresAdmin: string | undefined;
  brokers: string;
  registry: string;
  zipkin: string | undefined;
  /** Whether the demo's back office is run, which the adapter has as its source then. */
  demo: boolean;
}

/** What services need to know, whether a store runs here or elsewhere. */
export function serviceContext(
  stores: StoreContext,
  run: { stores: readonly StoreName[]; services: readonly ServiceName[] },
  external: External,
  identity: Identity,
): ServiceContext {
  const hasServer = run.stores.includes('postgres') || external.postgresAdmin !== undefined;
  return {
    home: stores.home,
    secrets: stores.secrets,
    external,
    identity,
    postgresAdmin: hasServer ? stores.postgresAdmin : undefined,
    brokers: external.kafka?.KAFKA_BROKERS ?? embeddedStores.kafka.address(stores),
    registry: external.registry ?? embeddedStores.registry.address(stores),
    zipkin: run.stores.includes('zipkin') ? embeddedStores.zipkin.address(stores) : undefined,
    demo: run.services.includes('demo-erp'),
  };
}

/** The part of the endpoints that comes from the stores. */
export function addresses(context: ServiceContext, services: readonly ServiceName[]) {
  const { brokers, registry, zipkin, postgresAdmin, external } = context;
  const withDatabase = serviceNames.filter(
    (service) => services.includes(service) || external.databases[service],
  );
  return {
    kafka: brokers,
    registry,
    postgres: Object.fromEntries(withDatabase.map((service) => [service, databaseUrl(service, context)])),
    ...(postgresAdmin ? { postgresAdmin } : {}),
    ...(zipkin ? { zipkin } : {}),
    ...(external.collector ? { collector: external.collector } : {}),
  };
}

/** The environment that every process of the installation shares. */
export function sharedEnvironment(context: ServiceContext): Record<string, string | undefined> {
  const { external, identity } = context;
  const inherited: Record<string, string | undefined> = { ...process.env };
  for (const name of ['POSTGRES_ADMIN_URL', ...serviceNames.map(databaseVariable)]) delete inherited[name];
  for (const name of Object.keys(inherited).filter((variable) => variable.startsWith('npm_')))
    delete inherited[name];
  return {
    ...inherited,
    NODE_COMPILE_CACHE: join(buildFolder, 'compile-cache'),
    KAFKA_BROKERS: context.brokers,
    ...external.kafka,
    REGISTRY_URL: context.registry,
    ...(process.env.AUTH_JWKS_URL
      ? {}
      : { AUTH_JWKS_FILE: identity.jwksFile, AUTH_ISSUER: issuer, AUTH_AUDIENCE: audience }),
    ...(context.zipkin
      ? {
          OTEL_TRACES_EXPORTER: 'zipkin',
          OTEL_EXPORTER_ZIPKIN_ENDPOINT: `${context.zipkin}/api/v2/spans`,
          TRACE_UI_URL: context.zipkin,
        }
      : { OTEL_TRACES_EXPORTER: process.env.OTEL_TRACES_EXPORTER ?? 'otlp' }),
  };
}

/** The address of a service's own database, as its own role. */
export function databaseUrl(service: ServiceName, context: ServiceContext): string {
  const given = context.external.databases[service];
  if (given) return given;
  if (!context.postgresAdmin)
    throw new Error(`No database is known for ${service}: set ${databaseVariable(service)}`);
  const name = databaseOf(service);
  return urlFor(context.postgresAdmin, name, name, context.secrets.password(name));
}

function ownEnvironment(service: ServiceName, context: ServiceContext): Record<string, string> {
  const password = context.secrets.password(connectorRole);
  switch (service) {
    case 'demo-erp':
      return { ERP_CONNECTOR_PASSWORD: password };
    case 'erp-adapter': {
      if (!context.demo) return {};
      const erp = new URL(databaseUrl('demo-erp', context));
      return {
        ERP_DATABASE_URL:
          process.env.ERP_DATABASE_URL ?? urlFor(erp.href, erp.pathname.slice(1), connectorRole, password),
      };
    }
    case 'storefront':
      return { STOREFRONT_WEB_DIR: webOutput };
    default:
      return {};
  }
}

export interface Instance {
  service: ServiceName;
  /** Name of the process: the service's, numbered when there are several. */
  name: string;
  port: number;
  host: string;
  /** Address of what stands before it and says who asks; undefined when nothing does. */
  trustedProxy: string | undefined;
}

/** Makes the command that runs one replica of a service. */
export function prepareService(
  { service, name, port, host, trustedProxy }: Instance,
  context: ServiceContext,
): ProcessSpec {
  const telemetry = bundleOf('telemetry');
  return {
    name,
    command: process.execPath,
    args: [
      ...nodeFlags,
      ...(existsSync(telemetry) ? ['--import', pathToFileURL(telemetry).href] : []),
      bundleOf(service),
    ],
    cwd: join(checkout, 'apps', service),
    env: {
      ...sharedEnvironment(context),
      SERVICE_NAME: service,
      INSTANCE_ID: name,
      HOST: host,
      PORT: String(port),
      ...(trustedProxy && { TRUST_PROXY: trustedProxy }),
      DATABASE_URL: databaseUrl(service, context),
      THROUGHLINE_PARENT_PIPE: '1',
      ...ownEnvironment(service, context),
    },
    parentPipe: true,
    stopSignal: 'SIGTERM',
    isReady: () => answers(`http://127.0.0.1:${port}/health/current`),
    logFile: join(context.home, 'logs', `${name}.log`),
    onConsole: readable,
  };
}

import { databaseOf, serviceNames, type ServiceName, type StoreName } from '../topology.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Stores that somebody else runs, as the environment names them; what is named is not started here. */
export interface External {
  /** The KAFKA_* variables as given, for services to read themselves. */
  kafka: Record<string, string> | undefined;
  registry: string | undefined;
  /** Administrator of a server on which databases and roles are created. */
  postgresAdmin: string | undefined;
  /** A database made by hand for each service, by ORDERS_DATABASE_URL and the like. */
  databases: Partial<Record<ServiceName, string>>;
  /** Where spans and metrics go by OTLP. */
  collector: string | undefined;
}

const kafkaVariables = [
  'KAFKA_BROKERS',
  'KAFKA_NAMESPACE',
  'KAFKA_SSL',
  'KAFKA_SASL_MECHANISM',
  'KAFKA_SASL_USERNAME',
  'KAFKA_SASL_PASSWORD',
];

/** @throws Error when databases are given for some services only */
export function readExternal(environment: Environment): External {
  const databases: Partial<Record<ServiceName, string>> = {};
  for (const service of serviceNames) {
    const url = environment[databaseVariable(service)];
    if (url) databases[service] = url;
  }
  const postgresAdmin = environment.POSTGRES_ADMIN_URL || undefined;
  const lacking = serviceNames.filter((service) => !databases[service]).map(databaseVariable);
  if (!postgresAdmin && lacking.length > 0 && lacking.length < serviceNames.length) {
    throw new Error(
      `Databases are given for some services only. Missing: ${lacking.join(', ')}, or POSTGRES_ADMIN_URL.`,
    );
  }
  const given = kafkaVariables.flatMap((name): [string, string][] => {
    const value = environment[name];
    return value ? [[name, value]] : [];
  });
  return {
    kafka: environment.KAFKA_BROKERS ? Object.fromEntries(given) : undefined,
    registry: environment.REGISTRY_URL || undefined,
    postgresAdmin,
    databases,
    collector: environment.OTEL_EXPORTER_OTLP_ENDPOINT || undefined,
  };
}

/** ORDERS_DATABASE_URL, ERP_ADAPTER_DATABASE_URL … */
export function databaseVariable(service: ServiceName): string {
  return `${databaseOf(service).toUpperCase()}_DATABASE_URL`;
}

/** The stores that are still to be run here. */
export function embeddedStoreNames({
  kafka,
  registry,
  postgresAdmin,
  databases,
  collector,
}: External): StoreName[] {
  const hasDatabases = postgresAdmin !== undefined || Object.keys(databases).length > 0;
  const stores: [StoreName, boolean][] = [
    // The embedded registry keeps its schemas in the embedded server.
    ['postgres', !hasDatabases || (!registry && !postgresAdmin)],
    ['kafka', !kafka],
    ['registry', !registry],
    ['zipkin', !collector],
  ];
  return stores.filter(([, embedded]) => embedded).map(([name]) => name);
}

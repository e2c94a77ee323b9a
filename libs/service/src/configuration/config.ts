import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65_535);
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean),
);
const count = z.coerce.number().int().min(0);

const httpEnvironment = z.object({
  SERVICE_NAME: z.string().min(1).optional(),
  INSTANCE_ID: z.string().min(1).optional(),
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: port.default(0),
  /** Addresses of proxies whose X-Forwarded-For is believed, comma list; none when absent. */
  TRUST_PROXY: list.optional(),
  /** Requests a minute and client address; 0 switches the limit off. */
  RATE_LIMIT_READS: count.default(6000),
  RATE_LIMIT_WRITES: count.default(600),
  BODY_LIMIT_BYTES: z.coerce
    .number()
    .int()
    .min(1024)
    .default(256 * 1024),
  SHUTDOWN_GRACE_SECONDS: z.coerce.number().min(0).default(3),
  /** A record older than this that waits to be handled makes the service not ready. */
  READY_LAG_SECONDS: z.coerce.number().min(1).default(60),
});

const databaseEnvironment = z.object({
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'is not a postgres:// URL' }),
});

const kafkaEnvironment = z.object({
  KAFKA_BROKERS: list.pipe(z.array(z.string().regex(/^[^:\s]+:\d+$/, 'is not host:port')).min(1)),
  KAFKA_NAMESPACE: z.string().optional(),
  KAFKA_SSL: z.stringbool().default(false),
  KAFKA_SASL_MECHANISM: z.enum(['plain', 'scram-sha-256', 'scram-sha-512']).optional(),
  KAFKA_SASL_USERNAME: z.string().optional(),
  KAFKA_SASL_PASSWORD: z.string().optional(),
  /** How long the sent archive keeps records, for a log that loses them; 0 = not at all. */
  KAFKA_SENT_KEPT_MINUTES: z.coerce.number().min(0).default(60),
  REGISTRY_URL: z.url(),
});

const authEnvironment = z.object({
  AUTH_ISSUER: z.string().min(1),
  AUTH_JWKS_URL: z.url().optional(),
  AUTH_JWKS_FILE: z.string().min(1).optional(),
  /** For whom tokens have to be; one that says nothing of it is for nobody. */
  AUTH_AUDIENCE: z.string().min(1),
});

/** Variables that services read in the same way, by what they are for. */
export const environments = {
  http: httpEnvironment,
  database: databaseEnvironment,
  kafka: kafkaEnvironment,
  auth: authEnvironment,
};

/** What a service needs from its environment besides `HOST`, `PORT` and the limits. */
export interface ConfigNeeds {
  database: boolean;
  messaging: boolean;
  auth: boolean;
  /** Variables of the service alone. */
  own?: z.ZodObject;
}

type Http = z.infer<typeof httpEnvironment>;
type Database = z.infer<typeof databaseEnvironment>;
type Kafka = z.infer<typeof kafkaEnvironment>;
type Auth = z.infer<typeof authEnvironment>;

/**
 * The validated environment of a service, injectable. `own` are the variables declared by the service itself:
 * `constructor(config: ServiceConfig<typeof environment>)`.
 */
export class ServiceConfig<Own extends z.ZodObject = z.ZodObject> {
  constructor(
    readonly name: string,
    readonly http: Http,
    readonly own: z.infer<Own>,
    private readonly parts: { database?: Database; kafka?: Kafka; auth?: Auth },
  ) {}

  get database(): Database {
    return this.part('database');
  }
  get kafka(): Kafka {
    return this.part('kafka');
  }
  get auth(): Auth {
    return this.part('auth');
  }

  private part<Name extends 'database' | 'kafka' | 'auth'>(name: Name) {
    const part = this.parts[name];
    if (!part) throw new Error(`The service ${this.name} is declared without ${name}`);
    return part as NonNullable<(typeof this.parts)[Name]>;
  }
}

/** The environment does not fit; `message` lists every variable that is wrong, one a line. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  constructor(
    service: string,
    readonly problems: { variable: string; message: string }[],
  ) {
    const lines = problems.map(({ variable, message }) => `  ${variable}: ${message}`);
    super(`The environment of ${service} is not complete:\n${lines.join('\n')}`);
  }
}

/** Reads and checks the environment. @throws ConfigError naming every wrong variable at once */
export function readConfig(name: string, needs: ConfigNeeds, environment: NodeJS.ProcessEnv): ServiceConfig {
  // An empty variable means an absent one, as in shells and compose files.
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const problems: { variable: string; message: string }[] = [];
  function read<Schema extends z.ZodType>(schema: Schema): z.infer<Schema> | undefined {
    const result = schema.safeParse(given);
    if (result.success) return result.data;
    for (const issue of result.error.issues) {
      const variable = String(issue.path[0] ?? 'environment');
      problems.push({ variable, message: variable in given ? issue.message : 'is missing' });
    }
    return undefined;
  }

  const http = read(httpEnvironment);
  const database = needs.database ? read(databaseEnvironment) : undefined;
  const kafka = needs.messaging ? read(kafkaEnvironment) : undefined;
  const auth = needs.auth ? read(authEnvironment) : undefined;
  const own = needs.own ? read(needs.own) : {};
  if (auth && !auth.AUTH_JWKS_URL && !auth.AUTH_JWKS_FILE) {
    problems.push({ variable: 'AUTH_JWKS_URL', message: 'is missing (or AUTH_JWKS_FILE)' });
  }
  if (kafka?.KAFKA_SASL_MECHANISM && !(kafka.KAFKA_SASL_USERNAME && kafka.KAFKA_SASL_PASSWORD)) {
    problems.push({
      variable: 'KAFKA_SASL_USERNAME',
      message: 'is needed with its password for KAFKA_SASL_MECHANISM',
    });
  }
  if (problems.length > 0 || !http || !own) throw new ConfigError(name, problems);
  const parts = { ...(database && { database }), ...(kafka && { kafka }), ...(auth && { auth }) };
  return new ServiceConfig(name, http, own, parts);
}

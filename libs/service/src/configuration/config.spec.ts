import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ConfigError, readConfig } from './config.ts';

const everything = { database: true, messaging: true, auth: true };
const nothing = { database: false, messaging: false, auth: false };
const complete = {
  DATABASE_URL: 'postgres://orders:pw@127.0.0.1:5432/orders',
  KAFKA_BROKERS: '127.0.0.1:9092, 127.0.0.1:9093',
  REGISTRY_URL: 'http://127.0.0.1:8081/apis/ccompat/v7',
  AUTH_ISSUER: 'https://issuer.example',
  AUTH_AUDIENCE: 'throughline',
  AUTH_JWKS_URL: 'https://issuer.example/jwks',
};

function failure(read: () => unknown): ConfigError {
  try {
    read();
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('The environment was accepted');
}
/** What is wrong when these variables are added to a complete environment. */
const problemsOf = (variables: Record<string, string | undefined>) =>
  failure(() => readConfig('orders', everything, { ...complete, ...variables })).problems;
const readWith = (variables: Record<string, string | undefined>) =>
  readConfig('orders', everything, { ...complete, ...variables });

describe('the environment of a service', () => {
  it('is read with defaults', () => {
    const config = readConfig('orders', everything, complete);
    expect(config.name).toBe('orders');
    expect(config.http).toEqual({
      HOST: '127.0.0.1',
      PORT: 0,
      RATE_LIMIT_READS: 6_000,
      RATE_LIMIT_WRITES: 600,
      BODY_LIMIT_BYTES: 262_144,
      SHUTDOWN_GRACE_SECONDS: 3,
      READY_LAG_SECONDS: 60,
    });
    expect(config.kafka).toEqual({
      KAFKA_BROKERS: ['127.0.0.1:9092', '127.0.0.1:9093'],
      KAFKA_SSL: false,
      KAFKA_SENT_KEPT_MINUTES: 60,
      REGISTRY_URL: complete.REGISTRY_URL,
    });
    expect(config.database).toEqual({ DATABASE_URL: complete.DATABASE_URL });
    const { AUTH_ISSUER, AUTH_AUDIENCE, AUTH_JWKS_URL } = complete;
    expect(config.auth).toEqual({ AUTH_ISSUER, AUTH_AUDIENCE, AUTH_JWKS_URL });
    expect(config.own).toEqual({});
  });

  it('takes an empty variable for an absent one', () => {
    expect(readWith({ HOST: '', PORT: '', AUTH_JWKS_FILE: '', KAFKA_NAMESPACE: '' })).toEqual(readWith({}));
    expect(problemsOf({ AUTH_ISSUER: '' })).toEqual([{ variable: 'AUTH_ISSUER', message: 'is missing' }]);
    expect(problemsOf({ AUTH_AUDIENCE: '' })).toEqual([{ variable: 'AUTH_AUDIENCE', message: 'is missing' }]);
  });

  it('names every wrong variable at once, in words that end the matter', () => {
    const environment = {
      PORT: 'eighty',
      DATABASE_URL: 'mysql://x',
      KAFKA_BROKERS: 'localhost',
      AUTH_ISSUER: '',
    };
    const error = failure(() => readConfig('orders', everything, environment));
    const lines = [
      'The environment of orders is not complete:',
      '  PORT: Invalid input: expected number, received NaN',
      '  DATABASE_URL: is not a postgres:// URL',
      '  KAFKA_BROKERS: is not host:port',
      '  REGISTRY_URL: is missing',
      '  AUTH_ISSUER: is missing',
      '  AUTH_AUDIENCE: is missing',
    ];
    expect(String(error)).toBe(`ConfigError: ${lines.join('\n')}`);
    expect(error.problems.map(({ variable, message }) => `  ${variable}: ${message}`)).toEqual(
      lines.slice(1),
    );
  });

  it('does not show the values of what is wrong', () => {
    const { message } = failure(() =>
      readConfig('orders', everything, { DATABASE_URL: 'mysql://u:hunter2@h/d' }),
    );
    expect(message).not.toContain('hunter2');
  });

  it.each([
    ['PORT', ['0', '65535'], ['-1', '65536', '80.5', 'http']],
    ['RATE_LIMIT_READS', ['0', '1'], ['-1', '0.5', 'many']],
    ['RATE_LIMIT_WRITES', ['0', '1'], ['-1', '0.5', 'many']],
    ['BODY_LIMIT_BYTES', ['1024', '1025'], ['1023', '1024.5', '1kB']],
    ['SHUTDOWN_GRACE_SECONDS', ['0', '0.5'], ['-0.5', 'soon']],
    ['READY_LAG_SECONDS', ['1', '1.5'], ['0.9', 'soon']],
  ] as const)('takes %s of %j and refuses %j', (variable, taken, refused) => {
    for (const text of taken)
      expect([text, readWith({ [variable]: text }).http[variable]]).toEqual([text, Number(text)]);
    for (const text of refused) expect(problemsOf({ [variable]: text })).toMatchObject([{ variable }]);
  });

  it('takes what the service is called, and which proxies are believed', () => {
    const { http } = readWith({
      SERVICE_NAME: 'orders',
      INSTANCE_ID: 'orders-2',
      HOST: '::',
      TRUST_PROXY: ' 10.0.0.1,, 10.0.0.2 ,',
    });
    expect(http).toMatchObject({ SERVICE_NAME: 'orders', INSTANCE_ID: 'orders-2', HOST: '::' });
    expect(http.TRUST_PROXY).toEqual(['10.0.0.1', '10.0.0.2']);
  });
});

describe('the database', () => {
  it.each(['postgres://h/d', 'postgresql://h/d'])('is at %s', (url) => {
    expect(readWith({ DATABASE_URL: url }).database.DATABASE_URL).toBe(url);
  });

  it.each(['mypostgres://h/d', 'postgres2://h/d', 'postgresqlx://h/d', '127.0.0.1:5432', 'http://h/d'])(
    'is not at %s',
    (url) => {
      expect(problemsOf({ DATABASE_URL: url })).toEqual([
        { variable: 'DATABASE_URL', message: 'is not a postgres:// URL' },
      ]);
    },
  );
});

describe('the broker', () => {
  it.each([
    ['kafka:9092', ['kafka:9092']],
    [' a.example:1 ,,b:65535, ', ['a.example:1', 'b:65535']],
  ])('is at %j', (text, brokers) => {
    expect(readWith({ KAFKA_BROKERS: text }).kafka.KAFKA_BROKERS).toEqual(brokers);
  });

  it.each(['kafka', 'kafka:', ':9092', 'kafka:http', 'kafka:9092x', 'x://kafka:9092', 'a b:9092', 'a:1,b'])(
    'is not at %j',
    (text) => {
      expect(problemsOf({ KAFKA_BROKERS: text })).toEqual([
        { variable: 'KAFKA_BROKERS', message: 'is not host:port' },
      ]);
    },
  );

  it('is at one address at least', () => {
    expect(problemsOf({ KAFKA_BROKERS: ' , ' })).toMatchObject([{ variable: 'KAFKA_BROKERS' }]);
  });

  const user = { KAFKA_SASL_USERNAME: 'orders', KAFKA_SASL_PASSWORD: 'pw' };
  const mechanism = { KAFKA_SASL_MECHANISM: 'scram-sha-512' };

  it('is asked by a user with a password, or by nobody in particular', () => {
    expect(readWith({ ...mechanism, ...user, KAFKA_SSL: 'true', KAFKA_NAMESPACE: 'n' }).kafka).toEqual({
      ...readWith({}).kafka,
      ...mechanism,
      ...user,
      KAFKA_SSL: true,
      KAFKA_NAMESPACE: 'n',
    });
    expect(readWith(user).kafka).toMatchObject(user);
  });

  it.each([
    ['no user', { KAFKA_SASL_PASSWORD: 'pw' }],
    ['no password', { KAFKA_SASL_USERNAME: 'orders' }],
    ['neither', {}],
  ])('is not asked by a mechanism with %s', (_, given) => {
    expect(problemsOf({ ...mechanism, ...given })).toEqual([
      { variable: 'KAFKA_SASL_USERNAME', message: 'is needed with its password for KAFKA_SASL_MECHANISM' },
    ]);
  });

  it('knows three mechanisms', () => {
    for (const name of ['plain', 'scram-sha-256', 'scram-sha-512'])
      expect(readWith({ ...user, KAFKA_SASL_MECHANISM: name }).kafka.KAFKA_SASL_MECHANISM).toBe(name);
    expect(problemsOf({ ...user, KAFKA_SASL_MECHANISM: 'gssapi' })).toMatchObject([
      { variable: 'KAFKA_SASL_MECHANISM' },
    ]);
  });

  it('keeps what was sent for so long, or not at all', () => {
    expect(readWith({ KAFKA_SENT_KEPT_MINUTES: '0' }).kafka.KAFKA_SENT_KEPT_MINUTES).toBe(0);
    expect(problemsOf({ KAFKA_SENT_KEPT_MINUTES: '-1' })).toMatchObject([
      { variable: 'KAFKA_SENT_KEPT_MINUTES' },
    ]);
  });
});

describe('the issuer of tokens', () => {
  it('has keys at an address, in a file, or both', () => {
    const url = { AUTH_JWKS_URL: 'https://issuer.example/jwks' };
    const file = { AUTH_JWKS_FILE: '/keys.json' };
    const authOf = (keys: object) => readWith({ AUTH_JWKS_URL: undefined, ...keys }).auth;
    expect(authOf(url)).toMatchObject(url);
    expect(authOf(file)).toMatchObject(file);
    expect(authOf({ ...url, ...file })).toMatchObject({ ...url, ...file });
  });

  it('has keys somewhere', () => {
    expect(problemsOf({ AUTH_JWKS_URL: undefined })).toEqual([
      { variable: 'AUTH_JWKS_URL', message: 'is missing (or AUTH_JWKS_FILE)' },
    ]);
  });

  it('may name an audience', () => {
    expect(readWith({ AUTH_AUDIENCE: 'throughline' }).auth.AUTH_AUDIENCE).toBe('throughline');
  });

  it('has its keys at no nonsense', () => {
    expect(problemsOf({ AUTH_JWKS_URL: 'jwks' })).toMatchObject([{ variable: 'AUTH_JWKS_URL' }]);
  });
});

describe('a service', () => {
  it.each(['database', 'kafka', 'auth'] as const)('that is declared without %s has none', (part) => {
    const config = readConfig('page', nothing, complete);
    expect(() => config[part]).toThrow(new Error(`The service page is declared without ${part}`));
  });

  it('is asked only for what it is made of', () => {
    expect(readConfig('page', nothing, {}).http.PORT).toBe(0);
    const { database } = readConfig('page', { ...nothing, database: true }, complete);
    expect(database).toEqual({ DATABASE_URL: complete.DATABASE_URL });
  });

  it('holds the variables of its own', () => {
    const needs = { ...nothing, own: z.object({ ERP_DATABASE_URL: z.url() }) };
    expect(readConfig('erp-adapter', needs, { ERP_DATABASE_URL: 'postgres://erp' }).own).toEqual({
      ERP_DATABASE_URL: 'postgres://erp',
    });
    expect(failure(() => readConfig('erp-adapter', needs, {})).problems).toEqual([
      { variable: 'ERP_DATABASE_URL', message: 'is missing' },
    ]);
  });

  it('may have a rule about its environment as a whole', () => {
    const own = z
      .object({ FROM: z.coerce.number(), TO: z.coerce.number() })
      .refine(({ FROM, TO }) => FROM < TO, 'ends early');
    const read = () => readConfig('x', { ...nothing, own }, { FROM: '2', TO: '1' });
    expect(failure(read).problems).toMatchObject([{ variable: 'environment' }]);
  });
});

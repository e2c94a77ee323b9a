import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ConfigError, readConfig } from './config.ts';

const everything = { database: true, messaging: true, auth: true };
const complete = {
  DATABASE_URL: 'postgres://orders:pw@127.0.0.1:5432/orders',
  KAFKA_BROKERS: '127.0.0.1:9092, 127.0.0.1:9093',
  REGISTRY_URL: 'http://127.0.0.1:8081/apis/ccompat/v7',
  AUTH_ISSUER: 'https://issuer.example',
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

describe('the environment of a service', () => {
  it('is read with defaults', () => {
    const config = readConfig('orders', everything, complete);
    expect(config.http).toMatchObject({ HOST: '127.0.0.1', BODY_LIMIT_BYTES: 262_144 });
    expect(config.kafka.KAFKA_BROKERS).toEqual(['127.0.0.1:9092', '127.0.0.1:9093']);
    expect(config.database.DATABASE_URL).toBe(complete.DATABASE_URL);
  });

  it('names every wrong variable at once', () => {
    const environment = {
      PORT: 'eighty',
      DATABASE_URL: 'mysql://x',
      KAFKA_BROKERS: 'localhost',
      AUTH_ISSUER: '',
    };
    const { message, problems } = failure(() => readConfig('orders', everything, environment));
    const variables = problems.map(({ variable }) => variable);
    expect(variables.toSorted()).toEqual([
      'AUTH_ISSUER',
      'DATABASE_URL',
      'KAFKA_BROKERS',
      'PORT',
      'REGISTRY_URL',
    ]);
    expect(message).toContain('The environment of orders');
    for (const variable of variables) expect(message).toContain(`  ${variable}: `);
    expect(message).toContain('AUTH_ISSUER: is missing');
    expect(message).toContain('KAFKA_BROKERS: is not host:port');
  });

  it('does not show the values of what is wrong', () => {
    const { message } = failure(() =>
      readConfig('orders', everything, { DATABASE_URL: 'mysql://u:hunter2@h/d' }),
    );
    expect(message).not.toContain('hunter2');
  });

  it('needs the keys of the issuer by address or file', () => {
    const { AUTH_JWKS_URL: _, ...without } = complete;
    expect(failure(() => readConfig('orders', everything, without)).message).toContain('AUTH_JWKS_FILE');
    expect(
      readConfig('orders', everything, { ...without, AUTH_JWKS_FILE: '/keys.json' }).auth.AUTH_JWKS_FILE,
    ).toBe('/keys.json');
  });

  it('asks only for what the service is made of', () => {
    const config = readConfig('page', { database: false, messaging: false, auth: false }, {});
    expect(() => config.database).toThrow('declared without database');
  });

  it('holds the variables of the service itself', () => {
    const own = z.object({ ERP_DATABASE_URL: z.url() });
    const needs = { database: false, messaging: false, auth: false, own };
    expect(readConfig('erp-adapter', needs, { ERP_DATABASE_URL: 'postgres://erp' }).own).toEqual({
      ERP_DATABASE_URL: 'postgres://erp',
    });
    expect(failure(() => readConfig('erp-adapter', needs, {})).message).toContain(
      'ERP_DATABASE_URL: is missing',
    );
  });
});

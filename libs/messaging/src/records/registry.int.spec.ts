import { randomUUID } from 'node:crypto';
import { testStores } from '@throughline/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { Registry } from './registry.ts';

const { registry: url } = testStores();
const registry = new Registry(url);
const record = (...fields: object[]) => ({ type: 'record', name: 'Account', namespace: 'test', fields });
const account = { name: 'account', type: 'string' };
const blocked = { name: 'blocked', type: 'boolean' };
const region = { name: 'region', type: ['null', 'string'], default: null };

let subject: string;
beforeEach(() => {
  subject = `test-${randomUUID()}`;
});

async function configure(compatibility: string): Promise<void> {
  const response = await fetch(`${url}/config/${subject}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
    body: JSON.stringify({ compatibility }),
  });
  expect(response.status).toBe(200);
}

describe('a schema that is registered', () => {
  it('has the same id each time, and is the newest', async () => {
    expect(await registry.newest(subject)).toBeUndefined();
    const id = await registry.register(subject, record(account, blocked));
    expect(await registry.register(subject, record(account, blocked))).toBe(id);
    expect(await registry.newest(subject)).toEqual(record(account, blocked));
  });

  it('may be followed by one that is compatible both ways, and by no other', async () => {
    await registry.register(subject, record(account, blocked));
    await registry.register(subject, record(account, blocked, region));
    await expect(registry.register(subject, record(account, region))).rejects.toThrow(
      `${subject}: the registry refused (409)`,
    );
  });

  it('may be revised once when contract 0.1 registered it: what it wrote can still be read', async () => {
    await registry.register(subject, record(account, blocked));
    await configure('FULL_TRANSITIVE');
    await registry.register(subject, record(account, region));
    await expect(registry.register(subject, record(region))).rejects.toThrow('refused (409)');
    expect(await registry.newest(subject)).toEqual(record(account, region));
  });

  it('is not revised when what contract 0.1 wrote could not be read', async () => {
    await registry.register(subject, record(account));
    await configure('FULL_TRANSITIVE');
    await expect(registry.register(subject, record(account, blocked))).rejects.toThrow('refused (409)');
  });
});

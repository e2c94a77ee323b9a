import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { Secrets } from '../stores/secrets.ts';
import { readExternal } from './external.ts';
import { prepareService, type ServiceContext } from './services.ts';

const home = mkdtempSync(join(tmpdir(), 'throughline-services-'));
afterAll(() => rmSync(home, { recursive: true }));
afterEach(() => void vi.unstubAllEnvs());

function adapterEnvironment(demo: boolean) {
  const context: ServiceContext = {
    ...{ home, demo, brokers: '127.0.0.1:9092', registry: 'http://127.0.0.1:8081', zipkin: undefined },
    external: readExternal({}),
    secrets: new Secrets(home),
    identity: { jwksFile: join(home, 'jwks.json'), tokens: {} as ServiceContext['identity']['tokens'] },
    postgresAdmin: 'postgres://postgres@127.0.0.1:5432/postgres',
  };
  const one = { service: 'erp-adapter', name: 'erp-adapter', port: 4010, host: '127.0.0.1' } as const;
  return prepareService({ ...one, trustedProxy: undefined }, context).env;
}

describe('the adapter of an installation', () => {
  it('has the demo as its source where that is run, and none where it is not', () => {
    vi.stubEnv('ERP_DATABASE_URL', undefined);
    expect(adapterEnvironment(true)['ERP_DATABASE_URL']).toMatch(/^postgres.*erp_connector.*\/demo_erp$/);
    expect(adapterEnvironment(false)['ERP_DATABASE_URL']).toBeUndefined();
  });

  it('has the source that the environment names, and the secrets that documents refer to', () => {
    vi.stubEnv('ERP_DATABASE_URL', 'postgres://books/erp');
    vi.stubEnv('NORD_PASSWORD', 'open sesame');
    for (const demo of [true, false])
      expect(adapterEnvironment(demo)).toMatchObject({
        ERP_DATABASE_URL: 'postgres://books/erp',
        NORD_PASSWORD: 'open sesame',
      });
  });
});

import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Installation, startInstallation, until } from '@throughline/testing';
import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ErpAdapterModule } from '../../../apps/erp-adapter/src/erp-adapter.module.ts';

const topics = [
  'erp.locations',
  'erp.taxes',
  'erp.items',
  'erp.prices',
  'erp.stock',
  'erp.customers',
  'erp.sources',
] as const;
/** What the page shows to whoever follows it. */
const shown = join(import.meta.dirname, '../../../docs/connect/from-csv-files');

let folder: string;
let installation: Installation;
let app: NestFastifyApplication;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'throughline-csv-'));
  mkdirSync(join(folder, 'in'));
  installation = await startInstallation({ observe: topics });
  app = await installation.startService('erp-adapter', ErpAdapterModule);
});
afterAll(async () => {
  await installation?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const asks = (method: 'get' | 'post', path: string) =>
  supertest(app.getHttpServer())
    [method](path)
    .set('authorization', `Bearer ${installation.token('integrator')}`);
const keys = (topic: (typeof topics)[number]) =>
  [...new Set(installation.seen(topic).map(({ key }) => key.split('|').slice(0, 3).join('|')))].toSorted();
const valueOf = (topic: (typeof topics)[number], key: string) =>
  installation.seen(topic).findLast((record) => record.key.startsWith(key))?.value;

describe('a folder of CSV files, as the page connects it', () => {
  it('needs no source of the environment', async () => {
    expect((await asks('get', '/sources')).body).toEqual({ sources: [] });
  });

  it('says everything that a shop needs', async () => {
    const document = readFileSync(join(shown, 'nord.yaml'), 'utf8').replace('/srv/nord', folder);
    const applied = await asks('post', '/sources').send({ document, expected: 0 });
    expect([applied.status, applied.body]).toEqual([201, { source: 'nord', version: 1 }]);
    cpSync(join(shown, 'in'), join(folder, 'in'), { recursive: true });
    const wanted = { locations: 1, taxes: 1, items: 4, prices: 3, stock: 3, customers: 1 } as const;
    await until(() =>
      Object.entries(wanted).every(
        ([flow, records]) => keys(`erp.${flow as keyof typeof wanted}`).length === records,
      ),
    );
    await until(() => valueOf('erp.sources', 'nord'));
    expect(keys('erp.locations')).toEqual(['nord|B1']);
    expect(valueOf('erp.taxes', 'nord|DE')).toMatchObject({ category: 'standard', rate: '19' });
    expect(valueOf('erp.items', 'nord|1001')).toMatchObject({ family: 'TYRES', gtin: '4006381333931' });
    expect(valueOf('erp.items', 'nord|1004')).toMatchObject({ status: 'ended' });
    expect(valueOf('erp.prices', 'nord|1003')).toMatchObject({ amount: '1049', currency: 'EUR' });
    expect(valueOf('erp.stock', 'nord|1001|B1')).toMatchObject({ quantity: 12, basis: 'net' });
    expect(valueOf('erp.customers', 'nord|10000')).toMatchObject({ kind: 'guests' });
    expect(valueOf('erp.sources', 'nord')).toMatchObject({ takesOrders: false });
    await until(() => readdirSync(join(folder, 'done')).includes('items_20261130.csv'));
  });

  it('has a file refused that is not whole, with its reason beside it', async () => {
    cpSync(join(shown, 'refused'), join(folder, 'in'), { recursive: true });
    const reason = 'prices_20261201.csv.reason.txt';
    await until(() => readdirSync(join(folder, 'refused')).includes(reason));
    expect(readFileSync(join(folder, 'refused', reason), 'utf8')).toBe('It is not whole\n');
    expect(valueOf('erp.prices', 'nord|1001')).toMatchObject({ amount: '29.9' });
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Installation, startInstallation, until } from '@throughline/testing';
import supertest from 'supertest';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ErpAdapterModule } from '../../../apps/erp-adapter/src/erp-adapter.module.ts';
import { TcpProxy } from '../../kernel/tcp-proxy.ts';
import { type BackOffice, openBackOffice } from './back-office.ts';

const flooding = 20_000;
const changes = 20;

/** Takes connections, and never says a word. */
async function openSilence() {
  const server = createServer(() => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, port: (server.address() as AddressInfo).port };
}

const away: (() => unknown)[] = [];
let folder: string;
let good: BackOffice;
let locked: BackOffice;
let frozen: BackOffice;
let flood: BackOffice;
let silence: Awaited<ReturnType<typeof openSilence>>;
let installation: Installation;
let app: NestFastifyApplication;
let proxy: TcpProxy;
/** Whether the proxy lets nothing through any more. */
let isFrozen = false;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'throughline-isolation-'));
  away.push(() => rmSync(folder, { recursive: true, force: true }));
  [good, locked, frozen, flood] = await Promise.all([
    openBackOffice(),
    openBackOffice(),
    openBackOffice(),
    openBackOffice(),
  ]);
  for (const office of [good, locked, frozen, flood]) {
    away.push(() => office.close());
    await office.addItem('BIKE', { onHand: 1 });
  }
  silence = await openSilence();
  away.push(() => silence.server.close());
  proxy = await TcpProxy.open(Number(new URL(frozen.url).port), () => (isFrozen ? 'hold' : 'pass'));
  away.push(() => proxy.close());
  const at = (url: string, changed: Partial<Pick<URL, 'port' | 'password'>>) =>
    Object.assign(new URL(url), changed).href;
  const source = (url: string) => ({ system: 'demo-erp', url, flows: ['items', 'stock'] });
  const sources = {
    good: source(good.url),
    silent: source(at(good.url, { port: String(silence.port) })),
    closed: source(at(good.url, { port: '1' })),
    stranger: source(at(good.url, { password: 'wrong' })),
    locked: source(locked.url),
    frozen: source(at(frozen.url, { port: String(proxy.port) })),
    flood: source(flood.url),
  };
  const configuration = join(folder, 'sources.json');
  writeFileSync(configuration, JSON.stringify({ sources, orders: null }));
  installation = await startInstallation({ observe: ['erp.stock'] });
  away.push(() => installation.stop());
  const environment = { ERP_SOURCES_FILE: configuration, RECONCILE_HOURS: '0' };
  app = await installation.startService('erp-adapter', ErpAdapterModule, { environment });
  for (const name of ['good', 'locked', 'frozen', 'flood']) await until(() => stockOf(name) === 1);
});
afterAll(async () => {
  isFrozen = false;
  for (const leave of away.toReversed()) await leave();
});

function stockOf(source: string, sku = 'BIKE'): unknown {
  const record = installation.seen('erp.stock').findLast(({ key }) => key === `${source}|${sku}|B1`);
  return record?.value?.quantity;
}
const onHand = (office: BackOffice, quantity: number) =>
  office.query(`update stkbal set onhand = $1, chgstp = clock_timestamp() where itmcod = 'BIKE'`, [quantity]);

/** Changes stock in the sound source again and again, each change once the one before was published. */
async function goesOn(from: number): Promise<void> {
  for (let quantity = from; quantity < from + changes; quantity++) {
    await onHand(good, quantity);
    await until(() => stockOf('good') === quantity);
  }
}
const apply = (name: string, url: string, expected: number) =>
  supertest(app.getHttpServer())
    .post('/sources')
    .set('authorization', `Bearer ${installation.token('integrator')}`)
    .send({ document: documentOf(name, url), expected });

/** A source by its document alone, version by version another one. */
function documentOf(name: string, url: string): string {
  const file = join(folder, `${name}-url`);
  writeFileSync(file, url);
  return `source: ${name}
transport: sql
at: { dialect: postgresql, url: file:${file} }
zone: UTC
basis: physical
readers:
  shelf:
    table: stkbal
    key: [itmcod, whscod]
    changes: { log: triggers, heartbeat: 1s }
    every: 200ms
flows: { stock: stock@1 }
---
mapping: stock@1
of: shelf
record:
  sku: [itmcod, code]
  location: [whscod, code]
  quantity: [onhand, 'decimal "1234.56"', integer]
`;
}

describe('the records of a source get through', () => {
  it('while others hang, refuse it, and are not there', async () => {
    await goesOn(100);
  });

  it('while a table of another is locked, and one stops answering in the middle', async () => {
    const session = await locked.session();
    await session.query('begin');
    await session.query('lock table stkbal in access exclusive mode');
    isFrozen = true;
    try {
      await goesOn(200);
    } finally {
      isFrozen = false;
      proxy.release();
      await session.query('rollback');
      await session.close();
    }
    await onHand(locked, 7);
    await until(() => stockOf('locked') === 7);
  });

  it('while another floods', async () => {
    await flood.query(
      `insert into itmmas (itmcod, itmdsc, famcod, untcod, taxcod, itmsts, webflg)
       select 'F' || n, 'FLOOD', 'HLMT', 'ST', 'S', 'A', 'Y' from generate_series(1, $1::integer) n`,
      [flooding],
    );
    await flood.query(
      `insert into stkbal (itmcod, whscod, onhand) select 'F' || n, 'B1', 1 from generate_series(1, $1::integer) n`,
      [flooding],
    );
    await goesOn(300);
    await until(() => stockOf('flood', `F${flooding}`) === 1);
  });
});

describe('a source is applied and changed', () => {
  it('while another hangs that was changed before it', async () => {
    let hangs = false;
    let kept = 0;
    const way = await TcpProxy.open(Number(new URL(frozen.url).port), () => {
      if (hangs) kept += 1;
      return hangs ? 'hold' : 'pass';
    });
    away.push(() => way.close());
    const slow = Object.assign(new URL(frozen.url), { port: String(way.port) }).href;
    await apply('slow', slow, 0).expect(201);
    await until(() => stockOf('slow') === 1);
    hangs = true;
    await until(() => kept > 0);
    try {
      // The version before ends when its statement does, which may take minutes.
      await apply('slow', frozen.url, 1).expect(201);
      await apply('sound', good.url, 0).expect(201);
      await until(() => stockOf('sound'));
      const [led] = await app
        .get(DataSource)
        .query(`select max(term) as term from leaderships where source = 'slow'`);
      // The term that the change gave, and nobody leads in: its version before has not ended.
      expect(Number(led.term)).toBe(2);
    } finally {
      hangs = false;
      way.release();
    }
    await onHand(frozen, 9);
    await until(() => stockOf('slow') === 9);
  });
});

import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { PreparingClient } from '@throughline/persistence';
import { until } from '@throughline/testing';
import supertest from 'supertest';
import { DataSource } from 'typeorm';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { openStream } from '../fixtures/event-stream.ts';
import { availability, state } from '../fixtures/records.ts';
import { type Shop, startShop } from '../fixtures/shop.ts';
import { StoppedClock } from '../fixtures/stopped-clock.ts';
import { StorefrontModule } from '../storefront.module.ts';
import { removeFullBudgets, takeFromBudgets } from './budget.tables.ts';

const limits = { RATE_LIMIT_READS: '600', RATE_LIMIT_WRITES: '40', RATE_LIMIT_CART: '5' };
const variables = { ...limits, LIVE_CONNECTIONS_PER_ADDRESS: '3', TRUST_PROXY: '127.0.0.1' };

describe('the shop', () => {
  let shop: Shop;
  let replicas: NestFastifyApplication[];
  let urls: string[];
  const open: { close: () => Promise<void> }[] = [];
  const api = (replica = 0) => supertest((replicas[replica] as NestFastifyApplication).getHttpServer());
  /** What a replica answers a client address. */
  const ask = (client: string, path: string, replica = 0) =>
    api(replica).get(path).set('x-forwarded-for', client);
  const stream = async (client: string, query: string, replica = 0) => {
    const opened = await openStream(`${urls[replica]}/api/stream?${query}`, { 'x-forwarded-for': client });
    open.push(opened);
    return opened;
  };

  beforeAll(async () => {
    shop = await startShop();
    const clock = new StoppedClock();
    const options = { environment: variables, clock };
    const start = () => shop.installation.startService('storefront', StorefrontModule, options);
    replicas = [await start(), await start()];
    for (const replica of replicas) await replica.listen(0, '127.0.0.1');
    urls = await Promise.all(replicas.map((replica) => replica.getUrl()));
  });
  afterEach(() => Promise.all(open.splice(0).map((each) => each.close())));
  afterAll(() => shop?.installation.stop());

  it('refuses an address that opens more and larger streams than anybody needs, and serves the others', async () => {
    const skus = Array.from({ length: 400 }, (_, n) => `S-${n}`).join(',');
    const crowd = await Promise.all(Array.from({ length: 60 }, () => stream('192.0.2.1', `skus=${skus}`)));
    const statuses = crowd.map(({ response }) => response.status);
    // 205 of 600 each.
    expect(statuses.filter((status) => status === 200)).toHaveLength(2);
    expect(statuses.filter((status) => status === 429)).toHaveLength(58);
    const refused = crowd.find(({ response }) => response.status === 429)?.response;
    expect(refused?.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);

    await ask('192.0.2.2', '/api/products').expect(200);
    await ask('192.0.2.2', '/api/figures?skus=HL-A-R').expect(200);
    const other = await stream('192.0.2.2', 'skus=HL-A-R');
    await until(() => other.offers('HL-A-R').length > 0);
  });

  it('lets an address have so many streams open at once', async () => {
    const first = await stream('192.0.2.3', 'skus=HL-A-R');
    const others = [await stream('192.0.2.3', 'skus=HL-A-R'), await stream('192.0.2.3', 'skus=HL-A-B')];
    expect([first, ...others].map(({ response }) => response.status)).toEqual([200, 200, 200]);
    const { body, headers } = await ask('192.0.2.3', '/api/stream?skus=HL-A-R').expect(429);
    expect(body).toMatchObject({ type: 'urn:throughline:problem:too-many-streams', status: 429 });
    expect(headers['retry-after']).toBe('30');
    expect((await stream('192.0.2.4', 'skus=HL-A-R')).response.status).toBe(200);
    await first.close();
    await until(async () => (await stream('192.0.2.3', 'skus=HL-A-R')).response.status === 200);
  });

  it('charges an order more than a look at the cart', async () => {
    const order = (client: string) =>
      api()
        .post('/api/orders')
        .set({ 'x-forwarded-for': client, 'idempotency-key': crypto.randomUUID() })
        .send({});
    const statuses = [];
    for (let n = 0; n < 5; n += 1) statuses.push((await order('192.0.2.5')).status);
    expect(statuses).toEqual([400, 400, 400, 400, 429]);
  });

  it('limits the changes of one cart, whatever the address', async () => {
    const put = (client: string, cookie: string) =>
      api()
        .put('/api/cart/lines')
        .set({ 'x-forwarded-for': client, cookie })
        .send({ sku: 'HL-A-R', quantity: 1 });
    const first = await put('192.0.2.10', '').expect(200);
    const cookie = String(first.headers['set-cookie']).split(';', 1)[0] as string;
    const statuses = [];
    for (let n = 0; n < 6; n += 1) statuses.push((await put(`192.0.2.${20 + n}`, cookie)).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
    await put('192.0.2.10', '').expect(200);
  });

  it('counts an address once, whichever replica it asks', async () => {
    const served = async (replica: number) => {
      let count = 0;
      while ((await ask('192.0.2.6', '/api/products?limit=1', replica)).status === 200) count += 1;
      return count;
    };
    // A list costs 3 of 600.
    expect(await served(0)).toBe(200);
    const told = () =>
      replicas[0]
        ?.get(DataSource)
        .query<{ tokens: number }[]>('select tokens from request_budgets where tokens < 60');
    await until(async () => ((await told()) ?? []).length > 0);
    // The other replica hears of it once it has told of an eighth itself.
    expect(await served(1)).toBeLessThan(100);
  });

  it('shows in its database no address, and forgets who has all of a budget again', async () => {
    const database = replicas[0]?.get(DataSource) as DataSource;
    const rows = await database.query<{ key: string }[]>('select * from request_budgets');
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toMatch(/192\.0\.2|read|cart/);
    await database.query(`update request_budgets set at = at - interval '1 hour'`);
    const poor = { key: 'poor', spent: 500, capacity: 100, perSecond: 0.001 };
    await takeFromBudgets(database, [poor]);
    await database.query(`update request_budgets set at = at - interval '2 minutes' where key = 'poor'`);
    await removeFullBudgets(database);
    expect(await database.query('select key from request_budgets')).toEqual([{ key: 'poor' }]);
  });

  it('keeps books of budgets that fill up, are never more than whole, and never owe more than that', async () => {
    const database = replicas[0]?.get(DataSource) as DataSource;
    const spending = (key: string, spent: number) => ({ key, spent, capacity: 100, perSecond: 1 });
    const left = async (...spent: [string, number][]) =>
      Object.fromEntries(
        await takeFromBudgets(
          database,
          spent.map(([key, amount]) => spending(key, amount)),
        ),
      );
    expect(await left(['b', 30], ['a', 10])).toEqual({ a: 90, b: 70 });
    await database.query(`update request_budgets set at = at - interval '20 seconds' where key = 'b'`);
    const { b } = await left(['b', 5]);
    expect(b).toBeGreaterThanOrEqual(85);
    expect(b).toBeLessThan(95);
    await database.query(`update request_budgets set at = at - interval '1 hour' where key = 'a'`);
    expect(await left(['a', 0])).toEqual({ a: 100 });
    expect(await left(['a', 5_000])).toEqual({ a: -100 });
    expect(await left()).toEqual({});
  });
});

describe('pages that show the same', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await startShop();
  });
  afterAll(() => shop?.installation.stop());

  /** Reads of offers from now on. */
  function reads(): string[] {
    const texts: string[] = [];
    const query = PreparingClient.prototype.query;
    const spy = vi.spyOn(PreparingClient.prototype, 'query').mockImplementation(function (
      this: PreparingClient,
      ...args: unknown[]
    ) {
      if (String(args[0]).includes('from catalog_products')) texts.push(String(args[0]));
      return (query as (...given: unknown[]) => never).apply(this, args);
    } as never);
    onTestFinished(() => spy.mockRestore());
    return texts;
  }

  it('share one read, and are all told of what changes', async () => {
    const url = `${shop.url}/api/stream?skus=HL-A-R,HL-A-B,GL-B-S`;
    const texts = reads();
    const together = await Promise.all(Array.from({ length: 20 }, () => openStream(url)));
    await until(() => together.every(({ frames }) => frames.length > 0));
    const first = texts.length;
    // The first to come begins a read; those who come meanwhile wait for it.
    expect(first).toBeLessThan(20);
    const later = await Promise.all(Array.from({ length: 5 }, () => openStream(url)));
    await until(() => later.every(({ frames }) => frames.length > 0));
    expect(texts).toHaveLength(first);
    const shown = [...together, ...later].map(({ frames }) => frames[0]?.figures);
    for (const figures of shown) expect(figures).toEqual(shown[0]);
    expect(shown[0]?.map(({ sku }) => sku)).toEqual(['HL-A-R', 'HL-A-B', 'GL-B-S']);

    await shop.installation.publish('inventory.availability', [
      state('inventory.availability', availability('GL-B-S', 2)),
    ]);
    const all = [...together, ...later];
    await until(() => all.every(({ offers }) => offers('GL-B-S').at(-1)?.stock.available === 2));
    await Promise.all(all.map((each) => each.close()));
  });

  it('are read anew when the last of them has been closed', async () => {
    const url = `${shop.url}/api/stream?skus=BO-D`;
    const before = await openStream(url);
    await until(() => before.offers('BO-D').length > 0);
    await before.close();
    await shop.installation.publish('inventory.availability', [
      state('inventory.availability', availability('BO-D', 7)),
    ]);
    await until(async () => {
      const { body } = await shop.api().get('/api/figures?skus=BO-D');
      return body.figures[0]?.stock.available === 7;
    });
    const after = await openStream(url);
    await until(() => after.offers('BO-D').length > 0);
    expect(after.offers('BO-D')[0]?.stock.available).toBe(7);
    await after.close();
  });
});

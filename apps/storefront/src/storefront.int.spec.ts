import { isDeepStrictEqual } from 'node:util';
import { problemSchema } from '@throughline/service';
import { until } from '@throughline/testing';
import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { cart } from './cart/cart.response.schemas.ts';
import type { ProductCard } from './catalog/product-view.ts';
import * as responses from './catalog/product.response.schemas.ts';
import { openStream } from './fixtures/event-stream.ts';
import { availability, flow, price, state } from './fixtures/records.ts';
import { type Shop, startShop } from './fixtures/shop.ts';
import { StoppedClock } from './fixtures/stopped-clock.ts';
import { streamFrame } from './live/live.response.schemas.ts';
import { offerList } from './offers/offer.response.schemas.ts';
import { StorefrontModule } from './storefront.module.ts';

describe('the shop', () => {
  let shop: Shop;
  const api = () => shop.api();
  const card = (model: string) => shop.card(model);

  beforeAll(async () => {
    shop = await startShop();
  });
  afterAll(() => shop?.installation.stop());

  describe('lists products', () => {
    it('as cards of a product with its options, prices with tax', async () => {
      expect(await card('HL-A')).toMatchObject({
        name: 'Helmet HL-A',
        colors: ['blue', 'red'],
        skus: ['HL-A-B', 'HL-A-R'],
        available: 30,
        stock: 'in-stock',
        from: { amount: '41.64', taxIncluded: true, version: expect.stringMatching(/^L1\.[\w-]{22}$/) },
      });
    });

    it('without those that are discontinued and sold out', async () => {
      const { body } = await api().get('/api/products').expect(200);
      expect(body.products.map(({ model }: ProductCard) => model)).not.toContain('ST-C');
    });

    it('of a family, in the language asked for, with counts of all families', async () => {
      const families = [
        { family: 'GLOV', familyName: 'Gloves', category: 'Accessories', products: 1, more: false },
        { family: 'HLMT', familyName: 'Helmets', category: 'Accessories', products: 2, more: false },
      ];
      const list = () => api().get('/api/products?family=GLOV&language=de').expect(200);
      await until(async () => isDeepStrictEqual((await list()).body.families, families));
      const { body } = await list();
      expect(body.products.map(({ name }: ProductCard) => name)).toEqual(['Helm GL-B']);
    });

    it.each([
      ['helmet blue', ['HL-A']],
      ['gl-b', ['GL-B']],
      ['helmt', ['BO-D', 'GL-B', 'HL-A']],
      ['zebra', []],
      ['!!!', []],
    ])('found by %j', async (search, models) => {
      const { body } = await api().get('/api/products').query({ search }).expect(200);
      expect([...new Set(body.products.map(({ model }: ProductCard) => model))].sort()).toEqual(models);
      expect(body.families.length).toBeGreaterThan(0);
    });

    it('page by page', async () => {
      const models: string[] = [];
      for (let after: string | null = ''; after !== null;) {
        const query: object = { limit: 1, ...(after && { after }) };
        const page: supertest.Response = await api().get('/api/products').query(query).expect(200);
        models.push(...page.body.products.map(({ model, name }: ProductCard) => `${model} ${name}`));
        after = page.body.next as string | null;
      }
      expect(new Set(models).size).toBe(models.length);
      expect(models.length).toBe(3);
    });

    it('and refuses a cursor that is not its own', async () => {
      const { body } = await api().get('/api/products?after=nonsense').expect(400);
      expect(body.errors[0].field).toBe('after');
    });
  });

  describe('shows a product', () => {
    it('with stock by location', async () => {
      const { body } = await api().get('/api/products/HL-A').expect(200);
      const red = body.skus.find(({ sku }: { sku: string }) => sku === 'HL-A-R');
      expect(
        red.stock.locations.map(({ city, available }: { city: string; available: number }) => [
          city,
          available,
        ]),
      ).toEqual([
        ['Berlin', 12],
        ['Lyon', 3],
      ]);
    });

    it('by one of its SKUs, and says what takes its place', async () => {
      const { body } = await api().get('/api/products/ST-C').expect(200);
      expect(body.skus[0]).toMatchObject({ discontinued: true, stock: { state: 'discontinued' } });
      expect(body.substitute).toMatchObject({ sku: 'GL-B-S', model: 'GL-B' });
    });

    it('at the tax of the country', async () => {
      const { body } = await api().get('/api/products/GL-B?country=FR').expect(200);
      expect(body.skus[0].price).toMatchObject({ amount: '41.99', taxRate: '20' });
    });

    it('and says 404 for one that is not there', async () => {
      const { body } = await api().get('/api/products/NONE').expect(404);
      expect(body.type).toBe('urn:throughline:problem:product-not-found');
    });
  });

  describe('pushes', () => {
    it('a snapshot, then what is newer, with the trace of the change', async () => {
      const stream = await openStream(`${shop.url}/api/stream?skus=GL-B-S,HL-A-B`);
      await until(() => stream.frames.length > 0);
      expect(stream.frames[0]).toMatchObject({ event: 'snapshot' });
      expect(stream.frames[0]?.figures.map(({ sku }) => sku).sort()).toEqual(['GL-B-S', 'HL-A-B']);
      await shop.installation.publish('inventory.availability', [
        state('inventory.availability', availability('GL-B-S', 14)),
      ]);
      await until(() => stream.offers('GL-B-S').at(-1)?.stock.available === 14);
      await shop.installation.publish('pricing.prices', [
        state('pricing.prices', price('GL-B-S', '29.99', { version: 'L2', validFrom: new Date() })),
      ]);
      await until(() => stream.offers('GL-B-S').at(-1)?.price?.version.startsWith('L2.'));
      const versions = stream.offers('GL-B-S').map(({ version }) => version);
      expect(versions).toEqual(versions.toSorted((a, b) => a - b));
      expect(stream.offers('HL-A-B')).toHaveLength(1);
      await stream.close();
    });

    it('the price at the instant a sale opens and closes', async () => {
      const stream = await openStream(`${shop.url}/api/stream?skus=HL-A-B`);
      const opens = new Date(Date.now() + 1500);
      const closes = new Date(opens.getTime() + 1000);
      await shop.installation.publish('pricing.prices', [
        state(
          'pricing.prices',
          price('HL-A-B', '19.99', { version: 'S1', kind: 'sale', validFrom: opens, validTo: closes }),
        ),
      ]);
      await until(() => stream.offers('HL-A-B').at(-1)?.price?.because === 'sale');
      expect(Date.now()).toBeGreaterThanOrEqual(opens.getTime());
      await until(() => stream.offers('HL-A-B').at(-1)?.price?.version.startsWith('L1.'));
      expect(Date.now()).toBeGreaterThanOrEqual(closes.getTime());
      await stream.close();
    });

    it('the age of stock and prices when a flow falls silent', async () => {
      const stream = await openStream(`${shop.url}/api/stream?skus=HL-A-B`);
      await until(() => stream.frames.length > 0);
      expect(stream.frames[0]?.ages).toMatchObject({ stock: { late: false } });
      const heardAt = new Date(Date.now() - 120_000);
      await shop.installation.publish('integration.flows', [
        state('integration.flows', flow('stock', heardAt)),
      ]);
      await until(() =>
        stream.frames.some(({ ages }) => (ages as { stock?: { late: boolean } })?.stock?.late),
      );
      await shop.installation.publish('integration.flows', [
        state('integration.flows', flow('stock', new Date())),
      ]);
      await until(() => (stream.frames.at(-1)?.ages as { stock?: { late: boolean } })?.stock?.late === false);
      await stream.close();
    });
  });

  describe('keeps a cart', () => {
    it('that survives, says what changed, and adds up', async () => {
      const put = await api().put('/api/cart/lines').send({ sku: 'HL-A-R', quantity: 2 }).expect(200);
      const cookie = String(put.headers['set-cookie']?.[0]);
      expect(cookie).toMatch(/^cart=[\w-]{22}; Max-Age=\d+; Path=\/api; HttpOnly; SameSite=Lax$/);
      const jar = cookie.split(';', 1)[0] as string;
      expect(put.body).toMatchObject({ orderable: true, units: 2, quote: { gross: '89.17', net: '74.93' } });
      await shop.installation.publish('pricing.prices', [
        state('pricing.prices', price('HL-A-R', '39.99', { version: 'L1' })),
      ]);
      const changed = await until(async () => {
        const { body } = await api().get('/api/cart').set('cookie', jar);
        return body.lines[0].changes.length > 0 && body;
      });
      expect(changed.lines[0].changes).toEqual([
        { kind: 'price-rose', from: '41.64', to: '47.59', saleEnded: false },
      ]);
      const { body } = await api().post('/api/cart/acknowledgement').set('cookie', jar).expect(200);
      expect(body.lines[0].changes).toEqual([]);
    });

    it('apart from other guests', async () => {
      const { body } = await api().get('/api/cart').expect(200);
      expect(body.lines).toEqual([]);
    });

    it.each([
      [404, { sku: 'NONE', quantity: 1 }],
      [400, { sku: 'HL-A-R', quantity: -1 }],
      [400, { sku: 'HL-A-R', quantity: 1, price: '1' }],
    ])('and responds %i to %o', async (status, line) => {
      await api().put('/api/cart/lines').send(line).expect(status);
    });

    it('and takes JSON only', async () => {
      await api().put('/api/cart/lines').type('form').send('sku=HL-A-R&quantity=1').expect(415);
    });
  });

  it('tells pages of each replica, and keeps a guest from guessing at orders', async () => {
    const replica = await shop.installation.startService('storefront', StorefrontModule, {
      environment: { RATE_LIMIT_WRITES: '600' },
      clock: new StoppedClock(),
    });
    await replica.listen(0, '127.0.0.1');
    const streams = await Promise.all(
      [shop.url, await replica.getUrl()].map((base) => openStream(`${base}/api/stream?skus=GL-B-S`)),
    );
    await shop.installation.publish('inventory.availability', [
      state('inventory.availability', availability('GL-B-S', 3)),
    ]);
    for (const stream of streams) await until(() => stream.offers('GL-B-S').at(-1)?.stock.available === 3);
    await Promise.all(streams.map((stream) => stream.close()));

    const guess = { order: 'W000000000', email: 'somebody@example.com' };
    const lookUp = () => supertest(replica.getHttpServer()).post('/api/orders/lookup').send(guess);
    const statuses = [];
    for (let n = 0; n < 21; n += 1) statuses.push((await lookUp()).status);
    expect(statuses.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => 404));
    expect(statuses[20]).toBe(429);
  });

  it('responds as its OpenAPI document says', async () => {
    const send = (line: object) => api().put('/api/cart/lines').send(line).expect(200);
    const get = (path: string) => api().get(path).expect(200);
    const received: [z.ZodType, supertest.Response][] = [
      [responses.shop(), await get('/api/shop')],
      [responses.productList(), await get('/api/products')],
      [responses.product(), await get('/api/products/ST-C')],
      [offerList(), await get('/api/figures?skus=HL-A-R,BO-D')],
      [cart(), await send({ sku: 'HL-A-R', quantity: 9_000 })],
      [problemSchema(), await api().get('/api/products/NONE').expect(404)],
    ];
    for (const [schema, { body }] of received) expect(schema.safeParse(body).error).toBeUndefined();
    const stream = await openStream(`${shop.url}/api/stream?skus=HL-A-R,BO-D`);
    await until(() => stream.frames.length > 0);
    expect(streamFrame().safeParse(stream.frames[0]).error).toBeUndefined();
    await stream.close();
  });

  it('keeps changes to what is not there away', async () => {
    await api().get('/api/nothing').expect(404);
    await api().delete('/api/cart').expect(405);
  });
});

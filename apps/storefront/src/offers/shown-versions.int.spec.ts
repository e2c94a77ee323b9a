import { until } from '@throughline/testing';
import { DataSource } from 'typeorm';
import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStream } from '../fixtures/event-stream.ts';
import { price, state } from '../fixtures/records.ts';
import { type Shop, startShop } from '../fixtures/shop.ts';
import { StorefrontModule } from '../storefront.module.ts';

const recipient = {
  ...{ name: 'Ada Muster', street: 'Weg 1', postalCode: '10115', city: 'Berlin' },
  email: 'ada@example.com',
};

describe('a price that the shop has shown', () => {
  let shop: Shop;
  const api = () => shop.api();
  const tell = (...prices: ReturnType<typeof price>[]) =>
    shop.installation.publish(
      'pricing.prices',
      prices.map((each) => state('pricing.prices', each)),
    );
  const shownOf = async (sku: string): Promise<{ version: string; amount: string }> =>
    (await api().get(`/api/figures?skus=${sku}`).expect(200)).body.figures[0].price;
  const shows = (sku: string, version: string) =>
    until(async () => {
      const shown = await shownOf(sku);
      return shown.version.startsWith(`${version}.`) && shown;
    });
  const order = (sku: string, priceVersion: string, at = api) =>
    at()
      .post('/api/orders')
      .set('idempotency-key', crypto.randomUUID())
      .send({
        ...{ country: 'DE', shippingMethod: 'standard', recipient },
        lines: [{ sku, quantity: 1, priceVersion }],
      });
  const inCart = (line: object, jar = '') => {
    const request = api().put('/api/cart/lines').send(line);
    return jar === '' ? request : request.set('cookie', jar);
  };

  beforeAll(async () => {
    shop = await startShop();
  });
  afterAll(() => shop?.installation.stop());

  it('is honoured after its end for who was shown it alone, by every replica, and goes by its own id into the order', async () => {
    const before = await shownOf('GL-B-S');
    const now = new Date();
    await tell(
      price('GL-B-S', '34.99', { validTo: now }),
      price('GL-B-S', '39.99', { version: 'L1~2', validFrom: now }),
    );
    const after = await shows('GL-B-S', 'L1~2');
    const { body } = await order('GL-B-S', before.version).expect(202);
    const request = await until(() =>
      shop.installation.seen('orders.requests').find(({ key }) => key === body.order),
    );
    expect(request.value).toMatchObject({ lines: [{ priceVersion: 'L1', unitPrice: '34.99' }] });

    const guessed = await order('GL-B-S', 'L1').expect(409);
    expect(guessed.body).toMatchObject({
      type: 'urn:throughline:problem:price-changed',
      errors: [{ field: 'lines[0].priceVersion' }],
      price: { version: after.version, amount: '39.99' },
    });
    await order('GL-B-S', 'L1~2').expect(202);

    const another = await shop.installation.startService('storefront', StorefrontModule);
    const there = () => supertest(another.getHttpServer());
    await until(async () => (await there().get('/api/figures?skus=GL-B-S')).body.figures[0]?.price);
    await order('GL-B-S', before.version, there).expect(202);
    await another.close();
  });

  it('is what a cart line may name, which keeps it, and what it may not name that was never shown', async () => {
    const before = await shownOf('HL-A-B');
    const now = new Date();
    await tell(
      price('HL-A-B', '34.99', { validTo: now }),
      price('HL-A-B', '29.99', { version: 'L2', validFrom: now, validTo: now }),
      price('HL-A-B', '39.99', { version: 'L3', validFrom: now }),
    );
    const after = await shows('HL-A-B', 'L3');
    const line = { sku: 'HL-A-B', quantity: 1 };
    const kept = await inCart({ ...line, priceVersion: before.version }).expect(200);
    expect(kept.body.lines[0]).toMatchObject({
      price: { version: after.version },
      changes: [{ kind: 'price-rose', from: '41.64', to: '47.59' }],
    });
    for (const priceVersion of ['L1', 'L2', `L2${before.version.slice(2)}`]) {
      const { body } = await inCart({ ...line, priceVersion }).expect(409);
      expect(body).toMatchObject({
        type: 'urn:throughline:problem:price-changed',
        errors: [{ field: 'priceVersion', in: 'body' }],
        price: { version: after.version, amount: '39.99' },
      });
    }
    const plain = await inCart({ ...line, priceVersion: after.version }).expect(200);
    expect(plain.body.lines[0].changes).toEqual([]);

    // Whoever was shown more than it costs now pays what it costs now, and is not turned away.
    await tell(
      price('HL-A-B', '39.99', { version: 'L3', validFrom: now, validTo: new Date() }),
      price('HL-A-B', '24.99', { version: 'L4', validFrom: new Date() }),
    );
    await shows('HL-A-B', 'L4');
    const cheaper = await inCart({ ...line, priceVersion: after.version }).expect(200);
    expect(cheaper.body.lines[0]).toMatchObject({ price: { amount: '29.74' }, changes: [] });
  });

  it('is nobody’s once it was revoked: open pages and carts change at once, and it is honoured no more', async () => {
    const wrong = price('HL-A-R', '0.10', { version: 'S1', kind: 'sale' });
    await tell(wrong);
    const shown = await shows('HL-A-R', 'S1');
    const put = await inCart({ sku: 'HL-A-R', quantity: 1 }).expect(200);
    const jar = String(put.headers['set-cookie']?.[0]).split(';', 1)[0] as string;
    const stream = await openStream(`${shop.url}/api/stream?skus=HL-A-R`);
    await until(() => stream.offers('HL-A-R').at(-1)?.price?.version === shown.version);
    await tell({ ...wrong, revokedAt: new Date() });
    await until(() => stream.offers('HL-A-R').at(-1)?.price?.version.startsWith('L1.'));
    await stream.close();
    const { body } = await api().get('/api/cart').set('cookie', jar).expect(200);
    expect(body.lines[0]).toMatchObject({ price: { amount: '41.64' }, changes: [{ kind: 'price-rose' }] });
    expect((await order('HL-A-R', shown.version).expect(409)).body.price).toMatchObject({ amount: '34.99' });
    await tell(wrong);
    await shows('HL-A-R', 'S1');
    await order('HL-A-R', shown.version).expect(202);
  });

  it('is another one at once when a back office declares how it finds its prices', async () => {
    const ended = (version: string, amount: string, from: number) =>
      price('BO-D', amount, { version, kind: 'sale', validFrom: new Date(Date.now() - from) });
    await tell(ended('S8', '8', 9_000_000), ended('S9', '9', 1_000_000));
    await shows('BO-D', 'S9');
    const stream = await openStream(`${shop.url}/api/stream?skus=BO-D`);
    await until(() => stream.offers('BO-D').at(-1)?.price?.version.startsWith('S9.'));
    const value = { source: 'demo', takesOrders: true, priceStrategy: 'regular-or-lower-sale', limits: [] };
    await shop.installation.publish('erp.sources', [state('erp.sources', value)]);
    await until(() => stream.offers('BO-D').at(-1)?.price?.version.startsWith('S8.'));
    await stream.close();
    await until(async () => (await shop.card('BO-D'))?.from?.version.startsWith('S8.'));
  });

  it('is proven by a secret that is made once and told to nobody', async () => {
    const rows: { name: string; bytes: number }[] = await shop.app
      .get(DataSource)
      .query('select name, length(secret) as bytes from shop_secrets order by name');
    expect(rows).toContainEqual({ name: 'shown-versions', bytes: 32 });
    expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length);
  });
});

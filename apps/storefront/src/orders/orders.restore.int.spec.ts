import { OperatorApi } from '@throughline/messaging';
import { until } from '@throughline/testing';
import supertest from 'supertest';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Shop, startShop } from '../fixtures/shop.ts';
import { StorefrontModule } from '../storefront.module.ts';

const recipient = {
  name: 'Ada Muster',
  street: 'Weg 1',
  postalCode: '10115',
  city: 'Berlin',
  email: 'ada@example.com',
};
const body = {
  country: 'DE',
  language: 'en',
  shippingMethod: 'standard',
  lines: [{ sku: 'HL-A-B', quantity: 2 }],
  recipient,
};
const key = (): string => crypto.randomUUID();

let shop: Shop;
beforeAll(async () => {
  shop = await startShop();
});
afterAll(() => shop?.installation.stop());

it('knows orders that it took after the backup by their keys, numbers and e-mail addresses', async () => {
  const { installation } = shop;
  const database = installation.databaseOf('storefront');
  const restarted = async (work: () => Promise<void>) => {
    await installation.stopService('storefront');
    await work();
    const app = await installation.startService('storefront', StorefrontModule);
    return { ops: app.get(OperatorApi), api: supertest(app.getHttpServer()) };
  };
  const place = (api: ReturnType<typeof supertest>, idempotencyKey: string) =>
    api.post('/api/orders').set('idempotency-key', idempotencyKey).send(body);
  const [known, cancelled, kept] = [key(), key(), key()];

  const first = await restarted(() => database.backUp());
  const before = await place(first.api, known).expect(202);
  const second = await place(first.api, cancelled).expect(202);
  await first.api
    .post(`/api/orders/${second.body.order}/cancellation`)
    .set('x-order-token', second.body.token)
    .send({})
    .expect(202);
  const requests = () => installation.seen('orders.requests').length;
  await until(() => requests() === 3);

  const { api, ops } = await restarted(() => database.restore());
  const refused = await place(api, kept).expect(503);
  expect(refused.headers['retry-after']).toBe('5');
  await api.get('/api/products').expect(200);
  await ops.raiseVersions();
  const again = await place(api, known).expect(202);
  expect(again.body.order).toBe(before.body.order);
  const look = (email: string, number: string) =>
    api.post('/api/orders/lookup').send({ order: number, email });
  await look('bob@example.com', second.body.order).expect(404);
  const { body: found } = await look(recipient.email, second.body.order).expect(200);
  const view = await api
    .get(`/api/orders/${second.body.order}`)
    .set('x-order-token', found.token)
    .expect(200);
  expect(view.body).toMatchObject({ cancellationRequested: true });
  await place(api, kept).expect(202);
  await until(() => requests() === 4);
  expect(await ops.doctor()).toEqual([]);
});

import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { OperatorApi } from '@throughline/messaging';
import { until } from '@throughline/testing';
import supertest from 'supertest';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { orderFrom, state } from '../fixtures/records.ts';
import { type Shop, startShop } from '../fixtures/shop.ts';
import { StorefrontModule } from '../storefront.module.ts';

const recipient = {
  ...{ name: 'Ada Muster', street: 'Weg 1', postalCode: '10115', city: 'Berlin' },
  ...{ email: 'ada@example.com', phone: '030 1234567' },
};
const body = {
  ...{ country: 'DE', language: 'en', shippingMethod: 'standard', recipient },
  lines: [{ sku: 'HL-A-B', quantity: 2 }],
};

let shop: Shop;
beforeAll(async () => {
  shop = await startShop();
});
afterAll(() => shop?.installation.stop());

type Api = ReturnType<typeof supertest>;
const place = async (api: Api, key = crypto.randomUUID()) =>
  (await api.post('/api/orders').set('idempotency-key', key).send(body).expect(202)).body as {
    order: string;
    token: string;
  };
const erase = (api: Api, order: string) =>
  api
    .post(`/orders/${order}/erasure`)
    .set('authorization', `Bearer ${shop.installation.token('customer-care')}`)
    .send();
/** Has orders say where an order stands. */
const told = async (order: string, integration: string) => {
  const request = await until(() =>
    shop.installation.seen('orders.requests').find(({ key }) => key === order),
  );
  if (request.type !== 'OrderRequested') throw new Error('not a request');
  await shop.installation.publish('orders.orders', [
    state('orders.orders', orderFrom(request.value, { state: 'in-fulfilment', integration })),
  ]);
};
const tombstones = (order: string) =>
  shop.installation.seen('orders.recipients').filter(({ key, value }) => key === order && value === null);
const ask = (app: NestFastifyApplication, sql: string, ...values: unknown[]) =>
  app.get(DataSource).query<Record<string, unknown>[]>(sql, values);
const row = async (app: NestFastifyApplication, order: string) =>
  (await ask(app, 'select * from placed_orders where order_number = $1', order))[0];

it('an order is that of nobody once its person was erased, and stays what it was', async () => {
  const api = shop.api();
  const key = crypto.randomUUID();
  const { order, token } = await place(api, key);
  const early = await erase(api, order).expect(409);
  expect(early.body).toMatchObject({ detail: 'It is not decided yet' });
  await told(order, 'sent');
  await until(async () => {
    const refused = await erase(api, order).expect(409);
    return String(refused.body.detail).includes('is `sent`');
  });
  expect(tombstones(order)).toEqual([]);
  await told(order, 'verified');
  const { body: erased } = await until(async () => {
    const response = await erase(api, order);
    return response.status === 200 && response;
  });
  expect(erased).toEqual({ order, erasedAt: expect.stringMatching(/^\d{4}-.*Z$/) });

  await until(() => tombstones(order).length === 1);
  expect(tombstones(order)).toMatchObject([{ sequence: 2 }]);
  const look = async () =>
    (await api.get(`/api/orders/${order}`).set('x-order-token', token).expect(200)).body;
  await until(async () => (await look()).recipient === null);
  expect(await look()).toMatchObject({ state: 'in-fulfilment', lines: [{ sku: 'HL-A-B' }] });
  await api.post('/api/orders/lookup').send({ order, email: recipient.email }).expect(404);
  expect(await row(shop.app, order)).toMatchObject({ body_hash: null, likeness: null });
  // The same request is answered as before.
  const again = await api.post('/api/orders').set('idempotency-key', key).send(body).expect(201);
  expect(again.body).toMatchObject({ order, recipient: null });

  expect((await erase(api, order).expect(200)).body).toEqual(erased);
  const audited = await ask(shop.app, 'select action, target, details from kernel.audit_log');
  expect(audited).toEqual([{ action: 'erase-recipient', target: `order ${order}`, details: {} }]);
});

it('of one that was not placed here there is nobody to be erased', async () => {
  await erase(shop.api(), 'W123456789').expect(404);
});

it('who was erased after the backup is erased in what was restored', async () => {
  const { installation } = shop;
  const database = installation.databaseOf('storefront');
  const restarted = async (work: () => Promise<void>) => {
    await installation.stopService('storefront');
    await work();
    return installation.startService('storefront', StorefrontModule);
  };
  const { order } = await place(shop.api());
  await told(order, 'verified');
  const before = await restarted(() => database.backUp());
  await until(async () => (await erase(supertest(before.getHttpServer()), order)).status === 200);
  await until(() => tombstones(order).length === 1);
  const { erased_at: erasedAt } = (await row(before, order)) ?? {};
  const after = await restarted(() => database.restore());
  expect(await row(after, order)).toMatchObject({ erased_at: null });
  await after.get(OperatorApi).raiseVersions();
  expect(await row(after, order)).toMatchObject({ erased_at: erasedAt, body_hash: null });
  const api = supertest(after.getHttpServer());
  await api.post('/api/orders/lookup').send({ order, email: recipient.email }).expect(404);
});

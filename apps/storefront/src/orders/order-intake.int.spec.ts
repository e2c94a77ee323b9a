import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { PreparingClient } from '@throughline/persistence';
import { type Installation, startInstallation, until } from '@throughline/testing';
import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { hashOfBody, newOrderNumber } from '../cart/checkout.ts';
import { availability, guests, price, product, state, tax } from '../fixtures/records.ts';
import { StorefrontModule } from '../storefront.module.ts';
import { orderBody } from '../web/request.schemas.ts';
import { OrderIntake, type Placement } from './order-intake.service.ts';

const order = (quantity: number, line: object = {}) => ({
  country: 'DE',
  language: 'en',
  shippingMethod: 'standard',
  lines: [{ sku: 'HL-A', quantity, ...line }],
  recipient: {
    name: 'Ada Muster',
    street: 'Weg 1',
    postalCode: '10115',
    city: 'Berlin',
    email: 'ada@example.com',
  },
});
const key = (): string => crypto.randomUUID();
const placement = (quantity: number, more: Partial<Placement> = {}): Placement => {
  const body = orderBody.parse(order(quantity));
  return {
    body,
    orderNumber: newOrderNumber(),
    keyHash: key(),
    bodyHash: hashOfBody(body),
    cart: null,
    at: new Date(),
    traceparent: undefined,
    ...more,
  };
};

/** Texts of the statements from now on. */
function statements(): string[] {
  const texts: string[] = [];
  const query = PreparingClient.prototype.query;
  const spy = vi.spyOn(PreparingClient.prototype, 'query').mockImplementation(function (
    this: PreparingClient,
    ...args: unknown[]
  ) {
    texts.push(String(args[0]));
    return (query as (...given: unknown[]) => never).apply(this, args);
  } as never);
  onTestFinished(() => spy.mockRestore());
  return texts;
}

describe('orders that come at the same time', () => {
  let installation: Installation;
  let app: NestFastifyApplication;
  let intake: OrderIntake;
  const api = () => supertest(app.getHttpServer());
  const place = (body: object, headers: Record<string, string> = {}) =>
    api()
      .post('/api/orders')
      .set({ 'idempotency-key': key(), ...headers })
      .send(body)
      .then((response) => response);
  const requested = (orderNumber: string) =>
    installation.seen('orders.requests').filter((record) => record.key === orderNumber);

  beforeAll(async () => {
    installation = await startInstallation({ observe: ['orders.requests'] });
    app = await installation.startService('storefront', StorefrontModule);
    intake = app.get(OrderIntake);
    await installation.publish('erp.taxes', [state('erp.taxes', tax('DE', '19'))]);
    await installation.publish('customers.accounts', [state('customers.accounts', guests)]);
    await installation.publish('catalog.products', [state('catalog.products', product('HL-A'))]);
    await installation.publish('pricing.prices', [state('pricing.prices', price('HL-A', '34.99'))]);
    await installation.publish('inventory.availability', [
      state('inventory.availability', availability('HL-A', 15)),
    ]);
    await until(async () => {
      const { body } = await api().post('/api/orders').set('idempotency-key', key()).send(order(1));
      return body.gross === '47.53';
    });
  });
  afterAll(() => installation?.stop());

  it('are written together', async () => {
    const texts = statements();
    const placed = Array.from({ length: 40 }, (_, n) => placement(n + 1));
    expect(await Promise.all(placed.map((one) => intake.place(one)))).toEqual(placed.map(() => null));
    for (const part of ['insert into placed_orders', 'from catalog_products'])
      expect(texts.filter((text) => text.includes(part))).toHaveLength(1);
    await until(() => placed.every(({ orderNumber }) => requested(orderNumber).length === 1));
  });

  it('each have their own outcome', async () => {
    const shared = { 'idempotency-key': key() };
    const responses = await Promise.all([
      place(order(2)),
      place(order(3, { sku: 'NONE' })),
      place(order(4, { priceVersion: 'OLD' })),
      place(order(5), shared),
      place(order(5), shared),
      place(order(6)),
    ]);
    expect(responses.map(({ status }) => status)).toEqual([202, 422, 409, 202, 202, 202]);
    expect(responses.map(({ body }) => body.lines?.[0]?.quantity)).toEqual([
      2,
      undefined,
      undefined,
      5,
      5,
      6,
    ]);
    expect(responses[3]?.body).toEqual(responses[4]?.body);
    const other = await place(order(7), shared);
    expect(other.body.type).toBe('urn:throughline:problem:idempotency-key-reused');
  });

  it('do not fail with one that Postgres refuses, and are taken once', async () => {
    const poison = placement(1, { keyHash: 'a key with \u0000 in it' });
    const good = Array.from({ length: 6 }, (_, n) => placement(n + 1));
    const outcomes = await Promise.allSettled([...good, poison].map((one) => intake.place(one)));
    expect(outcomes.map(({ status }) => status)).toEqual([...good.map(() => 'fulfilled'), 'rejected']);
    await until(() => good.every(({ orderNumber }) => requested(orderNumber).length > 0));
    expect(good.map(({ orderNumber }) => requested(orderNumber).length)).toEqual(good.map(() => 1));
    expect(requested(poison.orderNumber)).toEqual([]);
  });

  it('are each published under the trace of their own request', async () => {
    const trace = (n: number) => `0af7651916cd43dd8448eb211c80319${n}`;
    const placed = [1, 2, 3].map((n) => placement(n, { traceparent: `00-${trace(n)}-b7ad6b7169203331-01` }));
    await Promise.all(placed.map((one) => intake.place(one)));
    const records = await until(() => {
      const found = placed.flatMap(({ orderNumber }) => requested(orderNumber));
      return found.length === 3 && found;
    });
    expect(records.map(({ traceparent }) => traceparent?.split('-')[1])).toEqual([1, 2, 3].map(trace));
  });

  it('leave in their carts what they did not take', async () => {
    const cartOf = async () => {
      const put = await api().put('/api/cart/lines').send({ sku: 'HL-A', quantity: 1 }).expect(200);
      return String(put.headers['set-cookie']).split(';', 1)[0] as string;
    };
    const carts = await Promise.all([cartOf(), cartOf(), cartOf()]);
    await Promise.all([
      place(order(1), { cookie: carts[0] as string }),
      place(order(1, { priceVersion: 'OLD' }), { cookie: carts[1] as string }),
      place(order(1)),
    ]);
    const views = await Promise.all(carts.map((cookie) => api().get('/api/cart').set('cookie', cookie)));
    expect(views.map(({ body }) => body.units)).toEqual([0, 1, 1]);
  });
});

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
    installation = await startInstallation({ observe: ['orders.requests', 'orders.recipients'] });
    app = await installation.startService('storefront', StorefrontModule);
    intake = app.get(OrderIntake);
    await installation.publish('erp.taxes', [
      state('erp.taxes', tax('DE', '19', 'standard', { region: 'ISLES', regionName: 'Isles', rate: '10' })),
      state('erp.taxes', tax('DE', '19')),
    ]);
    await installation.publish('customers.accounts', [state('customers.accounts', guests)]);
    const carton = { unit: 'XCT', numerator: 12, denominator: 1, gtin: null, sellable: true };
    await installation.publish('catalog.products', [
      state('catalog.products', product('HL-A')),
      state(
        'catalog.products',
        product('TU-P', { units: [{ ...carton, unit: 'C62', numerator: 1 }, carton] }),
      ),
      state(
        'catalog.products',
        product('KIT-A', {
          kind: 'kit',
          components: [
            { sku: 'HL-A', quantity: 1 },
            { sku: 'TU-P', quantity: 2 },
          ],
        }),
      ),
    ]);
    await installation.publish('pricing.prices', [
      state('pricing.prices', price('HL-A', '34.99')),
      state('pricing.prices', price('TU-P', '499', { perQuantity: 100 })),
      state('pricing.prices', price('KIT-A', '40')),
    ]);
    await installation.publish('inventory.availability', [
      ...['HL-A', 'KIT-A'].map((sku) => state('inventory.availability', availability(sku, 15))),
      state('inventory.availability', availability('TU-P', 40)),
    ]);
    await until(async () => {
      const { body } = await api().post('/api/orders').set('idempotency-key', key()).send(order(1));
      return body.gross === '47.53';
    });
    await until(async () => {
      const { body } = await api().get('/api/figures?skus=TU-P,KIT-A&country=DE');
      return (
        body.figures?.every(({ price: shown }: { price: unknown }) => shown !== null) &&
        body.figures.length === 2
      );
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

  it('are published in the units in which they were sold, with regions, purchase orders and parts of kits', async () => {
    const body = {
      ...order(1),
      region: 'ISLES',
      purchaseOrderNumber: ' PO 4711 ',
      lines: [
        { sku: 'TU-P', quantity: 2, unit: 'XCT' },
        { sku: 'KIT-A', quantity: 3 },
      ],
    };
    const response = await place(body);
    expect(response.body).toMatchObject({
      ...{ region: 'ISLES', purchaseOrderNumber: 'PO 4711', net: '244.71', gross: '269.18' },
      lines: [
        { unit: 'XCT', unitQuantity: 2, quantity: 24, net: '119.76', components: [] },
        {
          unit: 'C62',
          unitQuantity: 3,
          quantity: 3,
          components: [{ sku: 'HL-A', name: 'Helmet HL-A' }, { sku: 'TU-P' }],
        },
      ],
    });
    const [record] = await until(() => {
      const found = requested(response.body.order);
      return found.length > 0 && found;
    });
    expect(record?.value).toMatchObject({
      ...{ region: 'ISLES', purchaseOrderNumber: 'PO 4711', net: '244.71', gross: '269.18' },
      lines: [
        {
          sku: 'TU-P',
          quantity: 24,
          unit: 'XCT',
          unitQuantity: 2,
          unitPrice: '1497',
          perQuantity: 25,
          taxRate: '10',
        },
        {
          ...{ sku: 'KIT-A', quantity: 3, unit: 'C62', unitQuantity: 3, unitPrice: '40', perQuantity: 1 },
          components: [
            { sku: 'HL-A', quantity: 1 },
            { sku: 'TU-P', quantity: 2 },
          ],
        },
      ],
    });
    const recipient = await until(() =>
      installation.seen('orders.recipients').find(({ key: number }) => number === response.body.order),
    );
    expect(recipient.value).toMatchObject({ country: 'DE', region: 'ISLES' });
  });

  it.each([
    [422, 'region', { region: 'ALPS' }],
    [400, 'purchaseOrderNumber', { purchaseOrderNumber: 'x'.repeat(36) }],
    [422, 'lines[0].unit', { lines: [{ sku: 'HL-A', quantity: 1, unit: 'XCT' }] }],
  ])('are refused with %i naming %s', async (status, field, more) => {
    const response = await place({ ...order(1), ...more });
    expect(response.status).toBe(status);
    expect(response.body.errors.map((error: { field: string }) => error.field)).toEqual([field]);
  });

  it('come from carts whose lines are each in a unit of sale, which can be changed', async () => {
    const put = (line: object, cookie = '') =>
      api().put('/api/cart/lines?region=ISLES').set('cookie', cookie).send(line);
    const first = await put({ sku: 'TU-P', quantity: 3, unit: 'XCT' }).expect(200);
    const cookie = String(first.headers['set-cookie']).split(';', 1)[0] as string;
    expect(first.body).toMatchObject({
      region: 'ISLES',
      lines: [
        {
          ...{ unit: 'XCT', quantity: 3, baseQuantity: 36, available: 3, most: 3, orderable: true },
          price: { amount: '1646.7', perQuantity: 25, unit: 'XCT', taxRate: '10' },
        },
      ],
    });
    const more = await put({ sku: 'TU-P', quantity: 4, unit: 'XCT' }, cookie).expect(200);
    expect(more.body.lines[0]).toMatchObject({ baseQuantity: 48, orderable: false });
    const pieces = await put({ sku: 'TU-P', quantity: 40, unit: 'C62' }, cookie).expect(200);
    expect(pieces.body.lines).toMatchObject([
      { unit: 'C62', quantity: 40, baseQuantity: 40, orderable: true },
    ]);
    const refused = await put({ sku: 'TU-P', quantity: 1, unit: 'XPX' }, cookie).expect(422);
    expect(refused.body.errors).toMatchObject([{ field: 'unit', in: 'body' }]);
    const kit = await put({ sku: 'KIT-A', quantity: 1 }, cookie).expect(200);
    expect(kit.body.lines[1]).toMatchObject({
      unit: 'C62',
      components: [
        { sku: 'HL-A', name: 'Helmet HL-A', quantity: 1 },
        { sku: 'TU-P', name: 'Helmet TU-P', quantity: 2 },
      ],
    });
    // A region that is not told apart is taxed as the country is.
    const elsewhere = await api().get('/api/cart?region=ALPS').set('cookie', cookie).expect(200);
    expect(elsewhere.body).toMatchObject({ region: null, lines: [{ price: { taxRate: '19' } }, {}] });
    const emptied = await put({ sku: 'TU-P', quantity: 0 }, cookie).expect(200);
    expect(emptied.body.lines).toHaveLength(1);
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

import { isDeepStrictEqual } from 'node:util';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Installation, startInstallation, until } from '@throughline/testing';
import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStream } from './fixtures/event-stream.ts';
import {
  availability,
  flow,
  guests,
  orderFrom,
  price,
  product,
  state,
  stockAt,
  tax,
} from './fixtures/records.ts';
import type { ProductCard } from './product-view.ts';
import { StorefrontModule } from './storefront.module.ts';

const recipient = {
  name: 'Ada Muster',
  street: 'Weg 1',
  postalCode: '10115',
  city: 'Berlin',
  email: 'Ada@example.com',
};
const order = (lines: object[], more: object = {}) => ({
  country: 'DE',
  language: 'en',
  shippingMethod: 'standard',
  lines,
  recipient,
  ...more,
});
const key = (): string => crypto.randomUUID();

describe('the shop', () => {
  let installation: Installation;
  let app: NestFastifyApplication;
  let url: string;
  const api = () => supertest(app.getHttpServer());
  const card = async (model: string): Promise<ProductCard> => {
    const { body } = await api().get('/api/products?limit=60').expect(200);
    return (body as { products: ProductCard[] }).products.find((one) => one.model === model) as ProductCard;
  };

  beforeAll(async () => {
    installation = await startInstallation({ observe: ['orders.requests', 'orders.recipients'] });
    app = await installation.startService('storefront', StorefrontModule);
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
    await installation.publish('erp.taxes', [
      state('erp.taxes', tax('DE', '19')),
      state('erp.taxes', tax('FR', '20')),
    ]);
    await installation.publish('customers.accounts', [state('customers.accounts', guests)]);
    await installation.publish('integration.flows', [state('integration.flows', flow('stock', new Date()))]);
    const skus = ['HL-A-R', 'HL-A-B', 'GL-B-S', 'ST-C', 'BO-D'];
    await installation.publish('catalog.products', [
      state('catalog.products', product('HL-A-R')),
      state('catalog.products', product('HL-A-B', { color: 'blue' })),
      state('catalog.products', product('GL-B-S', { family: 'GLOV', familyName: 'Gloves', size: 'S' })),
      state('catalog.products', product('ST-C', { status: 'discontinued', substitute: 'GL-B-S' })),
      state('catalog.products', product('BO-D', { atZero: 'back-order', backOrderLimit: 10 })),
    ]);
    await installation.publish(
      'pricing.prices',
      skus.map((sku) => state('pricing.prices', price(sku, '34.99'))),
    );
    await installation.publish('inventory.availability', [
      ...['HL-A-R', 'HL-A-B', 'GL-B-S'].map((sku) => state('inventory.availability', availability(sku, 15))),
      state('inventory.availability', availability('ST-C', 0)),
      state(
        'inventory.availability',
        availability('BO-D', 0, {
          atZero: 'back-order',
          backOrderable: 10,
          nextIncoming: { expectedOn: '2026-12-24', quantity: 10 },
        }),
      ),
    ]);
    await installation.publish('inventory.locations', [
      state('inventory.locations', stockAt('HL-A-R', 'B1', 12, 'Berlin')),
      state('inventory.locations', stockAt('HL-A-R', 'L1', 3, 'Lyon')),
    ]);
    await until(async () => {
      const { body } = await api().get('/api/figures?skus=HL-A-R,BO-D');
      return (
        body.figures.length === 2 &&
        body.figures.every(
          (figure: { price: { taxRate: string } | null; stock: { state: string } }) =>
            figure.price?.taxRate === '19' && figure.stock.state !== 'unknown',
        )
      );
    });
    await until(async () => (await card('HL-A'))?.available === 30 && (await card('GL-B'))?.available === 15);
  });
  afterAll(() => installation?.stop());

  describe('lists products', () => {
    it('as cards of a product with its options, prices with tax', async () => {
      expect(await card('HL-A')).toMatchObject({
        name: 'Helmet HL-A',
        colors: ['blue', 'red'],
        skus: ['HL-A-B', 'HL-A-R'],
        available: 30,
        stock: 'in-stock',
        from: { amount: '41.64', taxIncluded: true, version: 'L1' },
      });
    });

    it('without those that are discontinued and sold out', async () => {
      const { body } = await api().get('/api/products').expect(200);
      expect(body.products.map(({ model }: ProductCard) => model)).not.toContain('ST-C');
    });

    it('of a family, in the language asked for, with counts of all families', async () => {
      const families = [
        { family: 'GLOV', familyName: 'Gloves', category: 'Accessories', products: 1 },
        { family: 'HLMT', familyName: 'Helmets', category: 'Accessories', products: 2 },
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
      const stream = await openStream(`${url}/api/stream?skus=GL-B-S,HL-A-B`);
      await until(() => stream.frames.length > 0);
      expect(stream.frames[0]).toMatchObject({ event: 'snapshot' });
      expect(stream.frames[0]?.figures.map(({ sku }) => sku).sort()).toEqual(['GL-B-S', 'HL-A-B']);
      await installation.publish('inventory.availability', [
        state('inventory.availability', availability('GL-B-S', 14)),
      ]);
      await until(() => stream.figures('GL-B-S').at(-1)?.stock.available === 14);
      await installation.publish('pricing.prices', [
        state('pricing.prices', price('GL-B-S', '29.99', { version: 'L2', validFrom: new Date() })),
      ]);
      await until(() => stream.figures('GL-B-S').at(-1)?.price?.version === 'L2');
      const versions = stream.figures('GL-B-S').map(({ version }) => version);
      expect(versions).toEqual(versions.toSorted((a, b) => a - b));
      expect(stream.figures('HL-A-B')).toHaveLength(1);
      await stream.close();
    });

    it('the price at the instant a sale opens and closes', async () => {
      const stream = await openStream(`${url}/api/stream?skus=HL-A-B`);
      const opens = new Date(Date.now() + 1500);
      const closes = new Date(opens.getTime() + 1000);
      await installation.publish('pricing.prices', [
        state(
          'pricing.prices',
          price('HL-A-B', '19.99', { version: 'S1', kind: 'sale', validFrom: opens, validTo: closes }),
        ),
      ]);
      await until(() => stream.figures('HL-A-B').at(-1)?.price?.because === 'sale');
      expect(Date.now()).toBeGreaterThanOrEqual(opens.getTime());
      await until(() => stream.figures('HL-A-B').at(-1)?.price?.version === 'L1');
      expect(Date.now()).toBeGreaterThanOrEqual(closes.getTime());
      await stream.close();
    });

    it('the age of the figures when a flow falls silent', async () => {
      const stream = await openStream(`${url}/api/stream?skus=HL-A-B`);
      await until(() => stream.frames.length > 0);
      expect(stream.frames[0]?.ages).toMatchObject({ stock: { late: false } });
      const heardAt = new Date(Date.now() - 120_000);
      await installation.publish('integration.flows', [state('integration.flows', flow('stock', heardAt))]);
      await until(() =>
        stream.frames.some(({ ages }) => (ages as { stock?: { late: boolean } })?.stock?.late),
      );
      await installation.publish('integration.flows', [
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
      expect(cookie).toMatch(/^cart=[\w-]{22}; Path=\/api; Max-Age=\d+; HttpOnly; SameSite=Lax$/);
      const jar = cookie.split(';', 1)[0] as string;
      expect(put.body).toMatchObject({ orderable: true, units: 2, quote: { gross: '89.17', net: '74.93' } });
      await installation.publish('pricing.prices', [
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
    ])('and answers %i to %o', async (status, line) => {
      await api().put('/api/cart/lines').send(line).expect(status);
    });

    it('and takes JSON only', async () => {
      await api().put('/api/cart/lines').type('form').send('sku=HL-A-R&quantity=1').expect(415);
    });
  });

  describe('takes orders', () => {
    const place = (body: object, idempotencyKey: string = key()) =>
      api().post('/api/orders').set('idempotency-key', idempotencyKey).send(body);
    const requested = (orderNumber: string) =>
      until(() => installation.seen('orders.requests').find((record) => record.key === orderNumber));

    it('and answers 202 while nobody decides; the request and its recipient are published once', async () => {
      const idempotencyKey = key();
      const body = order([{ sku: 'HL-A-B', quantity: 2, priceVersion: 'L1' }], { total: '89.17' });
      const first = await place(body, idempotencyKey).expect(202);
      expect(first.headers['location']).toBe(`/api/orders/${first.body.order}`);
      expect(first.body).toMatchObject({ state: 'placed', decided: false, gross: '89.17' });
      const again = await place(body, idempotencyKey).expect(202);
      expect(again.body.order).toBe(first.body.order);
      const record = await requested(first.body.order);
      expect(record.value).toMatchObject({
        account: 'A-GUESTS',
        gross: '89.17',
        net: '74.93',
        tax: '14.24',
        rounding: 'tax-group',
      });
      expect(JSON.stringify(record.value)).not.toMatch(/Ada|example|Weg/);
      const recipients = await until(() => {
        const found = installation.seen('orders.recipients').filter((one) => one.key === first.body.order);
        return found.length > 0 && found;
      });
      expect(recipients).toHaveLength(1);
      expect(recipients[0]?.value).toMatchObject({ email: 'Ada@example.com', country: 'DE', company: null });
      expect(installation.seen('orders.requests').filter((one) => one.key === first.body.order)).toHaveLength(
        1,
      );
    });

    it('and answers 201 with the decision, the same again to the same key', async () => {
      const idempotencyKey = key();
      const body = order([{ sku: 'HL-A-B', quantity: 1 }]);
      const answering = place(body, idempotencyKey)
        .expect(201)
        .then((response) => response);
      const record = await until(() =>
        installation
          .seen('orders.requests')
          .findLast(({ type, value }) => type === 'OrderRequested' && value.lines[0]?.quantity === 1),
      );
      if (record.type !== 'OrderRequested') throw new Error('not a request');
      await installation.publish('orders.orders', [state('orders.orders', orderFrom(record.value))]);
      const first = await answering;
      expect(first.body).toMatchObject({ state: 'confirmed', decided: true });
      const again = await place(body, idempotencyKey).expect(201);
      expect(again.body).toEqual(first.body);
    });

    it('once, however many ask with the same key at the same time', async () => {
      const idempotencyKey = key();
      const body = order([{ sku: 'HL-A-B', quantity: 3 }]);
      const answers = await Promise.all(Array.from({ length: 5 }, () => place(body, idempotencyKey)));
      expect(new Set(answers.map((answer) => answer.body.order)).size).toBe(1);
      expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 202, 202]);
    });

    it('but not another one with the same key', async () => {
      const idempotencyKey = key();
      await place(order([{ sku: 'HL-A-B', quantity: 1 }]), idempotencyKey);
      const { body } = await place(order([{ sku: 'HL-A-B', quantity: 2 }]), idempotencyKey).expect(422);
      expect(body.type).toBe('urn:throughline:problem:idempotency-key-reused');
    });

    it.each([
      ['Idempotency-Key', 400, order([{ sku: 'HL-A-B', quantity: 1 }]), ''],
      [
        'recipient.email',
        400,
        order([{ sku: 'HL-A-B', quantity: 1 }], { recipient: { ...recipient, email: 'no' } }),
        key(),
      ],
      [
        'recipient.street',
        400,
        order([{ sku: 'HL-A-B', quantity: 1 }], { recipient: { ...recipient, street: ' ' } }),
        key(),
      ],
      ['lines', 400, order([]), key()],
      ['lines[0].quantity', 400, order([{ sku: 'HL-A-B', quantity: 0 }]), key()],
      ['lines[0].sku', 422, order([{ sku: 'NONE', quantity: 1 }]), key()],
      ['country', 422, order([{ sku: 'HL-A-B', quantity: 1 }], { country: 'JP' }), key()],
      ['lines[0].priceVersion', 409, order([{ sku: 'HL-A-B', quantity: 1, priceVersion: 'OLD' }]), key()],
    ])('naming %s when it does not fit (%i)', async (field, status, body, idempotencyKey) => {
      const response = await place(body, idempotencyKey).expect(status);
      expect(response.headers['content-type']).toContain('application/problem+json');
      expect(response.body.errors.map((error: { field: string }) => error.field)).toContain(field);
    });

    it('not at a total that was not shown', async () => {
      const { body } = await place(order([{ sku: 'HL-A-B', quantity: 2 }], { total: '80' })).expect(409);
      expect(body).toMatchObject({ type: 'urn:throughline:problem:total-changed', total: '89.17' });
    });

    it('and shows them to who holds the token alone', async () => {
      const { body } = await place(order([{ sku: 'HL-A-B', quantity: 4 }])).expect(202);
      await api().get(`/api/orders/${body.order}`).expect(404);
      await api().get(`/api/orders/${body.order}`).set('x-order-token', 'A'.repeat(22)).expect(404);
      await api().get(`/api/orders/W000000000`).set('x-order-token', body.token).expect(404);
      const mine = await api().get(`/api/orders/${body.order}`).set('x-order-token', body.token).expect(200);
      expect(mine.body).toMatchObject({
        order: body.order,
        steps: [{ step: 'received' }],
        cancellable: true,
      });
      expect(mine.body).not.toHaveProperty('token');
    });

    it('which number and e-mail address give back, and nothing else does', async () => {
      const { body } = await place(order([{ sku: 'HL-A-B', quantity: 4 }])).expect(202);
      const lookUp = (email: string, number = body.order) =>
        api().post('/api/orders/lookup').send({ order: number, email });
      const found = await lookUp(' ada@EXAMPLE.com', body.order.toLowerCase()).expect(200);
      expect(found.body.token).toBe(body.token);
      expect(String(found.headers['set-cookie'])).toContain(`order_${body.order}=`);
      await lookUp('bob@example.com').expect(404);
      await lookUp('ada@example.com', 'W000000000').expect(404);
    });

    it('that follow live to their end, and say why they were rejected and what to do', async () => {
      const { body } = await place(order([{ sku: 'BO-D', quantity: 2 }])).expect(202);
      const record = await requested(body.order);
      if (record.type !== 'OrderRequested') throw new Error('not a request');
      const stream = await openStream(`${url}/api/stream?order=${body.order}`, {
        'x-order-token': body.token,
      });
      await until(() => stream.frames[0]?.order?.state === 'placed');
      const line = {
        line: 1,
        sku: 'BO-D',
        reason: 'out-of-stock',
        available: 0,
        price: null,
        priceVersion: null,
      };
      await installation.publish('orders.orders', [
        state(
          'orders.orders',
          orderFrom(record.value, {
            state: 'rejected',
            rejection: { reason: 'out-of-stock', lines: [line] },
          }),
        ),
      ]);
      const seen = await until(() => stream.frames.find((frame) => frame.order?.state === 'rejected')?.order);
      expect(seen.rejection?.lines[0]).toMatchObject({
        reason: 'out-of-stock',
        available: 0,
        now: { stock: { state: 'back-order', backOrderable: 10, expectedOn: '2026-12-24' } },
      });
      await stream.close();
      const refused = await fetch(`${url}/api/stream?order=${body.order}`);
      expect(refused.status).toBe(404);
    });

    it('and asks for their cancellation once', async () => {
      const { body } = await place(order([{ sku: 'HL-A-B', quantity: 5 }])).expect(202);
      const cancel = () =>
        api()
          .post(`/api/orders/${body.order}/cancellation`)
          .set('x-order-token', body.token)
          .send({ reason: 'too late' });
      expect((await cancel().expect(202)).body).toMatchObject({
        cancellationRequested: true,
        cancellable: false,
      });
      await cancel().expect(202);
      const records = await until(() => {
        const found = installation.seen('orders.requests').filter((record) => record.key === body.order);
        return found.length > 1 && found;
      });
      expect(records.map(({ type, sequence }) => [type, sequence])).toEqual([
        ['OrderRequested', 1],
        ['CancellationRequested', 2],
      ]);
      await api().post(`/api/orders/${body.order}/cancellation`).send({}).expect(404);
    });

    it('and shows none that began elsewhere', async () => {
      const { body } = await place(order([{ sku: 'HL-A-B', quantity: 6 }])).expect(202);
      const record = await requested(body.order);
      if (record.type !== 'OrderRequested') throw new Error('not a request');
      await installation.publish('orders.orders', [
        state('orders.orders', orderFrom({ ...record.value, order: 'demo:4711' }, { origin: 'telephone' })),
      ]);
      await api().get('/api/orders/demo:4711').set('x-order-token', body.token).expect(404);
    });
  });

  it('tells pages of each replica, and keeps a guest from guessing at orders', async () => {
    const replica = await installation.startService('storefront', StorefrontModule, {
      environment: { RATE_LIMIT_WRITES: '600' },
    });
    await replica.listen(0, '127.0.0.1');
    const streams = await Promise.all(
      [url, await replica.getUrl()].map((base) => openStream(`${base}/api/stream?skus=GL-B-S`)),
    );
    await installation.publish('inventory.availability', [
      state('inventory.availability', availability('GL-B-S', 3)),
    ]);
    for (const stream of streams) await until(() => stream.figures('GL-B-S').at(-1)?.stock.available === 3);
    await Promise.all(streams.map((stream) => stream.close()));

    const guess = { order: 'W000000000', email: 'somebody@example.com' };
    const lookUp = () => supertest(replica.getHttpServer()).post('/api/orders/lookup').send(guess);
    const answers = [];
    for (let n = 0; n < 21; n += 1) answers.push((await lookUp()).status);
    expect(answers.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => 404));
    expect(answers[20]).toBe(429);
  });

  it('keeps changes to what is not there away', async () => {
    await api().get('/api/nothing').expect(404);
    await api().delete('/api/cart').expect(405);
  });
});

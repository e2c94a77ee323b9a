import { until } from '@throughline/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStream } from '../fixtures/event-stream.ts';
import { orderFrom, state } from '../fixtures/records.ts';
import { type Shop, startShop } from '../fixtures/shop.ts';

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

describe('the shop takes orders', () => {
  let shop: Shop;
  const api = () => shop.api();
  const place = (body: object, idempotencyKey: string = key()) =>
    api().post('/api/orders').set('idempotency-key', idempotencyKey).send(body);
  const requested = (orderNumber: string) =>
    until(() => shop.installation.seen('orders.requests').find((record) => record.key === orderNumber));

  beforeAll(async () => {
    shop = await startShop();
  });
  afterAll(() => shop?.installation.stop());

  it('and responds 202 while nobody decides; the request and its recipient are published once', async () => {
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
      const found = shop.installation.seen('orders.recipients').filter((one) => one.key === first.body.order);
      return found.length > 0 && found;
    });
    expect(recipients).toHaveLength(1);
    expect(recipients[0]?.value).toMatchObject({ email: 'Ada@example.com', country: 'DE', company: null });
    expect(
      shop.installation.seen('orders.requests').filter((one) => one.key === first.body.order),
    ).toHaveLength(1);
  });

  it('and responds 201 with the decision where that comes at once, the same again to the same key', async () => {
    const body = order([{ sku: 'HL-A-B', quantity: 1 }]);
    /** Asks with a new key, and decides as soon as the request is published. */
    const ask = async () => {
      const idempotencyKey = key();
      const known = new Set(shop.installation.seen('orders.requests').map((record) => record.key));
      const responding = place(body, idempotencyKey).then((response) => response);
      const record = await until(() =>
        shop.installation.seen('orders.requests').find((one) => !known.has(one.key)),
      );
      if (record.type !== 'OrderRequested') throw new Error('not a request');
      await shop.installation.publish('orders.orders', [state('orders.orders', orderFrom(record.value))]);
      return { idempotencyKey, response: await responding };
    };
    // The shop waits a moment for the decision; on a busy machine it may come later, and another one in time.
    const { idempotencyKey, response } = await until(async () => {
      const asked = await ask();
      return asked.response.status === 201 && asked;
    });
    expect(response.body).toMatchObject({ state: 'confirmed', decided: true });
    const again = await place(body, idempotencyKey).expect(201);
    expect(again.body).toEqual(response.body);
  });

  it('once, however many ask with the same key at the same time', async () => {
    const idempotencyKey = key();
    const body = order([{ sku: 'HL-A-B', quantity: 3 }]);
    const responses = await Promise.all(Array.from({ length: 5 }, () => place(body, idempotencyKey)));
    expect(new Set(responses.map((response) => response.body.order)).size).toBe(1);
    expect(responses.map(({ status }) => status)).toEqual([202, 202, 202, 202, 202]);
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
    const stream = await openStream(`${shop.url}/api/stream?order=${body.order}`, {
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
    await shop.installation.publish('orders.orders', [
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
    const refused = await fetch(`${shop.url}/api/stream?order=${body.order}`);
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
      const found = shop.installation.seen('orders.requests').filter((record) => record.key === body.order);
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
    await shop.installation.publish('orders.orders', [
      state('orders.orders', orderFrom({ ...record.value, order: 'demo:4711' }, { origin: 'telephone' })),
    ]);
    await api().get('/api/orders/demo:4711').set('x-order-token', body.token).expect(404);
  });
});

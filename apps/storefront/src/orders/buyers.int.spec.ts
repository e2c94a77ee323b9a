import { until } from '@throughline/testing';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStream } from '../fixtures/event-stream.ts';
import { orderFrom, state } from '../fixtures/records.ts';
import { type Shop, startShop } from '../fixtures/shop.ts';

const ada = {
  name: 'Ada Muster',
  street: 'Lindenstraße 5',
  postalCode: '10115',
  city: 'Berlin',
  email: 'ada@example.com',
};
const order = (recipient: object = ada, more: object = {}) => ({
  country: 'DE',
  shippingMethod: 'standard',
  lines: [{ sku: 'HL-A-B', quantity: 2 }],
  recipient,
  ...more,
});
const key = (): string => crypto.randomUUID();

let shop: Shop;
beforeAll(async () => {
  shop = await startShop();
});
afterAll(() => shop?.installation.stop());

const place = (body: object, headers: Record<string, string> = {}) =>
  shop
    .api()
    .post('/api/orders')
    .set({ 'idempotency-key': key(), ...headers })
    .send(body);
const requestOf = (number: string) =>
  until(() => {
    const record = shop.installation.seen('orders.requests').find((one) => one.key === number);
    return record?.type === 'OrderRequested' && record.value;
  });
/** The cookie of a cart with two helmets in it. */
async function newCart(): Promise<string> {
  const { headers } = await shop
    .api()
    .put('/api/cart/lines')
    .send({ sku: 'HL-A-B', quantity: 2 })
    .expect(200);
  return String(headers['set-cookie']).split(';', 1)[0] as string;
}
const tell = (value: Parameters<typeof orderFrom>[0], more: Parameters<typeof orderFrom>[1]) =>
  shop.installation.publish('orders.orders', [state('orders.orders', orderFrom(value, more))]);

describe('orders of one guest', () => {
  it('have marks in common that say nothing of a person', async () => {
    const markOf = async (recipient: object) =>
      (await requestOf((await place(order(recipient)).expect(202)).body.order)).buyer;
    const [email, address] = await markOf(ada);
    expect(await markOf({ ...ada, name: 'A. M.', email: 'ADA@example.com' })).toEqual([email, address]);
    const eda = await markOf({ ...ada, email: 'eda@example.com', street: 'Lindenstr. 5' });
    expect(eda[0]).not.toBe(email);
    expect(eda[1]).toBe(address);
    for (const mark of [email, address]) expect(mark).toMatch(/^[\w-]{22}$/);
  });
});

describe('an order that is placed again', () => {
  it('is refused when the same was ordered from the cart a moment ago, with the number of that', async () => {
    const cookie = await newCart();
    const first = await place(order(), { cookie }).expect(202);
    const corrected = order({ ...ada, phone: '030 1' });
    const refused = await place(corrected, { cookie }).expect(409);
    expect(refused.body).toMatchObject({
      type: 'urn:throughline:problem:ordered-a-moment-ago',
      status: 409,
      order: first.body.order,
      placedAt: expect.stringMatching(/^\d{4}-/),
    });
    expect(refused.headers['set-cookie']).toBeUndefined();

    const second = await place({ ...corrected, anyway: true }, { cookie }).expect(202);
    expect(second.body.order).not.toBe(first.body.order);
    const third = await place(corrected, { cookie }).expect(409);
    expect(third.body.order).toBe(second.body.order);
  });

  it('is the same order under the same key', async () => {
    const cookie = await newCart();
    const headers = { cookie, 'idempotency-key': key() };
    const first = await place(order(), headers).expect(202);
    expect((await place(order(), headers).expect(202)).body.order).toBe(first.body.order);
  });

  it.each([
    ['from another cart', () => newCart(), order()],
    ['of other lines', undefined, order(ada, { lines: [{ sku: 'HL-A-B', quantity: 3 }] })],
    ['by somebody else', undefined, order({ ...ada, email: 'eda@example.com' })],
  ])('is taken %s', async (_, another, body) => {
    const cookie = await newCart();
    await place(order(), { cookie }).expect(202);
    await place(body, { cookie: (await another?.()) ?? cookie }).expect(202);
  });

  it('is taken from no cart: programs have none', async () => {
    await place(order()).expect(202);
    await place(order()).expect(202);
  });

  it.each(['rejected', 'cancelled'])('is taken when the first was %s', async (ended) => {
    const cookie = await newCart();
    const { body } = await place(order(), { cookie }).expect(202);
    await tell(await requestOf(body.order), { state: ended });
    await until(async () => (await place(order(), { cookie })).status === 202);
  });

  it('is taken after ten minutes', async () => {
    const cookie = await newCart();
    const { body } = await place(order(), { cookie }).expect(202);
    await shop.app
      .get(DataSource)
      .query(
        `update placed_orders set placed_at = placed_at - interval '10 minutes' where order_number = $1`,
        [body.order],
      );
    await place(order(), { cookie }).expect(202);
  });
});

describe('a cart', () => {
  const put = (cookie: string) => shop.api().put('/api/cart/lines').set('cookie', cookie);
  const line = { sku: 'HL-A-B', quantity: 2 };

  it('is not made under a token that somebody has chosen', async () => {
    const chosen = 'chosen-by-somebody-else';
    const { headers, body } = await put(`cart=${chosen}`).send(line).expect(200);
    expect(body.units).toBe(2);
    const made = /^cart=([\w-]{22});/.exec(String(headers['set-cookie']))?.[1];
    expect(made).toBeDefined();
    const theirs = await shop.api().get('/api/cart').set('cookie', `cart=${chosen}`).expect(200);
    expect(theirs.body.lines).toEqual([]);
    const own = await shop.api().get('/api/cart').set('x-cart-token', String(made)).expect(200);
    expect(own.body.units).toBe(2);
  });

  it('stays under the token that the shop has made, also once it is empty', async () => {
    const cookie = await newCart();
    await put(cookie)
      .send({ ...line, quantity: 0 })
      .expect(200);
    const again = await put(cookie).send(line).expect(200);
    expect(String(again.headers['set-cookie'])).toContain(`${cookie};`);
  });
});

describe('an order', () => {
  const at = new Date('2026-11-20T12:00:00Z');
  const history = [
    { step: 'received', at, detail: null },
    { step: 'review', at, detail: 'order-worth' },
  ];
  const review = { reason: 'order-worth', since: at };

  it('that a person has to confirm says so, in the answer, on its page and on the stream', async () => {
    const headers = { 'idempotency-key': key() };
    const { body } = await place(order(), headers).expect(202);
    expect(body).toMatchObject({ decided: false, review: null, heldUntil: null, cancellation: 'none' });
    const stream = await openStream(`${shop.url}/api/stream?order=${body.order}`, {
      'x-order-token': body.token as string,
    });
    await tell(await requestOf(body.order), { state: 'placed', history, review });
    const shown = { state: 'placed', decided: false, review: { ...review, since: at.toISOString() } };
    await until(() => stream.frames.some((frame) => frame.order?.review));
    await stream.close();
    const page = await shop
      .api()
      .get(`/api/orders/${body.order}`)
      .set('x-order-token', body.token)
      .expect(200);
    expect(page.body).toMatchObject(shown);
    const again = await place(order(), headers).expect(202);
    expect(again.body).toMatchObject({ ...shown, order: body.order });
  });

  it('says until when it is held, and what became of its cancellation', async () => {
    const { body } = await place(order()).expect(202);
    const request = await requestOf(body.order);
    const get = async () =>
      (await shop.api().get(`/api/orders/${body.order}`).set('x-order-token', body.token).expect(200)).body;
    await tell(request, { heldUntil: at });
    await until(async () => (await get()).heldUntil === at.toISOString());
    const asked = await shop
      .api()
      .post(`/api/orders/${body.order}/cancellation`)
      .set('x-order-token', body.token)
      .send({})
      .expect(202);
    expect(asked.body).toMatchObject({ cancellation: 'requested', cancellationRequested: true });
    await tell(request, { state: 'shipped', cancellationRefusal: { reason: 'too-late', at } });
    await until(async () => (await get()).cancellation === 'too-late');
    expect(await get()).toMatchObject({ heldUntil: null, cancellable: false });
  });
});

import { until } from '@throughline/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStream } from './fixtures/event-stream.ts';
import { availability, orderFrom, price, product, state } from './fixtures/records.ts';
import { type Shop, startShop } from './fixtures/shop.ts';
import { newToken } from './web/guest.cookies.ts';

const recipient = {
  name: 'Ada Muster',
  street: 'Weg 1',
  postalCode: '10115',
  city: 'Berlin',
  email: 'ada@example.com',
};

describe('a shopper', () => {
  let shop: Shop;
  const api = () => shop.api();
  beforeAll(async () => {
    shop = await startShop();
  });
  afterAll(() => shop?.installation.stop());

  /** The token of a cart that the shop has made, with one piece in it. */
  const newCart = async (sku: string): Promise<string> => {
    const { headers } = await api().put('/api/cart/lines').send({ sku, quantity: 1 }).expect(200);
    return /^cart=([^;]+)/.exec(String(headers['set-cookie']))?.[1] ?? '';
  };
  const put = (cart: string, sku: string, quantity: number) =>
    api().put('/api/cart/lines').set('x-cart-token', cart).send({ sku, quantity });
  const cartOf = async (cart: string) =>
    (await api().get('/api/cart').set('x-cart-token', cart).expect(200)).body;
  const place = (lines: object[], more: object, cart: string, key: string = crypto.randomUUID()) =>
    api()
      .post('/api/orders')
      .set('idempotency-key', key)
      .set('x-cart-token', cart)
      .send({ country: 'DE', shippingMethod: 'standard', lines, recipient, ...more });

  it('changes a quantity in a cart that is full, and is told when another line is too many', async () => {
    const skus = Array.from({ length: 101 }, (_, number) => `FULL-${String(number).padStart(3, '0')}`);
    await shop.installation.publish(
      'catalog.products',
      skus.map((sku) => state('catalog.products', product(sku))),
    );
    await until(async () => (await api().get(`/api/products/${skus.at(-1)}`)).status === 200);
    const cart = await newCart(skus[0] ?? '');
    for (const sku of skus.slice(0, 100)) await put(cart, sku, 1).expect(200);
    const { body } = await put(cart, skus[0] ?? '', 7).expect(200);
    expect(body.lines).toHaveLength(100);
    expect(body.lines[0]).toMatchObject({ sku: 'FULL-000', quantity: 7 });
    const refused = await put(cart, skus[100] ?? '', 1).expect(409);
    expect(refused.body.type).toBe('urn:throughline:problem:cart-full');
    await put(cart, skus[1] ?? '', 0).expect(200);
    await put(cart, skus[100] ?? '', 1).expect(200);
  });

  it('orders what the cart holds, and nothing that was removed elsewhere', async () => {
    const cart = await newCart('HL-A-R');
    await put(cart, 'HL-A-R', 1).expect(200);
    await put(cart, 'GL-B-S', 2).expect(200);
    const both = [
      { sku: 'HL-A-R', quantity: 1 },
      { sku: 'GL-B-S', quantity: 2 },
    ];
    await put(cart, 'GL-B-S', 0).expect(200);
    const refused = await place(both, { wholeCart: true }, cart).expect(409);
    expect(refused.body).toMatchObject({ type: 'urn:throughline:problem:cart-changed', status: 409 });
    expect((await cartOf(cart)).lines).toMatchObject([{ sku: 'HL-A-R', quantity: 1 }]);

    const key = crypto.randomUUID();
    const taken = await place(both.slice(0, 1), { wholeCart: true }, cart, key).expect(202);
    expect((await cartOf(cart)).lines).toEqual([]);
    // Sent again, since the answer was lost: the cart is empty now, and the order is the same.
    const again = await place(both.slice(0, 1), { wholeCart: true }, cart, key).expect(202);
    expect(again.body.order).toBe(taken.body.order);
    // Who orders without a cart says nothing of one.
    await place(both, {}, newToken()).expect(202);
  });

  it('is told beside the field that a postal code is none of the country', async () => {
    const refused = await place(
      [{ sku: 'HL-A-R', quantity: 1 }],
      { recipient: { ...recipient, postalCode: 'ABC' } },
      newToken(),
    ).expect(422);
    expect(refused.body.errors).toEqual([
      {
        ...{ field: 'recipient.postalCode', in: 'body' },
        message: 'is not a postal code of DE, such as 10115',
      },
    ]);
    const { body } = await api().get('/api/shop').expect(200);
    expect(body.countries).toMatchObject([
      { country: 'DE', postalCode: { pattern: '^\\d{5}$', example: '10115' } },
      { country: 'FR' },
    ]);
  });

  it('sees where an order goes to and which variant it is, nobody else, and not once that is erased', async () => {
    const { body: placed } = await place([{ sku: 'HL-A-R', quantity: 1 }], {}, newToken()).expect(202);
    expect(placed.recipient).toBeNull();
    const look = () =>
      api().get(`/api/orders/${placed.order}`).set('x-order-token', placed.token).expect(200);
    const seen = await until(async () => {
      const { body } = await look();
      return body.recipient && body;
    });
    expect(seen).toMatchObject({
      recipient: {
        ...{ name: 'Ada Muster', company: null, street: 'Weg 1', street2: null },
        ...{ postalCode: '10115', city: 'Berlin', country: 'DE', region: null },
      },
      lines: [{ sku: 'HL-A-R', model: 'HL-A', color: 'red', added: false }],
      taxes: [{ rate: '19' }],
    });
    expect(JSON.stringify(seen)).not.toContain('ada@example.com');
    await api().get(`/api/orders/${placed.order}`).expect(404);

    const stream = await openStream(`${shop.url}/api/stream?order=${placed.order}`, {
      'x-order-token': placed.token,
    });
    await until(() => stream.frames.some(({ order }) => order?.recipient?.name === 'Ada Muster'));
    const request = await until(() =>
      shop.installation.seen('orders.requests').find(({ key }) => key === placed.order),
    );
    if (request.type !== 'OrderRequested') throw new Error('not a request');
    await shop.installation.publish('orders.orders', [
      state('orders.orders', orderFrom(request.value, { state: 'confirmed' })),
    ]);
    await shop.installation.publish('orders.recipients', [
      { type: 'Recipient', key: placed.order, sequence: 2, time: new Date(), value: null },
    ]);
    await until(async () => (await look()).body.recipient === null);
    await until(() => stream.frames.at(-1)?.order?.recipient === null);
    await stream.close();
  });

  it('hears at once that what is looked at was withdrawn, and that it came back', async () => {
    const sku = 'WITHDRAWN';
    const there = () => state('catalog.products', product(sku));
    await shop.installation.publish('catalog.products', [there()]);
    await shop.installation.publish('pricing.prices', [state('pricing.prices', price(sku, '10'))]);
    await shop.installation.publish('inventory.availability', [
      state('inventory.availability', availability(sku, 5)),
    ]);
    await until(async () => (await api().get(`/api/products/${sku}`)).status === 200);
    const cart = await newCart(sku);
    await until(async () => (await put(cart, sku, 1)).body.lines?.[0]?.orderable === true);
    const stream = await openStream(`${shop.url}/api/stream?skus=${sku}`);
    await until(() => stream.offers(sku).at(-1)?.stock.state === 'in-stock');

    await shop.installation.publish('catalog.products', [{ ...there(), value: null }]);
    await until(() => stream.offers(sku).at(-1)?.stock.state === 'discontinued');
    expect(stream.offers(sku).at(-1)).toMatchObject({
      price: null,
      stock: { available: 0, backOrderable: 0 },
    });
    await put(cart, sku, 2).expect(404);
    expect((await cartOf(cart)).lines).toMatchObject([
      { sku, color: 'red', changes: [{ kind: 'gone' }], orderable: false },
    ]);
    // A page that was away begins with it.
    const later = await openStream(`${shop.url}/api/stream?skus=${sku}`);
    await until(() => later.offers(sku).at(-1)?.stock.state === 'discontinued');
    await later.close();

    await shop.installation.publish('catalog.products', [there()]);
    await until(() => stream.offers(sku).at(-1)?.stock.state === 'in-stock');
    expect(stream.offers(sku).at(-1)?.price).toMatchObject({ amount: '11.9' });
    await stream.close();
  });
});

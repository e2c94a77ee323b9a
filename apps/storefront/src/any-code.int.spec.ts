import { randomUUID } from 'node:crypto';
import { codeFault, longestCode } from '@throughline/events';
import { until } from '@throughline/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStream } from './fixtures/event-stream.ts';
import { availability, price, product, state } from './fixtures/records.ts';
import { type Shop, startShop } from './fixtures/shop.ts';

/** Codes as back offices write them, the longest among them, and what fuzzing finds. */
const written = [
  ...[
    'TLB B2',
    'a,b',
    '1/2"',
    '100%',
    '%2F',
    '%25',
    'A+B',
    '#1',
    'x?y=z&w=v',
    `it's`,
    'ÄÖÜß',
    '🚲 🚲',
    '-',
    '...',
  ],
  ...[
    '../api/shop',
    'null',
    '__proto__',
    '${x}',
    '<b>',
    '\\',
    'x'.repeat(longestCode),
    '🚲'.repeat(longestCode / 2),
  ],
];
const fuzzed = fc.sample(
  fc
    .oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 40, size: 'max' }),
      fc.string({ unit: fc.constantFrom(...'A%25F,/+#?"&=; .Ä🚲'), minLength: 1, maxLength: 20 }),
    )
    .filter((text) => text === text.trim() && codeFault(text) === null),
  { numRuns: 20, seed: 11 },
);
const codes = [...new Set([...written, ...fuzzed])];
/** An address takes so many of the longest. */
const some = codes.filter((sku) => encodeURIComponent(sku).length < 200).slice(0, 45);
const query = (skus: readonly string[]) => skus.map((sku) => `sku=${encodeURIComponent(sku)}`).join('&');

describe('a code, whatever it holds,', () => {
  let shop: Shop;
  const api = () => shop.api();

  beforeAll(async () => {
    shop = await startShop();
    await shop.installation.publish(
      'catalog.products',
      codes.map((sku) => state('catalog.products', product(sku, { model: sku }))),
    );
    await shop.installation.publish(
      'pricing.prices',
      codes.map((sku) => state('pricing.prices', price(sku, '10'))),
    );
    await shop.installation.publish(
      'inventory.availability',
      codes.map((sku) => state('inventory.availability', availability(sku, 50))),
    );
    for (const sku of codes)
      await until(async () => {
        const { body } = await api().get(`/api/figures?${query([sku])}`);
        const [figure] = body.figures as { price: unknown; stock: { available: number } }[];
        return figure?.price && figure.stock.available === 50;
      });
  });
  afterAll(() => shop?.installation.stop());

  it('is shown on a page of its own, by its model and by its SKU', async () => {
    for (const sku of codes) {
      const { body } = await api()
        .get(`/api/products/${encodeURIComponent(sku)}`)
        .expect(200);
      expect(body).toMatchObject({ model: sku, skus: [{ sku, stock: { available: 50 } }] });
    }
  });

  it('is in the list, page by page', async () => {
    const seen: string[] = [];
    for (let after: string | null = ''; after !== null;) {
      const more: string = after ? `&after=${encodeURIComponent(after)}` : '';
      const { body } = await api().get(`/api/products?limit=7${more}`).expect(200);
      seen.push(...(body.products as { skus: string[] }[]).flatMap(({ skus }) => skus));
      after = body.next as string | null;
    }
    expect(codes.filter((sku) => !seen.includes(sku))).toEqual([]);
  });

  it('is put into a cart and ordered', async () => {
    const put = await api().put('/api/cart/lines').send({ sku: codes[0], quantity: 1 }).expect(200);
    const jar = String(put.headers['set-cookie']?.[0]).split(';', 1)[0] as string;
    for (const sku of codes)
      await api().put('/api/cart/lines').set('cookie', jar).send({ sku, quantity: 2 }).expect(200);
    const { body: cart } = await api().get('/api/cart').set('cookie', jar).expect(200);
    expect(cart.orderable).toBe(true);
    expect((cart.lines as { sku: string }[]).map(({ sku }) => sku).toSorted()).toEqual(codes.toSorted());
    const { body: order } = await api()
      .post('/api/orders')
      .set('cookie', jar)
      .set('idempotency-key', randomUUID())
      .send({
        country: 'DE',
        shippingMethod: 'standard',
        lines: codes.map((sku) => ({ sku, quantity: 2, priceVersion: 'L1' })),
        recipient: {
          ...{ name: 'Ada', street: 'Weg 1', postalCode: '10115', city: 'Berlin', email: 'ada@example.org' },
        },
      })
      .expect(202);
    const request = await until(() =>
      shop.installation
        .seen('orders.requests')
        .find(({ key, type }) => key === order.order && type === 'OrderRequested'),
    );
    expect(request.value).toMatchObject({ lines: codes.map((sku) => ({ sku })) });
    const { body: emptied } = await api().get('/api/cart').set('cookie', jar).expect(200);
    expect(emptied.lines).toEqual([]);
  });

  it('is told of by the stream of a page, and what is no code spoils no other', async () => {
    const nonsense = ['A|B', 'A\tB', 'x'.repeat(200), '', 'nobody knows it'];
    const stream = await openStream(`${shop.url}/api/stream?${query([...nonsense, ...some])}`);
    await until(() => stream.frames.length > 0);
    expect(stream.response.status).toBe(200);
    const told = stream.frames[0]!.figures.map(({ sku }) => sku).filter((sku) => some.includes(sku));
    expect(told.toSorted()).toEqual(some.toSorted());
    await shop.installation.publish(
      'inventory.availability',
      some.map((sku) => state('inventory.availability', availability(sku, 49))),
    );
    await until(() => some.every((sku) => stream.offers(sku).some(({ stock }) => stock.available === 49)));
    await stream.close();
    const { body } = await api()
      .get(`/api/figures?${query(['A|B', codes[0]!])}`)
      .expect(200);
    expect((body.figures as { sku: string }[]).map(({ sku }) => sku)).toEqual([codes[0]]);
  });

  it('goes into a list of those without commas as before, beside those that have some', async () => {
    const skus = async (text: string) => {
      const { body } = await api().get(`/api/figures?${text}`).expect(200);
      return (body.figures as { sku: string }[]).map(({ sku }) => sku).toSorted();
    };
    expect(await skus('skus=HL-A-R,BO-D')).toEqual(['BO-D', 'HL-A-R']);
    expect(await skus('skus=HL-A-R,A%7CB,BO-D&sku=a%2Cb')).toEqual(['BO-D', 'HL-A-R', 'a,b']);
    expect(await skus('sku=a%2Cb&sku=a%2Cb')).toEqual(['a,b']);
    const missing = await api().get('/api/figures').expect(400);
    expect(missing.body.errors).toEqual([{ field: 'sku', message: 'is missing', in: 'query' }]);
    const many = Array.from({ length: 501 }, (_, number) => `S${number}`);
    const refused = await api()
      .get(`/api/figures?skus=${many.join(',')}`)
      .expect(400);
    expect(refused.body.errors).toEqual([{ field: 'skus', message: 'are more than 500', in: 'query' }]);
  });
});

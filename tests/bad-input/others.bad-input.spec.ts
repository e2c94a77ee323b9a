import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { orderBody, type PlacedOrder, shopOf } from '../system/shop.ts';
import { sql } from '../system/sql.ts';
import { attach } from '../system/system.ts';
import { ask } from './answer.ts';
import { type Facts, gatherFacts } from './facts.ts';

const system = attach(inject('home'));
const shop = shopOf(system);
const api = (path: string) => `${system.endpoints().storefront}/api${path}`;
const json = { 'content-type': 'application/json' };

let facts: Facts;
let mine: PlacedOrder;
let theirs: PlacedOrder;
beforeAll(async () => {
  facts = await gatherFacts(system);
  const body = orderBody([{ sku: facts.sku, quantity: 1 }]);
  [mine, theirs] = [await shop.placeAndWait(body), await shop.placeAndWait(body)];
});

describe("somebody else's order", () => {
  it('is not there: neither to read, nor to follow, nor to cancel', async () => {
    const others = [
      {},
      { 'x-order-token': mine.token },
      { 'x-order-token': 'A'.repeat(22) },
      { 'x-order-token': '' },
      { cookie: `order_${mine.order}=${mine.token}` },
      { cookie: `order_${theirs.order}=${mine.token}; order_${theirs.order}=${'A'.repeat(22)}` },
      { cookie: `order_${mine.order}=${mine.token}; ${'x=y; '.repeat(500)}` },
      { authorization: `Bearer ${system.endpoints().tokens['order-desk']}` },
    ] as Record<string, string>[];
    for (const headers of others) {
      const where = JSON.stringify(headers).slice(0, 200);
      const read = await ask(api(`/orders/${theirs.order}`), { headers });
      expect([read.status, read.problem?.type], where).toEqual([
        404,
        'urn:throughline:problem:order-not-found',
      ]);
      expect((await ask(api(`/stream?order=${theirs.order}`), { headers })).status, where).toBe(404);
      const cancel = await ask(api(`/orders/${theirs.order}/cancellation`), {
        method: 'POST',
        headers: { ...json, ...headers },
        body: '{"reason":""}',
      });
      expect(cancel.status, where).toBe(404);
    }
    expect((await shop.order(theirs)).lines.map(({ cancelled }) => cancelled)).toEqual([0]);
  });

  it('is told of in the same words as one that does not exist', async () => {
    const [there, not] = await Promise.all(
      [theirs.order, 'W000000000'].map((order) => ask(api(`/orders/${order}`))),
    );
    const words = ({ problem }: typeof there & object) => ({ ...problem, traceId: undefined });
    expect(words(there!)).toEqual(words(not!));
  });

  it('is not found by a guess at its e-mail address', async () => {
    for (const email of [
      'nobody@nowhere.example',
      "' or 1=1--@nowhere.example",
      '%@%.example',
      '*@a.example',
    ]) {
      const { status } = await ask(api('/orders/lookup'), {
        method: 'POST',
        headers: json,
        body: JSON.stringify({ order: theirs.order, email }),
      });
      expect([400, 404, 429], email).toContain(status);
    }
  });
});

describe('an Idempotency-Key that is used again', () => {
  const keysOf = async () =>
    Number((await sql<{ n: string }>(system, 'storefront', 'select count(*) as n from placed_orders'))[0]?.n);

  it('gives one order, however many ask at once', async () => {
    const before = await keysOf();
    const body = orderBody([{ sku: facts.sku, quantity: 1 }]);
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 20 }, () => shop.place(body, key)));
    expect(new Set(answers.map(({ body: { order } }) => order)).size).toBe(1);
    expect(await keysOf()).toBe(before + 1);
  });

  it('is refused for another order, and gives nothing of the first away', async () => {
    const key = randomUUID();
    const first = await shop.place(orderBody([{ sku: facts.sku, quantity: 1 }]), key);
    const before = await keysOf();
    const second = await shop.place<object>(orderBody([{ sku: facts.sku, quantity: 2 }]), key);
    expect(second.status).toBe(422);
    expect(second.body).toMatchObject({ type: 'urn:throughline:problem:idempotency-key-reused' });
    expect(JSON.stringify(second.body)).not.toContain(first.body.order);
    expect(await keysOf()).toBe(before);
  });

  it.each(['', 'short', 'x'.repeat(129), 'with a space in it, long enough', 'ünprintable-and-long'])(
    'is refused when it is none: %s',
    async (key) => {
      const { status, problem } = await ask(api('/orders'), {
        method: 'POST',
        headers: { ...json, 'idempotency-key': key },
        body: JSON.stringify(orderBody([{ sku: facts.sku, quantity: 1 }])),
      });
      expect(status).toBe(400);
      expect(problem?.errors).toMatchObject([{ field: 'Idempotency-Key', in: 'header' }]);
    },
  );
});

describe("somebody else's cart", () => {
  it('is not reached by a token that is cut, lengthened or guessed', async () => {
    const headers = { ...json, 'x-cart-token': facts.cartToken };
    const put = await ask(api('/cart/lines'), {
      method: 'PUT',
      headers,
      body: JSON.stringify({ sku: facts.sku, quantity: 3 }),
    });
    expect(put.status).toBe(200);
    const linesOf = async (token: string) =>
      (
        JSON.parse((await ask(api('/cart'), { headers: { 'x-cart-token': token } })).text) as {
          lines: unknown[];
        }
      ).lines.length;
    expect(await linesOf(facts.cartToken)).toBe(1);
    for (const token of [
      facts.cartToken.slice(1),
      `${facts.cartToken}a`,
      facts.cartToken.toUpperCase(),
      "' or 1=1--",
    ])
      expect(await linesOf(token), token).toBe(0);
  });
});

describe('a cart that somebody else has chosen', () => {
  it('is not made: whoever puts something in gets another', async () => {
    const chosen = 'a'.repeat(22);
    const response = await fetch(api('/cart/lines'), {
      method: 'PUT',
      headers: { ...json, cookie: `cart=${chosen}` },
      body: JSON.stringify({ sku: facts.sku, quantity: 1 }),
    });
    expect(response.status).toBe(200);
    expect(response.headers.getSetCookie()[0]).toMatch(/^cart=[\w-]{22};/);
    expect(response.headers.getSetCookie()[0]).not.toContain(chosen);
    const theirs = await ask(api('/cart'), { headers: { cookie: `cart=${chosen}` } });
    expect(JSON.parse(theirs.text)).toMatchObject({ lines: [] });
  });
});

describe('an order with words that mean something elsewhere', () => {
  it('reaches the back office as it was written, and its pages show it as text', async () => {
    const name = `<script>alert('x')</script> Robert'); drop table`;
    const body = orderBody([{ sku: facts.sku, quantity: 1 }]);
    const recipient = { ...body.recipient, name, company: '${7*7} {{7*7}} =1+1' };
    const { order } = await shop.placeAndWait({ ...body, recipient });
    expect(order).toMatch(/^W/);
    const { backOffice } = system.endpoints();
    for (const path of ['/orders', `/orders?search=${encodeURIComponent(name)}`])
      expect((await ask(`${backOffice}${path}`)).text).not.toContain('<script>alert');
  });
});

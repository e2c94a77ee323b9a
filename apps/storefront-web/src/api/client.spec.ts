import { describe, expect, it } from 'vitest';
import { Refusal, Unreachable, shopApi } from './client.ts';

const audience = { country: 'DE', language: 'en' };

/** An API whose shop always responds likewise, with what was asked of it. */
function answering(respond: (request: Request) => Response | Promise<Response>) {
  const asked: Request[] = [];
  const api = shopApi({
    baseUrl: 'http://shop',
    fetch: async (request) => {
      asked.push(request);
      return respond(request);
    },
  });
  return { api, asked };
}

describe('the API', () => {
  it('gives the body of a response', async () => {
    const { api } = answering(() => Response.json({ order: 'W1', token: 't' }));
    await expect(api.findOrder('W1', 'ada@example.com')).resolves.toEqual({ order: 'W1', token: 't' });
  });

  it('asks for nothing that is not said', async () => {
    const { api, asked } = answering(() => Response.json({}));
    await api.products({ ...audience, family: undefined, search: '' });
    await api.products({ ...audience, family: 'BIKES', search: 'a & b', after: 'x' });
    expect(asked.map(({ url }) => url)).toEqual([
      'http://shop/api/products?country=DE&language=en',
      'http://shop/api/products?country=DE&language=en&family=BIKES&search=a%20%26%20b&after=x',
    ]);
  });

  it('asks for the cart of a region where there is one', async () => {
    const { api, asked } = answering(() => Response.json({}));
    await api.cart({ ...audience, region: 'A B' }, 'standard');
    await api.putLine({ ...audience, region: null }, 'express', { sku: 'TU-P', quantity: 2, unit: 'XCT' });
    expect(asked.map(({ url }) => url)).toEqual([
      'http://shop/api/cart?country=DE&language=en&shipping=standard&region=A%20B',
      'http://shop/api/cart/lines?country=DE&language=en&shipping=express',
    ]);
    expect(await asked[1]?.json()).toEqual({ sku: 'TU-P', quantity: 2, unit: 'XCT' });
  });

  it('tells when the cart holds something else, and not while it is refused', async () => {
    let told = 0;
    const respond = { status: 200 };
    const api = shopApi(
      { baseUrl: 'http://shop', fetch: async () => Response.json({}, respond) },
      () => void (told += 1),
    );
    const order = { country: 'DE', shippingMethod: 'standard', lines: [], recipient: {} } as never;
    await api.cart(audience, 'standard');
    await api.shop();
    expect(told).toBe(0);
    await api.putLine(audience, 'standard', { sku: 'TU-P', quantity: 0 });
    await api.acknowledge(audience, 'standard');
    await api.placeOrder(order, 'key');
    expect(told).toBe(3);
    respond.status = 409;
    await expect(api.putLine(audience, 'standard', { sku: 'TU-P', quantity: 1 })).rejects.toThrow(Refusal);
    await expect(api.placeOrder(order, 'key')).rejects.toThrow(Refusal);
    expect(told).toBe(3);
  });

  it('keeps a name in one part of the address', async () => {
    const { api, asked } = answering(() => Response.json({}));
    await api.product('a/b?c', audience);
    expect(asked[0]?.url).toBe('http://shop/api/products/a%2Fb%3Fc?country=DE&language=en');
  });

  it('sends JSON, and the key of an order', async () => {
    const { api, asked } = answering(() => Response.json({}, { status: 202 }));
    const recipient = { name: 'A', street: 'B', postalCode: '1', city: 'C', email: 'a@example.com' };
    const order = { country: 'DE', shippingMethod: 'standard' as const, lines: [], recipient };
    await api.placeOrder(order, 'a-key');
    expect(asked[0]?.headers.get('idempotency-key')).toBe('a-key');
    expect(asked[0]?.headers.get('content-type')).toBe('application/json');
    expect(await asked[0]?.json()).toEqual(order);
  });

  it('throws what the shop says when it refuses', async () => {
    const problem = { type: 'urn:throughline:problem:price-changed', title: 'Conflict', status: 409 };
    const { api } = answering(() => Response.json(problem, { status: 409 }));
    const error = await api.order('W1').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Refusal);
    expect(error).toMatchObject({ problem, kind: 'price-changed', message: 'Conflict' });
  });

  it.each(['<h1>Bad Gateway</h1>', '{"error":"no"}', 'null', ''])(
    'makes a problem of a refusal that is none: %j',
    async (body) => {
      const { api } = answering(() => new Response(body, { status: 502, statusText: 'Bad Gateway' }));
      await expect(api.shop()).rejects.toMatchObject({
        problem: { type: 'about:blank', title: 'Bad Gateway', status: 502 },
      });
    },
  );

  it('tells a shop that cannot be reached from a page that has gone on', async () => {
    const { api } = answering(() => Promise.reject(new TypeError('fetch failed')));
    await expect(api.shop()).rejects.toBeInstanceOf(Unreachable);
    const gone = AbortSignal.abort();
    await expect(api.shop(gone)).rejects.not.toBeInstanceOf(Unreachable);
  });
});

import fastifyCookie from '@fastify/cookie';
import { fastify } from 'fastify';
import { expect, it } from 'vitest';
import { cartToken, keepCart, keepOrder, newToken, orderToken } from './guest.cookies.ts';

const token = newToken();
const other = newToken();

const server = fastify({ trustProxy: true });
await server.register(fastifyCookie);
server.get('/tokens', (request) => ({ cart: cartToken(request), order: orderToken(request, 'W-1') }));
server.get('/keep', (_, reply) => {
  keepCart(reply, token);
  keepOrder(reply, 'W-1', other);
  return {};
});

/** What is read of a request with such headers. */
async function read(headers: Record<string, string>): Promise<unknown> {
  return (await server.inject({ url: '/tokens', headers })).json();
}

it('are read by their names, the first of a name', async () => {
  const cookie = `a=1; cart=${token};order_W-1=${other}; cart=${other}; xcart=${other}`;
  expect(await read({ cookie })).toEqual({ cart: token, order: other });
  expect(await read({ cookie: `xcart=${token}; order_W-2=${other}` })).toEqual({ cart: null, order: null });
  expect(await read({})).toEqual({ cart: null, order: null });
});

it('stand behind the header that programs send', async () => {
  const cookie = `cart=${token}; order_W-1=${token}`;
  expect(await read({ cookie, 'x-cart-token': other, 'x-order-token': 'short' })).toEqual({
    cart: other,
    order: null,
  });
});

it.each([
  'cart',
  'cart=',
  'cart=short',
  `cart=${'A'.repeat(65)}`,
  'cart=%',
  `cart=%00${'A'.repeat(22)}`,
  ';;=',
])('are none when they have another shape: %s', async (cookie) => {
  expect(await read({ cookie })).toEqual({ cart: null, order: null });
});

it.each([
  ['http', ''],
  ['https', '; Secure'],
])('are out of reach of scripts and of other sites, over %s', async (protocol, secure) => {
  const { headers } = await server.inject({ url: '/keep', headers: { 'x-forwarded-proto': protocol } });
  const day = 24 * 60 * 60;
  const attributes = (days: number) => `Max-Age=${days * day}; Path=/api; HttpOnly${secure}; SameSite=Lax`;
  expect(headers['set-cookie']).toEqual([
    `cart=${token}; ${attributes(60)}`,
    `order_W-1=${other}; ${attributes(180)}`,
  ]);
});

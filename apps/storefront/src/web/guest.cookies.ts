import { createHash, randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';

const days = 24 * 60 * 60;
const tokenShape = /^[\w-]{22,64}$/;

/** A secret that cannot be guessed: 128 random bits. */
export function newToken(): string {
  return randomBytes(16).toString('base64url');
}

/** Key under which the cart of a token is stored; the token itself is stored nowhere. */
export function cartOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** The token of the guest's cart: the cookie's, or for programs the header's; null when there is none. */
export function cartToken(request: FastifyRequest): string | null {
  return tokenFrom(request, 'x-cart-token', 'cart');
}

/** The token for an order, likewise. */
export function orderToken(request: FastifyRequest, orderNumber: string): string | null {
  return tokenFrom(request, 'x-order-token', `order_${orderNumber}`);
}

export function keepCart(request: FastifyRequest, reply: FastifyReply, token: string): void {
  setCookie(request, reply, { name: 'cart', value: token, path: '/api', maxAge: 60 * days });
}

export function keepOrder(
  request: FastifyRequest,
  reply: FastifyReply,
  orderNumber: string,
  token: string,
): void {
  setCookie(request, reply, { name: `order_${orderNumber}`, value: token, path: '/api', maxAge: 180 * days });
}

function tokenFrom(request: FastifyRequest, header: string, cookie: string): string | null {
  const given = request.headers[header] ?? cookieOf(request.headers.cookie ?? '', cookie);
  return typeof given === 'string' && tokenShape.test(given) ? given : null;
}

function cookieOf(header: string, name: string): string | undefined {
  const pairs = header.split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}

interface Cookie {
  name: string;
  value: string;
  path: string;
  maxAge: number;
}

/** Out of reach of scripts and of other sites; sent over TLS only when the page was. */
function setCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  { name, value, path, maxAge }: Cookie,
): void {
  const secure = request.protocol === 'https' ? '; Secure' : '';
  const cookie = `${name}=${value}; Path=${path}; Max-Age=${maxAge}; HttpOnly; SameSite=Lax${secure}`;
  const before = reply.getHeader('set-cookie') ?? [];
  reply.removeHeader('set-cookie').header('set-cookie', [...[before].flat().map(String), cookie]);
}

import { createHash, randomBytes } from 'node:crypto';
import type {} from '@fastify/cookie';
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

export function keepCart(reply: FastifyReply, token: string): void {
  keep(reply, 'cart', token, 60 * days);
}

export function keepOrder(reply: FastifyReply, orderNumber: string, token: string): void {
  keep(reply, `order_${orderNumber}`, token, 180 * days);
}

function tokenFrom(request: FastifyRequest, header: string, cookie: string): string | null {
  const given = request.headers[header] ?? request.cookies[cookie];
  return typeof given === 'string' && tokenShape.test(given) ? given : null;
}

/** Out of reach of scripts and of other sites; sent over TLS only when the page was. @param maxAge in seconds */
function keep(reply: FastifyReply, name: string, token: string, maxAge: number): void {
  reply.setCookie(name, token, { path: '/api', maxAge, httpOnly: true, sameSite: 'lax', secure: 'auto' });
}

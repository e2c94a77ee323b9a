import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ServiceConfig } from '../configuration/config.ts';
import { Problem } from '../problems/problem.ts';
import { type Allowance, perMinute } from './budget.ts';
import { clientOf } from './client-address.ts';
import type { RequestBudgets } from './request-budgets.ts';
import { addToRoute } from './route-config.ts';

/** What a request costs; the query may be anything that was sent. */
type Cost = number | ((request: FastifyRequest) => number);

declare module 'fastify' {
  interface FastifyContextConfig {
    cost?: Cost;
    /** How many a minute of this route alone. */
    atMost?: number;
    /** Not limited at all. */
    unlimited?: boolean;
  }
}

const readingMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/** What a request of a route costs of what its caller may spend in a minute: 1 unless it is said. */
export const Costs = (cost: Cost) => addToRoute({ cost });

/** How many requests of a route alone a caller may make in a minute, beside what they cost. */
export const AtMost = (count: number) => addToRoute({ atMost: count });

/** Limits what the requests of a client address cost in a minute: reads generously, changes less so. */
export function limitRate(
  fastify: FastifyInstance,
  { http }: Pick<ServiceConfig, 'http'>,
  budgets: RequestBudgets,
): void {
  const { RATE_LIMIT_READS: reads, RATE_LIMIT_WRITES: writes } = http;
  fastify.addHook('onRequest', (request, _reply, done) => {
    const reading = readingMethods.has(request.method);
    const limit = reading ? reads : writes;
    const {
      cost = 1,
      atMost,
      unlimited,
      url = '',
    } = { ...request.routeOptions.config, ...request.routeOptions };
    if (limit === 0 || unlimited) return done();
    const client = clientOf(request.ip);
    const wait =
      (atMost === undefined ? 0 : budgets.take(`${url} ${client}`, 1, perMinute(atMost))) ||
      budgets.take(
        `${reading ? 'read' : 'write'} ${client}`,
        typeof cost === 'number' ? cost : cost(request),
        perMinute(limit),
      );
    done(wait === 0 ? undefined : tooManyRequests(wait));
  });
}

/** @throws Problem 429 when the budget does not allow it */
export function requireBudget(
  budgets: RequestBudgets,
  key: string,
  cost: number,
  allowance: Allowance,
): void {
  const wait = budgets.take(key, cost, allowance);
  if (wait > 0) throw tooManyRequests(wait);
}

/** @param wait in seconds */
export function tooManyRequests(wait: number, detail = 'Too many requests'): Problem {
  return new Problem(429, `${detail}; try again in ${wait} s`, {
    name: 'rate-limited',
    headers: { 'retry-after': String(wait) },
  });
}

/** Headers that keep browsers from guessing, framing and leaking; a handler may set its own instead. */
export const secureHeaders = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
} as const;

/** Gives every response the {@link secureHeaders}, and forbids caching unless the response allows it. */
export function sendSecureHeaders(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (_request, reply, done) => {
    reply.headers(secureHeaders);
    done();
  });
  fastify.addHook('onSend', (_request, reply, payload, done) => {
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
    done(null, payload);
  });
}

/**
 * Ends connections that have sent nothing when the application closes. Browsers open some to spare; to Node.js these are
 * not idle, and it would wait for their first request.
 */
export function endSilentConnections(fastify: FastifyInstance): void {
  const open = new Set<Socket>();
  fastify.server.on('connection', (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  fastify.addHook('preClose', async () => {
    for (const socket of open) if (socket.bytesRead === 0) socket.destroy();
  });
}

import type { Socket } from 'node:net';
import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance } from 'fastify';
import type { ServiceConfig } from '../configuration/config.ts';
import { Problem } from '../problems/problem.ts';

const readingMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Limits requests per client address and minute: reads generously, changes less so. */
export async function limitRate(fastify: FastifyInstance, { http }: ServiceConfig): Promise<void> {
  const { RATE_LIMIT_READS: reads, RATE_LIMIT_WRITES: writes } = http;
  const limitOf = (method: string) => (readingMethods.has(method) ? reads : writes);
  await fastify.register(rateLimit, {
    timeWindow: 60_000,
    max: (request) => limitOf(request.method),
    keyGenerator: (request) => `${readingMethods.has(request.method) ? 'read' : 'write'} ${request.ip}`,
    allowList: (request) => limitOf(request.method) === 0,
    errorResponseBuilder: (_request, { after }) => {
      return new Problem(429, `Too many requests; try again in ${after}`, { name: 'rate-limited' });
    },
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

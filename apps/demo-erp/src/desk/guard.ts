import type { FastifyInstance, FastifyRequest } from 'fastify';

const headers = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

class Refused extends Error {
  readonly statusCode = 403;
}

/**
 * These pages have no logins. A name that is not this machine's (DNS rebinding) and a form on another site's page are
 * refused; programs on this machine, which send no Origin, may post.
 */
export function guard(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(headers);
    if (!isLoopbackName(request.headers.host)) throw new Refused('only reached by a loopback address');
    if (request.method !== 'GET' && request.method !== 'HEAD' && !isSameOrigin(request))
      throw new Refused('the form is not from this system');
  });
}

function isLoopbackName(host: string | undefined): boolean {
  return host !== undefined && /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i.test(host);
}

function isSameOrigin(request: FastifyRequest): boolean {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  const origin = request.headers.origin;
  if (origin === undefined) return true;
  return URL.canParse(origin) && new URL(origin).host === request.headers.host;
}

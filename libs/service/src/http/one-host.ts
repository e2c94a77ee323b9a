import type { FastifyInstance } from 'fastify';
import { InvalidRequest } from '../problems/problem.ts';

/**
 * Refuses requests that name two hosts. Node.js keeps the first, a proxy in front might have gone by the other, and then
 * each of them has let through something else.
 */
export function refuseTwoHosts(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', ({ raw }, _reply, done) => {
    const hosts = raw.rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host');
    if (hosts.length <= 1) return done();
    done(new InvalidRequest([{ field: 'Host', message: 'is given more than once', in: 'header' }]));
  });
}

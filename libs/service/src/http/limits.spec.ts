import type { EventEmitter } from 'node:events';
import { EventEmitter as Emitter } from 'node:events';
import fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import { describe, expect, it } from 'vitest';
import { Clock } from '../configuration/clock.ts';
import { readConfig } from '../configuration/config.ts';
import { endSilentConnections, limitRate, sendSecureHeaders } from './limits.ts';
import { RequestBudgets } from './request-budgets.ts';
import { Problem } from '../problems/problem.ts';

/** A server with limits, and what a request of a client is answered. */
async function limited(limits: { reads: number; writes: number }) {
  const server = fastify();
  const time = { now: new Date('2026-11-20T12:00:00Z') };
  const clock = new (class extends Clock {
    override now = () => time.now;
  })();
  const environment = { RATE_LIMIT_READS: `${limits.reads}`, RATE_LIMIT_WRITES: `${limits.writes}` };
  const needs = { database: false, messaging: false, auth: false };
  limitRate(server, readConfig('x', needs, environment), new RequestBudgets(clock));
  server.setErrorHandler((error, _, reply) => {
    const { body } = error as Problem;
    return reply
      .status(body.status)
      .headers((error as Problem).headers)
      .send(body);
  });
  server.route({ method: ['GET', 'HEAD', 'OPTIONS', 'POST', 'DELETE'], url: '/', handler: async () => 'ok' });
  server.get('/dear', { config: { cost: 3 } }, async () => 'ok');
  server.get(
    '/by-size',
    { config: { cost: ({ query }) => Number((query as { of: string }).of) } },
    async () => 'ok',
  );
  server.get('/rare', { config: { atMost: 2 } }, async () => 'ok');
  server.get('/free', { config: { unlimited: true } }, async () => 'ok');
  const ask = async (
    method: 'GET' | 'HEAD' | 'OPTIONS' | 'POST' | 'DELETE',
    remoteAddress = '10.0.0.1',
    url = '/',
  ) => (await server.inject({ method, url, remoteAddress })).statusCode;
  const read = (url: string, remoteAddress?: string) => ask('GET', remoteAddress, url);
  const pass = (seconds: number) => void (time.now = new Date(time.now.getTime() + seconds * 1_000));
  return { server, ask, read, pass };
}

describe('the limit of requests', () => {
  it('counts reads and changes of an address apart, and each address by itself', async () => {
    const { ask } = await limited({ reads: 3, writes: 2 });
    expect([await ask('GET'), await ask('HEAD'), await ask('OPTIONS'), await ask('GET')]).toEqual([
      200, 200, 200, 429,
    ]);
    expect([await ask('POST'), await ask('DELETE'), await ask('POST')]).toEqual([200, 200, 429]);
    expect([await ask('GET', '10.0.0.2'), await ask('POST', '10.0.0.2')]).toEqual([200, 200]);
  });

  it('says as a problem when to try again', async () => {
    const { server, ask } = await limited({ reads: 0, writes: 1 });
    await ask('POST');
    const answer = await server.inject({ method: 'POST', url: '/', remoteAddress: '10.0.0.1' });
    expect(answer.json()).toEqual({
      type: 'urn:throughline:problem:rate-limited',
      title: 'Too Many Requests',
      status: 429,
      detail: 'Too many requests; try again in 60 s',
    });
    expect(answer.headers['retry-after']).toBe('60');
  });

  it('gives back evenly what was spent, up to the whole', async () => {
    const { read, pass } = await limited({ reads: 6, writes: 1 });
    for (let n = 0; n < 6; n += 1) expect(await read('/')).toBe(200);
    pass(9.9);
    expect(await read('/')).toBe(429);
    pass(0.1);
    expect([await read('/'), await read('/')]).toEqual([200, 429]);
    pass(3_600);
    expect(await Promise.all(Array.from({ length: 7 }, () => read('/')))).toEqual([
      ...Array.from({ length: 6 }, () => 200),
      429,
    ]);
  });

  it('charges a route what it costs, by what is asked of it', async () => {
    const { read } = await limited({ reads: 10, writes: 1 });
    expect([await read('/dear'), await read('/by-size?of=6'), await read('/')]).toEqual([200, 200, 200]);
    expect(await read('/')).toBe(429);
    expect(await read('/free')).toBe(200);
    // What costs more than there can be takes all of it.
    expect([await read('/by-size?of=99', '10.0.0.2'), await read('/', '10.0.0.2')]).toEqual([200, 429]);
  });

  it('counts a route by itself when it says so', async () => {
    const { read } = await limited({ reads: 100, writes: 1 });
    expect([await read('/rare'), await read('/rare'), await read('/rare'), await read('/')]).toEqual([
      200, 200, 429, 200,
    ]);
    expect(await read('/rare', '10.0.0.2')).toBe(200);
  });

  it('is one for a network of the sixth version of IP', async () => {
    const { read } = await limited({ reads: 1, writes: 1 });
    expect([await read('/', '2001:db8:1:2::1'), await read('/', '2001:db8:1:2:3::9')]).toEqual([200, 429]);
    expect(await read('/', '2001:db8:1:3::1')).toBe(200);
  });

  it('of 0 is none', async () => {
    const { ask } = await limited({ reads: 0, writes: 1 });
    expect([await ask('GET'), await ask('GET'), await ask('GET')]).toEqual([200, 200, 200]);
    const changes = await limited({ reads: 1, writes: 0 });
    expect([await changes.ask('POST'), await changes.ask('POST')]).toEqual([200, 200]);
  });
});

describe('every response', () => {
  it('has headers that keep browsers from guessing, framing and leaking, and is kept by nobody', async () => {
    const server = fastify();
    sendSecureHeaders(server);
    server.get('/', async () => 'ok');
    const { headers, payload } = await server.inject('/');
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'cache-control': 'no-store',
    });
    expect(payload).toBe('ok');
  });

  it('may say itself how long it is kept, and what a page may load', async () => {
    const server = fastify();
    sendSecureHeaders(server);
    const own = { 'cache-control': 'max-age=60', 'content-security-policy': "default-src 'self'" };
    server.get('/', async (_, reply) => reply.headers(own).send('ok'));
    expect((await server.inject('/')).headers).toMatchObject({ ...own, 'x-content-type-options': 'nosniff' });
  });
});

describe('when the application closes', () => {
  /** Connections that sent so many bytes, and which of them are ended. */
  function visited(...bytes: number[]) {
    const server: EventEmitter = new Emitter();
    const hooks = new Map<string, () => Promise<void>>();
    endSilentConnections({
      server,
      addHook: (name: string, hook: () => Promise<void>) => void hooks.set(name, hook),
    } as unknown as FastifyInstance);
    const ended: number[] = [];
    const visitors = bytes.map((bytesRead, visitor) =>
      Object.assign(new Emitter(), { bytesRead, destroy: () => void ended.push(visitor) }),
    );
    for (const visitor of visitors) server.emit('connection', visitor);
    return { visitors, ended, close: () => hooks.get('preClose')?.() };
  }

  it('connections that have sent nothing are ended, and those only', async () => {
    const { ended, close } = visited(0, 1, 0, 4_000);
    await close();
    expect(ended).toEqual([0, 2]);
  });

  it('those that ended by themselves are let alone', async () => {
    const { visitors, ended, close } = visited(0, 0);
    visitors[0]?.emit('close');
    await close();
    expect(ended).toEqual([1]);
  });
});

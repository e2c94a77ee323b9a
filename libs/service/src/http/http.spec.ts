import { connect } from 'node:net';
import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HealthChecks, NotReady } from '../operations/health.ts';
import { startSample } from '../testing-application.ts';

type Sample = Awaited<ReturnType<typeof startSample>>;
let sample: Sample;
const http = () => supertest(sample.server);

/** Everything that comes back for some bytes, until the connection ends. */
async function sendRaw({ app }: Sample, bytes: string): Promise<string> {
  if (!app.getHttpServer().listening) await app.listen(0, '127.0.0.1');
  const socket = connect(Number(new URL(await app.getUrl()).port), '127.0.0.1');
  socket.end(bytes, 'latin1');
  let answer = '';
  for await (const chunk of socket) answer += String(chunk);
  return answer;
}

beforeAll(async () => {
  sample = await startSample();
});
afterAll(() => sample.stop());

describe('a request that fits', () => {
  it('is answered', async () => {
    const lines = [{ sku: 'BK-1', quantity: 2 }];
    await http().post('/orders').send({ lines }).expect(201, { number: '1', lines });
  });
});

describe('errors are problems', () => {
  it('that name each field by its path', async () => {
    const { body } = await http()
      .post('/orders')
      .send({
        lines: [
          { sku: 'A', quantity: 1 },
          { sku: '', quantity: 0.5 },
        ],
      })
      .expect(400)
      .expect('content-type', /^application\/problem\+json/);
    expect(body).toMatchObject({
      type: 'urn:throughline:problem:invalid-request',
      title: 'The request does not fit its schema',
      status: 400,
      errors: [
        { field: 'lines[1].sku', in: 'body' },
        { field: 'lines[1].quantity', in: 'body' },
      ],
    });
    expect(body.errors.every(({ message }: { message: string }) => message.length > 0)).toBe(true);
  });

  it('that name parameters of path and query', async () => {
    const path = await http().get('/orders/abc').expect(400);
    expect(path.body.errors).toEqual([{ field: 'number', in: 'path', message: 'is not a number' }]);
    const token = await sample.token();
    const query = await http().get('/orders?limit=999').auth(token, { type: 'bearer' }).expect(400);
    expect(query.body.errors).toMatchObject([{ field: 'limit', in: 'query' }]);
  });

  it('that refuse text which no database takes, wherever it stands', async () => {
    const message = 'holds a character that cannot be kept';
    const path = await http().get('/orders/a%00b').expect(400);
    expect(path.body.errors).toEqual([{ field: 'number', in: 'path', message }]);
    const token = await sample.token();
    const query = await http().get('/orders?limit=1%00').auth(token, { type: 'bearer' }).expect(400);
    expect(query.body.errors).toEqual([{ field: 'limit', in: 'query', message }]);
    for (const sku of ['A\\u0000', '\\ud800', '\\udc00\\ud800']) {
      const body = await http()
        .post('/orders')
        .type('json')
        .send(`{"lines":[{"sku":"${sku}","quantity":1}]}`)
        .expect(400);
      expect(body.body.errors).toEqual([{ field: 'lines[0].sku', in: 'body', message }]);
    }
    await http()
      .post('/orders')
      .type('json')
      .send(`${'['.repeat(100_000)}"\\u0000"${']'.repeat(100_000)}`)
      .expect(400);
  });

  it('also before a route is found: a damaged address, or too long a part of it', async () => {
    const damaged = await http().get('/orders/%ff').expect(400);
    expect(damaged.body.errors).toEqual([{ field: 'address', in: 'path', message: 'cannot be decoded' }]);
    const long = await http()
      .get(`/orders/${'1'.repeat(200)}`)
      .expect(414);
    for (const { body, headers } of [damaged, long]) {
      expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' });
      expect(headers['content-type']).toMatch(/^application\/problem\+json/);
      expect(body.title).not.toBe('');
    }
  });

  it.each([
    ['GET /orders/7 HTTP/9.9\r\nhost: a\r\n\r\n', 400],
    ['NONSENSE\r\n\r\n', 400],
    [`GET /${'a'.repeat(20_000)} HTTP/1.1\r\nhost: a\r\n\r\n`, 431],
    [
      'POST /orders HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
    ],
  ])('also for what is no HTTP (%#)', async (bytes, status) => {
    const answer = await sendRaw(sample, bytes);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer).toMatch(/content-type: application\/problem\+json/);
    expect(answer).toMatch(/x-content-type-options: nosniff/);
    expect(JSON.parse(answer.slice(answer.indexOf('{')))).toMatchObject({ status });
  });

  it.each(['{"lines":{"__proto__":{"a":1}}}', '{"constructor":{"prototype":{"a":1}}}'])(
    'also for keys that would change what all objects inherit: %s',
    async (text) => {
      const { body } = await http().post('/orders').type('json').send(text).expect(400);
      expect(body.errors).toMatchObject([{ field: 'body', in: 'body' }]);
    },
  );

  it('and no request may take for ever to arrive', () => {
    expect(sample.server.requestTimeout).toBe(30_000);
  });

  it('that services define', async () => {
    const { body } = await http().get('/orders/7').expect(409);
    expect(body).toEqual({
      type: 'urn:throughline:problem:order-decided',
      title: 'Conflict',
      status: 409,
      detail: 'Decided already',
      number: '7',
    });
  });

  it('that hide what nobody foresaw', async () => {
    const { body, text } = await http().get('/orders/500').expect(500);
    expect(body).toEqual({ type: 'about:blank', title: 'Internal Server Error', status: 500 });
    expect(text).not.toContain('secret');
  });

  it.each(['503', '57014'])(
    'that ask for a later try when the failure passes by itself (%s)',
    async (number) => {
      const { body, text } = await http().get(`/orders/${number}`).expect(503).expect('retry-after', /^\d+$/);
      expect(body).toMatchObject({ type: 'about:blank', title: 'Service Unavailable', status: 503 });
      expect(text).not.toMatch(/secret|connect/);
    },
  );

  it.each([
    ['an unknown address', () => http().get('/nowhere'), 404],
    ['a wrong method', () => http().delete('/orders/7'), 405],
    ['a body that is not JSON', () => http().post('/orders').type('json').send('{"lines":'), 400],
    ['a body of another type', () => http().post('/orders').type('text').send('hello'), 415],
    ['a form', () => http().post('/orders').type('form').send({ lines: 1 }), 415],
    [
      'a body beyond the limit',
      () =>
        http()
          .post('/orders')
          .send({ lines: 'x'.repeat(300_000) }),
      413,
    ],
    ['a poisoned body', () => http().post('/orders').type('json').send('{"__proto__":{"a":1}}'), 400],
  ])('for %s', async (_what, request, status) => {
    const { body } = await request()
      .expect(status)
      .expect('content-type', /^application\/problem\+json/);
    expect(body).toMatchObject({ status, type: 'about:blank' });
    expect(body.title).not.toBe('');
  });

  it('that tell the methods there are', async () => {
    await http().delete('/orders').expect(405).expect('allow', 'GET, HEAD, POST');
  });
});

describe('every response', () => {
  it('tells browsers to guess, frame and keep nothing', async () => {
    for (const path of ['/orders/7', '/nowhere', '/health/live']) {
      const { headers } = await http().get(path);
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
        'cache-control': 'no-store',
      });
    }
  });
});

describe('a service describes itself', () => {
  it('as OpenAPI, from the schemas that validate', async () => {
    const { body } = await http().get('/openapi.json').expect(200);
    const schema = body.paths['/orders'].post.requestBody.content['application/json'].schema;
    expect(schema.properties.lines.items.properties.quantity).toMatchObject({ type: 'integer' });
    expect(
      body.paths['/orders'].post.responses['201'].content['application/json'].schema.properties,
    ).toHaveProperty('number');
    expect(body.paths['/orders'].get.security).toEqual([{ bearer: [] }]);
    expect(body.paths['/orders'].get.description).toContain('order-desk');
    expect(body.paths['/orders'].post.security).toBeUndefined();
    expect(Object.keys(body.paths)).toEqual(['/orders', '/orders/{number}']);
  });

  it('with everything that a generated client needs: the headers that are read, the answers, the errors', async () => {
    const { body } = await http().get('/openapi.json').expect(200);
    const { parameters, responses } = body.paths['/orders'].post;
    expect(parameters).toContainEqual(
      expect.objectContaining({ in: 'header', name: 'Idempotency-Key', required: true }),
    );
    expect(Object.keys(responses)).toEqual(['201', 'default']);
    const { schema } = responses.default.content['application/problem+json'];
    expect(schema).toEqual({ $ref: '#/components/schemas/Problem' });
    expect(body.components.schemas.Problem.required).toEqual(['type', 'title', 'status']);
  });

  it('without the addresses of any length, for which OpenAPI has no words', async () => {
    expect((await http().get('/pages/a/b')).status).toBe(200);
    const { body } = await http().get('/openapi.json').expect(200);
    expect(Object.keys(body.paths).filter((path) => path.includes('pages'))).toEqual([]);
  });

  it('on a page that loads nothing from elsewhere', async () => {
    const { text, headers } = await http()
      .get('/openapi')
      .expect(200)
      .expect('content-type', /^text\/html/);
    expect(text).toContain('<code>/orders/{number}</code>');
    expect(text).not.toMatch(/<script|https?:\/\//);
    expect(headers['content-security-policy']).toContain("default-src 'none'");
  });

  it('as metrics', async () => {
    await http()
      .get('/metrics')
      .expect(200)
      .expect('content-type', /^text\/plain/);
  });
});

describe('a service', () => {
  it('is alive although it is not ready', async () => {
    const other = await startSample();
    try {
      const get = (path: string) => supertest(other.server).get(path);
      await get('/health/ready').expect(200, { status: 'up', checks: {} });
      other.app.get(HealthChecks).add('broker', () => {
        throw new NotReady('the broker does not answer');
      });
      await get('/health/live').expect(200);
      const { body } = await get('/health/ready').expect(503);
      expect(body.checks.broker).toEqual({ status: 'down', reason: 'the broker does not answer' });
      await get('/health/current').expect(503, body);
    } finally {
      await other.stop();
    }
  });

  it('is ready although what it answers is not current', async () => {
    const other = await startSample();
    try {
      const get = (path: string) => supertest(other.server).get(path);
      other.app.get(HealthChecks).add(
        'broker',
        () => {
          throw new NotReady('the broker does not answer');
        },
        'current',
      );
      await get('/health/ready').expect(200, { status: 'up', checks: {} });
      const { body } = await get('/health/current').expect(503);
      expect(body.checks.broker).toEqual({ status: 'down', reason: 'the broker does not answer' });
    } finally {
      await other.stop();
    }
  });
});

describe('too many requests', () => {
  it('are refused for changes before reads, and never for health', async () => {
    const limited = await startSample({ RATE_LIMIT_WRITES: '2', RATE_LIMIT_READS: '1000' });
    try {
      const post = () => supertest(limited.server).post('/orders').send({});
      expect([(await post()).status, (await post()).status]).toEqual([400, 400]);
      const { status, body, headers } = await post();
      expect(status).toBe(429);
      expect(body).toMatchObject({ type: 'urn:throughline:problem:rate-limited', status: 429 });
      expect(Number(headers['retry-after'])).toBeGreaterThan(0);
      await supertest(limited.server).get('/orders/7').expect(409);
      await supertest(limited.server).get('/health/live').expect(200);
    } finally {
      await limited.stop();
    }
  });
});

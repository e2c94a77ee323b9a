import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ServiceModule, createApplication } from '@throughline/service';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { KnownProducts } from './known-products.ts';
import { PagesController } from './pages.controller.ts';
import { serveWebFiles } from './web-files.plugin.ts';

const folder = mkdtempSync(join(tmpdir(), 'throughline-pages-'));
const html = '<!doctype html>';
const script = 'export const answer = 42;\n';

/** Lays a file of the build with its compressed forms, as the build does. */
function lay(name: string, text: string, compressed = true): void {
  writeFileSync(join(folder, name), text);
  if (!compressed) return;
  writeFileSync(join(folder, `${name}.br`), brotliCompressSync(text));
  writeFileSync(join(folder, `${name}.gz`), gzipSync(text));
}

@Module({
  imports: [
    ServiceModule.forService({
      name: 'pages',
      auth: false,
      environment: z.object({ STOREFRONT_WEB_DIR: z.string().optional() }),
      plugins: (fastify, { own }) => {
        const { STOREFRONT_WEB_DIR: given } = own as { STOREFRONT_WEB_DIR?: string };
        if (given) serveWebFiles(fastify, given);
      },
    }),
  ],
  controllers: [PagesController],
  providers: [
    {
      provide: KnownProducts,
      useValue: {
        isKnown: async (name: string) => {
          if (name === 'UNREACHABLE') throw new Error('no database');
          return name === 'TT-M928' || name === 'A/B';
        },
      },
    },
  ],
})
class PagesModule {}

let app: NestFastifyApplication;
const ask = (url: string, headers: Record<string, string> = {}, method: 'GET' | 'HEAD' = 'GET') =>
  app.inject({ method, url, headers });

/** Asks for an address as it is written: other clients take `..` out of it themselves. */
async function askExactly(path: string, headers: Record<string, string>): Promise<IncomingMessage> {
  const { port } = app.getHttpServer().address() as AddressInfo;
  const asked = request({ port, path, headers, agent: false }).end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  response.resume();
  return response;
}

beforeAll(async () => {
  mkdirSync(join(folder, 'assets'));
  lay('index.html', html);
  lay('assets/main-a1.js', script);
  lay('assets/inter-b2.woff2', 'font', false);
  writeFileSync(join(folder, 'assets', '.hidden.js'), 'hidden');
  writeFileSync(join(folder, 'beside.js'), 'beside');
  const environment = { STOREFRONT_WEB_DIR: folder, RATE_LIMIT_READS: '0' };
  app = await createApplication('pages', PagesModule, { environment });
  await app.listen(0, '127.0.0.1');
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true });
});

describe('the page', () => {
  it.each(['/', '/cart', '/products/TT-M928?from=list', '/orders/T-1/'])(
    'is returned at %s, whatever is accepted',
    async (url) => {
      for (const headers of [{ accept: 'text/html,*/*;q=0.8' }, { accept: '*/*' }, {}]) {
        const response = await ask(url, headers);
        expect([response.statusCode, response.body]).toEqual([200, html]);
        expect(response.headers).toMatchObject({
          'content-type': 'text/html; charset=utf-8',
          'cache-control': 'no-cache',
          'x-content-type-options': 'nosniff',
          'content-security-policy': expect.stringContaining("script-src 'self'"),
        });
      }
    },
  );

  it.each([
    ['/products/TT-M928', 200],
    ['/products/A%2FB', 200],
    ['/products/NOTHING', 404],
    ['/products/UNREACHABLE', 200],
  ])(
    'says of %s, whatever is accepted, by the status %i whether there is such a product',
    async (url, status) => {
      for (const accept of ['text/html', '*/*']) {
        const response = await ask(url, { accept });
        expect([response.statusCode, response.body]).toEqual([status, html]);
      }
    },
  );

  it('tells a browser at any other address that there is nothing, in whole', async () => {
    const response = await ask('/nowhere', { accept: 'text/html', range: 'bytes=0-3' });
    expect([response.statusCode, response.body]).toEqual([404, html]);
  });

  it.each([
    ['/nowhere', '*/*'],
    ['/api/nowhere', 'text/html'],
    ['/index.html', '*/*'],
    ['/beside.js', '*/*'],
  ])('leaves %s for %s to the API', async (url, accept) => {
    const response = await ask(url, { accept });
    expect(response.statusCode).toBe(404);
    expect(response.headers['content-type']).toMatch(/^application\/problem\+json/);
  });

  it('is the one of a new build at once, also for who knows the one before', async () => {
    const before = await ask('/', { accept: 'text/html' });
    expect(before.headers).not.toHaveProperty('etag');
    expect(before.headers).not.toHaveProperty('last-modified');
    const rebuilt = html.toUpperCase();
    lay('index.html', rebuilt);
    try {
      const known = { 'if-modified-since': new Date().toUTCString(), 'if-none-match': 'W/"f-0"' };
      const after = await ask('/', known);
      expect([after.statusCode, after.body]).toEqual([200, rebuilt]);
    } finally {
      lay('index.html', html);
    }
  });
});

describe('a file of the pages', () => {
  it('is kept for ever, under the policy of the pages', async () => {
    const { statusCode, body, headers } = await ask('/assets/main-a1.js');
    expect([statusCode, body]).toEqual([200, script]);
    expect(headers).toMatchObject({
      'content-type': expect.stringMatching(/^(text|application)\/javascript/),
      'cache-control': 'public, max-age=31536000, immutable',
      'content-length': `${script.length}`,
      'content-security-policy': expect.stringContaining("default-src 'none'"),
      'x-content-type-options': 'nosniff',
      vary: 'accept-encoding',
    });
  });

  it('is answered in whole, and without it when only its headers are asked for', async () => {
    const part = await ask('/assets/main-a1.js', { range: 'bytes=0-3' });
    expect([part.statusCode, part.body]).toEqual([200, script]);
    const head = await ask('/assets/main-a1.js', {}, 'HEAD');
    expect([head.statusCode, head.body, head.headers['content-length']]).toEqual([
      200,
      '',
      `${script.length}`,
    ]);
  });

  it.each([
    ['gzip, deflate, br', 'br'],
    ['gzip', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['br;q=0, gzip;q=0', undefined],
    ['identity', undefined],
    ['zstd', undefined],
  ])('is encoded for who accepts %s as %s', async (accepted, encoding) => {
    const { rawPayload, headers } = await ask('/assets/main-a1.js', { 'accept-encoding': accepted });
    expect(headers['content-encoding']).toBe(encoding);
    expect(headers['content-type']).toMatch(/javascript/);
    expect(headers.vary).toBe('accept-encoding');
    const plain =
      encoding === 'br'
        ? brotliDecompressSync(rawPayload)
        : encoding === 'gzip'
          ? gunzipSync(rawPayload)
          : rawPayload;
    expect(plain.toString()).toBe(script);
  });

  it('is sent as it is when it was not compressed', async () => {
    const { body, headers } = await ask('/assets/inter-b2.woff2', { 'accept-encoding': 'gzip, br' });
    expect([body, headers['content-type'], headers['content-encoding']]).toEqual([
      'font',
      'font/woff2',
      undefined,
    ]);
  });

  it('is not sent again to who has it, by encoding', async () => {
    const br = { 'accept-encoding': 'br' };
    const { headers } = await ask('/assets/main-a1.js', br);
    const etag = String(headers.etag);
    const again = await ask('/assets/main-a1.js', { ...br, 'if-none-match': `"other", ${etag}` });
    expect([again.statusCode, again.body]).toEqual([304, '']);
    expect(again.headers).toMatchObject({ etag, 'cache-control': 'public, max-age=31536000, immutable' });
    expect(again.headers).not.toHaveProperty('content-length');
    const plain = await ask('/assets/main-a1.js', { 'if-none-match': etag });
    expect([plain.statusCode, plain.body]).toEqual([200, script]);
    const since = { 'if-modified-since': String(headers['last-modified']) };
    expect((await ask('/assets/main-a1.js', since)).statusCode).toBe(304);
  });

  it('is refused as a problem when a condition of the request fails', async () => {
    const { statusCode, headers } = await ask('/assets/main-a1.js', { 'if-match': '"other"' });
    expect(statusCode).toBe(412);
    expect(headers['content-type']).toMatch(/^application\/problem\+json/);
  });

  it.each([
    '/assets/',
    '/assets/none.js',
    '/assets/main-a1.js.br',
    '/assets/main-a1.js.gz',
    '/assets/.hidden.js',
    '/assets/MAIN-a1.js',
    '/assets/../index.html',
    '/assets/../beside.js',
    '/assets/..%2fbeside.js',
    '/assets/%2e%2e/beside.js',
    '/assets/%2e%2e%2fbeside.js',
    '/assets/..%5cbeside.js',
    '/assets/x/../main-a1.js',
    '/assets//main-a1.js',
    '/assets/main-a1.js%00',
    '/assets/%252e%252e/beside.js',
    '/assets/..%2f..%2f..%2f..%2fetc%2fpasswd',
  ])('is all that can be had at such addresses: %s is refused as a problem', async (path) => {
    for (const headers of [{}, { 'accept-encoding': 'br', accept: 'text/html' }]) {
      const { statusCode, headers: answered } = await askExactly(path, headers);
      expect([400, 403, 404]).toContain(statusCode);
      expect(answered['content-type']).toMatch(/^application\/problem\+json/);
      expect(answered['cache-control']).toBe('no-store');
    }
  });
});

it('without a folder of pages there is an API only', async () => {
  const api = await createApplication('pages', PagesModule, { environment: {} });
  try {
    const { statusCode, headers } = await api.inject({ url: '/', headers: { accept: 'text/html' } });
    expect(statusCode).toBe(404);
    expect(headers['content-type']).toMatch(/^application\/problem\+json/);
    expect((await api.inject('/assets/main-a1.js')).statusCode).toBe(404);
  } finally {
    await api.close();
  }
});

import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KnownProducts } from './known-products.ts';
import { PagesController } from './pages.controller.ts';
import { WebFiles } from './web-files.cache.ts';

const page = {
  type: 'text/html; charset=utf-8',
  etag: '"one"',
  immutable: false,
  plain: Buffer.from('<!doctype html>'),
  br: undefined,
  gzip: undefined,
};

@Module({
  controllers: [PagesController],
  providers: [
    {
      provide: WebFiles,
      useValue: { find: async (path: string) => (path === '/index.html' ? page : undefined) },
    },
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

describe('the pages', () => {
  let app: NestFastifyApplication;
  const ask = (url: string, accept?: string) =>
    app.inject({ method: 'GET', url, headers: accept === undefined ? {} : { accept } });

  beforeAll(async () => {
    app = await NestFactory.create<NestFastifyApplication>(PagesModule, new FastifyAdapter(), {
      logger: false,
    });
    await app.init();
  });
  afterAll(() => app.close());

  it.each(['/', '/cart', '/products/TT-M928?from=list', '/orders/T-1/'])(
    'are returned at %s, whatever is accepted',
    async (url) => {
      for (const accept of ['text/html,*/*;q=0.8', '*/*', undefined]) {
        const response = await ask(url, accept);
        expect([response.statusCode, response.headers['content-type']]).toEqual([200, page.type]);
      }
    },
  );

  it.each([
    ['/products/TT-M928', 200],
    ['/products/A%2FB', 200],
    ['/products/NOTHING', 404],
    ['/products/UNREACHABLE', 200],
  ])(
    'say of %s, whatever is accepted, by the status %i whether there is such a product',
    async (url, status) => {
      for (const accept of ['text/html', '*/*']) {
        const response = await ask(url, accept);
        expect([response.statusCode, response.body]).toEqual([status, '<!doctype html>']);
      }
    },
  );

  it('tell a browser at any other address that there is nothing', async () => {
    const response = await ask('/nowhere', 'text/html');
    expect([response.statusCode, response.body]).toEqual([404, '<!doctype html>']);
  });

  it.each([
    ['/nowhere', '*/*'],
    ['/api/nowhere', 'text/html'],
    ['/index.html', '*/*'],
  ])('leave %s for %s to the API', async (url, accept) => {
    const response = await ask(url, accept);
    expect([response.statusCode, response.body.startsWith('<')]).not.toEqual([200, true]);
    expect(response.headers['content-type']).toMatch(/json/);
  });
});

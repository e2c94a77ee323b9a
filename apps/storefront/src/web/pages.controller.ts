import { Controller, Get, Req, Res } from '@nestjs/common';
import { Problem, Public } from '@throughline/service';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { KnownProducts } from './known-products.ts';
import { type WebFile, WebFiles } from './web-files.cache.ts';

/** Addresses that the pages know; at all others they say that there is nothing. */
const routes = /^\/(?:products\/(?<product>[^/]+)|cart|checkout|orders\/[^/]+|find-order)?\/?$/;

const policy = [
  `default-src 'none'`,
  `script-src 'self'`,
  `style-src 'self'`,
  `font-src 'self'`,
  `img-src 'self' data:`,
  `connect-src 'self'`,
  `manifest-src 'self'`,
  `base-uri 'none'`,
  `form-action 'self'`,
  `frame-ancestors 'none'`,
].join('; ');

/** The built pages: files by their name, and the one page that shows all of the shop's addresses. */
@Controller()
@Public()
export class PagesController {
  constructor(
    private readonly files: WebFiles,
    private readonly products: KnownProducts,
  ) {}

  @Get('*')
  async get(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const path = request.url.split('?', 1)[0] ?? '/';
    const file = path === '/index.html' ? undefined : await this.files.find(path);
    if (file) return send(request, reply, file);
    const page = await this.files.find('/index.html');
    const route = routes.exec(path);
    const known = route !== null && (await this.isThere(route.groups?.['product']));
    // A browser is told by a page that it is lost, every other client by a problem as in the API.
    const isPage =
      route !== null || (!path.startsWith('/api/') && request.headers.accept?.includes('text/html'));
    if (!page || !isPage) throw new Problem(404, 'There is nothing at this address');
    send(request, reply.status(known ? 200 : 404), page);
  }

  /** While products cannot be looked up, the page says what it knows. */
  private async isThere(product: string | undefined): Promise<boolean> {
    return product === undefined || this.products.isKnown(decodeURIComponent(product)).catch(() => true);
  }
}

function send(request: FastifyRequest, reply: FastifyReply, file: WebFile): void {
  reply.headers({
    'content-type': file.type,
    'cache-control': file.immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
    etag: file.etag,
    vary: 'accept-encoding',
    'content-security-policy': policy,
  });
  if (request.headers['if-none-match'] === file.etag && reply.statusCode === 200)
    return void reply.status(304).send();
  const accepted = request.headers['accept-encoding'] ?? '';
  if (file.br && /\bbr\b/.test(String(accepted)))
    return void reply.header('content-encoding', 'br').send(file.br);
  if (file.gzip && /\bgzip\b/.test(String(accepted)))
    return void reply.header('content-encoding', 'gzip').send(file.gzip);
  void reply.send(file.plain);
}

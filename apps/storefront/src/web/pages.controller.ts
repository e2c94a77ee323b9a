import { Controller, Get, Req, Res } from '@nestjs/common';
import { Problem, Public, ServiceConfig } from '@throughline/service';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { environment } from '../environment.ts';
import { KnownProducts } from './known-products.ts';
import { sendEntryPage } from './web-files.plugin.ts';

/** Addresses that the pages know; at all others they say that there is nothing. */
const routes = /^\/(?:products\/(?<product>[^/]+)|cart|checkout|orders\/[^/]+|find-order)?\/?$/;

/** The one page that shows all of the shop's addresses. */
@Controller()
@Public()
export class PagesController {
  constructor(
    private readonly config: ServiceConfig<typeof environment>,
    private readonly products: KnownProducts,
  ) {}

  @Get('*')
  async get(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const path = request.url.split('?', 1)[0] ?? '/';
    const route = routes.exec(path);
    // A browser is told by a page that it is lost, every other client by a problem as in the API.
    const isPage =
      route !== null || (!path.startsWith('/api/') && request.headers.accept?.includes('text/html'));
    const { STOREFRONT_WEB_DIR: folder } = this.config.own;
    if (!folder || !isPage) throw new Problem(404, 'There is nothing at this address');
    const known = route !== null && (await this.isThere(route.groups?.['product']));
    sendEntryPage(reply.status(known ? 200 : 404), folder);
  }

  /** While products cannot be looked up, the page says what it knows. */
  private async isThere(product: string | undefined): Promise<boolean> {
    return product === undefined || this.products.isKnown(decodeURIComponent(product)).catch(() => true);
  }
}

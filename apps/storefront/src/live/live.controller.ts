import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { Public, RespondsEvents } from '@throughline/service';
import { logger } from '@throughline/telemetry';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { OrdersService } from '../orders/orders.service.ts';
import { orderToken } from '../web/guest.cookies.ts';
import { skusOf, streamQuery } from '../web/request.schemas.ts';
import { streamFrame } from './live.response.schemas.ts';
import { LiveService } from './live.service.ts';

/**
 * Server-sent events for a page: a `snapshot` of what it subscribes to, then a `change` with what is newer. Both hold
 * `figures` (offers) and, where they apply, `order` and `ages`.
 */
@Controller('api/stream')
@Public()
export class LiveController {
  constructor(
    private readonly live: LiveService,
    private readonly orders: OrdersService,
  ) {}

  @Get()
  @RespondsEvents(streamFrame)
  async stream(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Query({ schema: streamQuery }) { country, order, ...asked }: z.infer<typeof streamQuery>,
  ): Promise<void> {
    const skus = skusOf(asked);
    this.live.requireCapacity();
    const placed =
      order === undefined ? null : await this.orders.authorised(order, orderToken(request, order));
    for (const [name, value] of Object.entries(reply.getHeaders()))
      if (value !== undefined) reply.raw.setHeader(name, value);
    reply.hijack();
    reply.raw.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    });
    reply.raw.flushHeaders();
    reply.raw.write('retry: 2000\n\n');
    try {
      await this.live.open(reply.raw, { skus, country, order: placed });
    } catch (error) {
      logger.warn({ err: error }, 'The snapshot of a page could not be sent');
    }
  }
}

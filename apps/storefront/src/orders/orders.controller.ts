import { Body, Controller, Get, Headers, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import {
  AtMost,
  Costs,
  InvalidRequest,
  Public,
  ReadsHeader,
  Responds,
  RespondsProblem,
  TraceOrigin,
} from '@throughline/service';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { priceConflict } from '../cart/cart.response.schemas.ts';
import { changeCosts, costs } from '../limits/costs.ts';
import { ShopLimits } from '../limits/shop-limits.service.ts';
import { cartOf, cartToken, keepOrder, orderToken } from '../web/guest.cookies.ts';
import {
  cancellationBody,
  idempotencyKey,
  lookupBody,
  orderBody,
  orderParams,
} from '../web/request.schemas.ts';
import type { OrderView } from './order.ts';
import type { PlacedOrderResponse } from './order-responses.service.ts';
import { foundOrder, order as orderSchema, placedOrder } from './order.response.schemas.ts';
import { OrdersService } from './orders.service.ts';

const orderTokenHeader = {
  required: false,
  description: 'Token of the order; browsers send their cookie instead.',
};

type OrderParams = z.infer<typeof orderParams>;

/** Orders of guests: anybody may place one; whoever holds its token may see and cancel it. */
@Controller('api/orders')
@Public()
export class OrdersController {
  constructor(
    private readonly orders: OrdersService,
    private readonly limits: ShopLimits,
  ) {}

  /** 201 with the decision, or 202 while it is pending; `Location` is the order either way. */
  @Post()
  @TraceOrigin('order')
  @Costs(changeCosts.order)
  @ReadsHeader('Idempotency-Key', {
    required: true,
    description: '16 to 128 printable characters, new for each order; the same again gives the same answer.',
  })
  @ReadsHeader('X-Cart-Token', {
    required: false,
    description: 'The cart to be emptied; browsers send their cookie.',
  })
  @Responds(201, placedOrder)
  @Responds(202, placedOrder)
  @RespondsProblem(409, priceConflict)
  async place(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('idempotency-key') key: string | undefined,
    @Body({ schema: orderBody }) body: z.infer<typeof orderBody>,
  ): Promise<PlacedOrderResponse> {
    const checked = idempotencyKey.safeParse(key ?? '');
    if (!checked.success) {
      const message = checked.error.issues[0]?.message ?? 'is missing';
      throw new InvalidRequest([{ field: 'Idempotency-Key', message, in: 'header' }]);
    }
    this.limits.changeCart(request);
    const cart = cartToken(request);
    const response = await this.orders.place(body, {
      idempotencyKey: checked.data,
      cart: cart && cartOf(cart),
    });
    keepOrder(reply, response.order, response.token);
    reply.status(response.decided ? 201 : 202).header('location', `/api/orders/${response.order}`);
    return response;
  }

  @Get(':order')
  @Costs(costs.page)
  @ReadsHeader('X-Order-Token', orderTokenHeader)
  @Responds(200, orderSchema)
  async get(
    @Req() request: FastifyRequest,
    @Param({ schema: orderParams }) { order }: OrderParams,
  ): Promise<OrderView> {
    return this.orders.view(order, orderToken(request, order));
  }

  /** Gives those who know its number and e-mail address access to an order again. */
  @Post('lookup')
  @HttpCode(200)
  @Responds(200, foundOrder)
  @Costs(changeCosts.lookUp)
  @AtMost(20)
  async lookUp(
    @Res({ passthrough: true }) reply: FastifyReply,
    @Body({ schema: lookupBody }) { order, email }: z.infer<typeof lookupBody>,
  ): Promise<{ order: string; token: string }> {
    const token = await this.orders.lookUp(order, email);
    keepOrder(reply, order, token);
    return { order, token };
  }

  /** Requests the cancellation of what is not shipped; the order shows the outcome. */
  @Post(':order/cancellation')
  @HttpCode(202)
  @ReadsHeader('X-Order-Token', orderTokenHeader)
  @Responds(202, orderSchema)
  async cancel(
    @Req() request: FastifyRequest,
    @Param({ schema: orderParams }) { order }: OrderParams,
    @Body({ schema: cancellationBody }) { reason }: z.infer<typeof cancellationBody>,
  ): Promise<OrderView> {
    return this.orders.cancel(order, orderToken(request, order), reason);
  }
}

import { Body, Controller, Get, HttpCode, Post, Put, Query, Req, Res } from '@nestjs/common';
import { Costs, Public, ReadsHeader, Responds, RespondsProblem } from '@throughline/service';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { costs } from '../limits/costs.ts';
import { ShopLimits } from '../limits/shop-limits.service.ts';
import { cartOf, cartToken, keepCart } from '../web/guest.cookies.ts';
import { cartLineBody, cartQuery } from '../web/request.schemas.ts';
import type { CartView } from './cart-view.ts';
import { cart, priceConflict } from './cart.response.schemas.ts';
import { CartService } from './cart.service.ts';

const cartTokenHeader = {
  required: false,
  description: 'Token of the cart; browsers send their cookie instead.',
};

type CartQuery = z.infer<typeof cartQuery>;

/** The guest's own cart, found by its cookie. */
@Controller('api/cart')
@Public()
export class CartController {
  constructor(
    private readonly carts: CartService,
    private readonly limits: ShopLimits,
  ) {}

  @Get()
  @Costs(costs.cart)
  @ReadsHeader('X-Cart-Token', cartTokenHeader)
  @Responds(200, cart)
  async get(
    @Req() request: FastifyRequest,
    @Query({ schema: cartQuery }) query: CartQuery,
  ): Promise<CartView> {
    const token = cartToken(request);
    return this.carts.view(token && cartOf(token), query);
  }

  /** Sets how many of which unit of a SKU; 0 removes it. Returns the whole cart. */
  @Put('lines')
  @ReadsHeader('X-Cart-Token', cartTokenHeader)
  @Responds(200, cart)
  @RespondsProblem(409, priceConflict)
  async put(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Query({ schema: cartQuery }) query: CartQuery,
    @Body({ schema: cartLineBody }) line: z.infer<typeof cartLineBody>,
  ): Promise<CartView> {
    this.limits.changeCart(request);
    const token = await this.carts.put(cartToken(request), line, query);
    keepCart(reply, token);
    return this.carts.view(cartOf(token), query);
  }

  /** The shopper has read what changed. Returns the whole cart. */
  @Post('acknowledgement')
  @HttpCode(200)
  @ReadsHeader('X-Cart-Token', cartTokenHeader)
  @Responds(200, cart)
  async acknowledge(
    @Req() request: FastifyRequest,
    @Query({ schema: cartQuery }) query: CartQuery,
  ): Promise<CartView> {
    this.limits.changeCart(request);
    const token = cartToken(request);
    if (token) await this.carts.acknowledge(cartOf(token), query);
    return this.carts.view(token && cartOf(token), query);
  }
}

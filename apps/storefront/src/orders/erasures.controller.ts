import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import { Allow, CurrentUser, Responds, type User } from '@throughline/service';
import type { z } from 'zod';
import { orderParams } from '../web/request.schemas.ts';
import { type ErasedOrder, Erasures } from './erasures.service.ts';
import { erasedOrder } from './order.response.schemas.ts';

/** For the seller's staff: who has asked to be forgotten. */
@Controller('orders')
@Allow('customer-care', 'admin')
export class ErasuresController {
  constructor(private readonly erasures: Erasures) {}

  /** Erases to whom an order goes, here and in all copies. The order itself stays; so does what the back office has. */
  @Post(':order/erasure')
  @HttpCode(200)
  @Responds(200, erasedOrder)
  async erase(
    @Param({ schema: orderParams }) { order }: z.infer<typeof orderParams>,
    @CurrentUser() user: User,
  ): Promise<ErasedOrder> {
    return this.erasures.erase(order, user);
  }
}

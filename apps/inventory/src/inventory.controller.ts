import { Controller, Get, Param, Query } from '@nestjs/common';
import { Allow, Problem, Responds, code } from '@throughline/service';
import { z } from 'zod';
import {
  orderReservations,
  skuAvailability,
  stockExplanation,
  unbalancedLineList,
} from './response.schemas.ts';
import { InventoryQueries } from './inventory.queries.ts';
import type { AvailabilityView, ClaimView, ExplanationView, UnbalancedView } from './inventory.queries.ts';

const ofOrder = z.object({ order: z.string().min(1).max(64) });
const page = z.object({ limit: z.coerce.number().int().min(1).max(1_000).default(100) });

@Controller()
export class InventoryController {
  constructor(private readonly queries: InventoryQueries) {}

  @Get('availability/:sku')
  @Allow('warehouse', 'order-desk', 'customer-care', 'merchandiser', 'admin', 'auditor')
  @Responds(200, skuAvailability)
  async availability(@Param('sku', { schema: code }) id: string): Promise<AvailabilityView> {
    const view = await this.queries.availability(id);
    if (!view) throw new Problem(404, 'Nothing is known of this SKU');
    return view;
  }

  @Get('availability/:sku/why')
  @Allow('warehouse', 'order-desk', 'customer-care', 'merchandiser', 'admin', 'auditor')
  @Responds(200, stockExplanation)
  async why(
    @Param('sku', { schema: code }) id: string,
    @Query({ schema: page }) { limit }: z.infer<typeof page>,
  ): Promise<ExplanationView> {
    const view = await this.queries.explanation(id, limit);
    if (!view) throw new Problem(404, `Nothing is known of ${id}`);
    return view;
  }

  @Get('reservations')
  @Allow('warehouse', 'order-desk', 'customer-care', 'admin', 'auditor')
  @Responds(200, orderReservations)
  async reservations(
    @Query({ schema: ofOrder }) { order }: z.infer<typeof ofOrder>,
  ): Promise<{ order: string; lines: ClaimView[] }> {
    const lines = await this.queries.reservations(order);
    if (!lines) throw new Problem(404, 'No stock was ever asked for by this order');
    return { order, lines };
  }

  @Get('ledger/unbalanced')
  @Allow('warehouse', 'order-desk', 'integrator', 'admin', 'auditor')
  @Responds(200, unbalancedLineList)
  async unbalanced(
    @Query({ schema: page }) { limit }: z.infer<typeof page>,
  ): Promise<{ lines: UnbalancedView[] }> {
    return { lines: await this.queries.unbalanced(limit) };
  }
}

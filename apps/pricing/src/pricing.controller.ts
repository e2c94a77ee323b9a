import { Controller, Get, Param, Query } from '@nestjs/common';
import { isCurrency } from '@throughline/money';
import type { PriceResolution, PriceStrategy } from '@throughline/pricing-rules';
import { Allow, Clock, Problem, Responds } from '@throughline/service';
import { z } from 'zod';
import { lowestPrice, priceResolution } from './response.schemas.ts';
import type { LowestPrice } from './price-history.ts';
import { PricingService } from './pricing.service.ts';

const sku = z.string().min(1).max(64);
const currency = z.string().refine(isCurrency, 'is no currency of ISO 4217');
const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

const asked = z.object({
  currency,
  /** Default: now. */
  at: instant.optional(),
  quantity: z.coerce.number().int().min(1).default(1),
  group: z.string().min(1).optional(),
  /** Account number in the back office. */
  account: z.string().min(1).optional(),
  unit: z.string().min(1).optional(),
});

const span = z.object({
  currency,
  /** Default: all lists. */
  list: z.string().min(1).optional(),
  /** Default: the start of the sale that runs now, else now. */
  before: instant.optional(),
});

@Controller('prices')
export class PricingController {
  constructor(
    private readonly pricing: PricingService,
    private readonly clock: Clock,
  ) {}

  @Get(':sku')
  @Allow(
    'merchandiser',
    'order-desk',
    'customer-care',
    'finance',
    'marketing',
    'integrator',
    'admin',
    'auditor',
  )
  @Responds(200, priceResolution)
  async find(
    @Param('sku', { schema: sku }) id: string,
    @Query({ schema: asked }) { at, group, account, unit, ...query }: z.infer<typeof asked>,
  ): Promise<PriceResolution & { sku: string; at: Date; strategy: PriceStrategy }> {
    const instantAsked = at ?? this.clock.now();
    const buyer = { group: group ?? null, account: account ?? null };
    const resolution = await this.pricing.resolve({
      ...query,
      ...buyer,
      ...(unit !== undefined && { unit }),
      sku: id,
      at: instantAsked,
    });
    if (!resolution) throw new Problem(404, `There is no price of ${id}`);
    return { sku: id, at: instantAsked, strategy: this.pricing.strategy, ...resolution };
  }

  @Get(':sku/lowest-30-days')
  @Allow(
    'merchandiser',
    'order-desk',
    'customer-care',
    'finance',
    'marketing',
    'integrator',
    'admin',
    'auditor',
  )
  @Responds(200, lowestPrice)
  async lowest(
    @Param('sku', { schema: sku }) id: string,
    @Query({ schema: span }) { list, before, currency: code }: z.infer<typeof span>,
  ): Promise<{ sku: string; from: Date; to: Date; lowest: LowestPrice | null }> {
    const query = { list: list ?? null, before: before ?? null, currency: code };
    return { sku: id, ...(await this.pricing.lowestOf30Days(id, query)) };
  }
}

import { Controller, Get, Param, Query } from '@nestjs/common';
import type { AccountBinding } from '@throughline/events';
import { isCurrency } from '@throughline/money';
import type { PriceResolution, PriceStrategy } from '@throughline/pricing-rules';
import { Allow, Clock, InvalidRequest, Problem, Responds } from '@throughline/service';
import { z } from 'zod';
import { lowestPrice, priceResolution } from './response.schemas.ts';
import type { LowestPrice } from './price-history.ts';
import { PricingService, UnitMissing } from './pricing.service.ts';

const sku = z.string().min(1).max(64);
const currency = z.string().refine(isCurrency, 'is no currency of ISO 4217');
const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

const unit = z.string().min(1).optional();
/** Base units. */
const quantity = z.coerce.number().int().min(1).default(1);
const lists = z
  .string()
  .transform((text) => text.split(','))
  .refine((codes) => codes.every((code) => code !== ''), 'names a list that has no code');

const asked = z
  .object({
    /** Default: the one currency in which there are prices. */
    currency: currency.optional(),
    /** Default: now. */
    at: instant.optional(),
    quantity,
    unit,
    /** Back office whose codes `group`, `account` and `lists` are. */
    source: z.string().min(1).optional(),
    group: z.string().min(1).optional(),
    /** Account number in the back office. */
    account: z.string().min(1).optional(),
    /** Price lists of the account's own, the one that counts first in front, with commas between. */
    lists: lists.optional(),
  })
  .refine(({ source, group, account, lists: own }) => source !== undefined || !(group ?? account ?? own), {
    path: ['source'],
    message: 'says whose codes group, account and lists are',
  });

const span = z.object({
  currency,
  quantity,
  unit,
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
    @Query({ schema: asked }) { at = this.clock.now(), ...query }: z.infer<typeof asked>,
  ): Promise<PriceResolution & { sku: string; at: Date; strategy: PriceStrategy }> {
    const resolution = await this.pricing
      .resolve({
        sku: id,
        at,
        currency: query.currency ?? (await this.currencyOf(id)),
        quantity: query.quantity,
        bindings: bindingsOf(query),
        ...(query.unit !== undefined && { unit: query.unit }),
      })
      .catch(asProblem);
    if (!resolution) throw new Problem(404, `There is no price of ${id}`);
    return { sku: id, at, strategy: this.pricing.strategy, ...resolution };
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
    @Query({ schema: span }) { list, before, unit: named, ...query }: z.infer<typeof span>,
  ): Promise<{ sku: string; from: Date; to: Date; lowest: LowestPrice | null }> {
    const lowest = await this.pricing
      .lowestOf30Days({
        ...query,
        sku: id,
        list: list ?? null,
        before: before ?? null,
        ...(named !== undefined && { unit: named }),
      })
      .catch(asProblem);
    return { sku: id, ...lowest };
  }

  /** @throws InvalidRequest where there are several, Problem where there is none */
  private async currencyOf(id: string): Promise<string> {
    const [first, ...others] = await this.pricing.currenciesOf(id);
    if (first === undefined) throw new Problem(404, `There is no price of ${id}`);
    if (others.length === 0) return first;
    const message = `must be one of ${[first, ...others].join(', ')}`;
    throw new InvalidRequest([{ field: 'currency', message, in: 'query' }]);
  }
}

function bindingsOf({ source, group, account, lists: own }: z.infer<typeof asked>): AccountBinding[] {
  if (source === undefined) return [];
  return [{ source, number: account ?? '', priceGroup: group ?? null, priceLists: own ?? [] }];
}

function asProblem(error: unknown): never {
  if (!(error instanceof UnitMissing)) throw error;
  throw new InvalidRequest([{ field: 'unit', message: error.message, in: 'query' }]);
}

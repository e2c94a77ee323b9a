import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { AccountBinding, Price } from '@throughline/events';
import { isCurrency } from '@throughline/money';
import type { PriceResolution, PriceStrategy } from '@throughline/pricing-rules';
import {
  Allow,
  Clock,
  CurrentUser,
  InvalidRequest,
  Problem,
  Responds,
  type User,
  code,
} from '@throughline/service';
import { z } from 'zod';
import { lowestPrice, priceResolution, priceVersion } from './response.schemas.ts';
import type { LowestPrice } from './price-history.ts';
import { PricingService, UnitMissing, UnknownVersion } from './pricing.service.ts';

const version = z.string().min(1).max(200);
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

const revocation = z
  .strictObject({ reason: z.string().trim().min(1, 'is missing').max(200) })
  .meta({ id: 'PriceRevocationRequest' });

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
    @Param('sku', { schema: code }) id: string,
    @Query({ schema: asked }) { at = this.clock.now(), ...query }: z.infer<typeof asked>,
  ): Promise<PriceResolution & { sku: string; at: Date; strategy: PriceStrategy }> {
    const found = await this.pricing
      .resolve({
        sku: id,
        at,
        currency: query.currency ?? (await this.currencyOf(id)),
        quantity: query.quantity,
        bindings: bindingsOf(query),
        ...(query.unit !== undefined && { unit: query.unit }),
      })
      .catch(asProblem);
    if (!found) throw new Problem(404, `There is no price of ${id}`);
    return { sku: id, at, strategy: found.strategy, ...found.resolution };
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
    @Param('sku', { schema: code }) id: string,
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

  /** Takes a version out of use for everybody, those who were shown it included. */
  @Post(':sku/versions/:version/revocation')
  @HttpCode(200)
  @Allow('merchandiser', 'admin')
  @Responds(200, priceVersion)
  async revoke(
    @Param('sku', { schema: code }) id: string,
    @Param('version', { schema: version }) of: string,
    @Body({ schema: revocation }) { reason }: z.infer<typeof revocation>,
    @CurrentUser() user: User,
  ): Promise<Price> {
    return this.pricing.revoke(user, { sku: id, version: of }, reason).catch(asProblem);
  }

  /** Takes a revocation back: the version counts again as the back office states it. */
  @Delete(':sku/versions/:version/revocation')
  @Allow('merchandiser', 'admin')
  @Responds(200, priceVersion)
  async reinstate(
    @Param('sku', { schema: code }) id: string,
    @Param('version', { schema: version }) of: string,
    @CurrentUser() user: User,
  ): Promise<Price> {
    return this.pricing.reinstate(user, { sku: id, version: of }).catch(asProblem);
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
  if (error instanceof UnknownVersion) throw new Problem(404, error.message);
  if (!(error instanceof UnitMissing)) throw error;
  throw new InvalidRequest([{ field: 'unit', message: error.message, in: 'query' }]);
}

import { Injectable } from '@nestjs/common';
import type { RoundingPolicy } from '@throughline/order-rules';
import type { PriceStrategies, PriceStrategy } from '@throughline/pricing-rules';
import { ServiceConfig } from '@throughline/service';
import type { environment } from '../environment.ts';
import { ReferenceData } from './reference-data.cache.ts';

/** How this seller weighs prices and rounds totals; the same as in pricing and orders. */
@Injectable()
export class SellerRules {
  /** One for all back offices; null for that which each declares. */
  readonly #strategy: PriceStrategy | null;
  /** How long a price that ended is still honoured for a shopper who was shown it. */
  readonly graceMs: number;
  readonly rounding: RoundingPolicy;

  constructor(
    config: ServiceConfig<typeof environment>,
    private readonly reference: ReferenceData,
  ) {
    const { PRICE_STRATEGY, PRICE_GRACE_SECONDS, ROUNDING_POLICY } = config.own;
    this.#strategy = PRICE_STRATEGY;
    this.graceMs = PRICE_GRACE_SECONDS * 1_000;
    this.rounding = ROUNDING_POLICY;
  }

  get strategy(): PriceStrategies {
    return this.#strategy ?? this.reference.strategies;
  }
}

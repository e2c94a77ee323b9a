import { Injectable } from '@nestjs/common';
import type { RoundingPolicy } from '@throughline/order-rules';
import type { PriceStrategy } from '@throughline/pricing-rules';
import { ServiceConfig } from '@throughline/service';
import type { environment } from '../environment.ts';

/** How this seller weighs prices and rounds totals; the same as in pricing and orders. */
@Injectable()
export class SellerRules {
  readonly strategy: PriceStrategy;
  /** How long a price that ended is still honoured for a shopper who was shown it. */
  readonly graceMs: number;
  readonly rounding: RoundingPolicy;

  constructor(config: ServiceConfig<typeof environment>) {
    const { PRICE_STRATEGY, PRICE_GRACE_SECONDS, ROUNDING_POLICY } = config.own;
    this.strategy = PRICE_STRATEGY;
    this.graceMs = PRICE_GRACE_SECONDS * 1_000;
    this.rounding = ROUNDING_POLICY;
  }
}

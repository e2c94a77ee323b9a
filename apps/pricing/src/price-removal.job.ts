import { Injectable } from '@nestjs/common';
import { PeriodicJobs, ServiceConfig } from '@throughline/service';
import type { environment } from './pricing.environment.ts';
import { PricingService } from './pricing.service.ts';

/** Removes versions that ended long ago from the shops, and later from here, time and again. */
@Injectable()
export class PriceRemovalJob {
  constructor(
    private readonly pricing: PricingService,
    config: ServiceConfig<typeof environment>,
    jobs: PeriodicJobs,
  ) {
    jobs.add({
      name: 'pricing.removal',
      everyMs: config.own.PRICE_REMOVAL_SECONDS * 1_000,
      runBy: 'leader',
      decides: true,
      run: (ending) => this.run(ending),
    });
  }

  private async run(ending: AbortSignal): Promise<void> {
    while (!ending.aborted && (await this.pricing.removeExpired()));
    while (!ending.aborted && (await this.pricing.removePast()));
  }
}

import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { ServiceConfig } from '@throughline/service';
import { logger } from '@throughline/telemetry';
import type { environment } from './pricing.environment.ts';
import { PricingService } from './pricing.service.ts';

/** Removes versions that ended long ago, time and again. */
@Injectable()
export class PriceRemovalJob implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly pricing: PricingService,
    private readonly config: ServiceConfig<typeof environment>,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.running = this.running.then(() => this.run());
    }, this.config.own.PRICE_REMOVAL_SECONDS * 1_000).unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    this.timer = undefined;
    await this.running;
  }

  private async run(): Promise<void> {
    try {
      while (this.timer && (await this.pricing.removeExpired()));
    } catch (error) {
      logger.warn({ err: error }, 'Ended prices could not be removed, the next round tries again');
    }
  }
}

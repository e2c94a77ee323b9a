import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { logger } from '@throughline/telemetry';
import { CartService } from './cart.service.ts';

const everyMs = 60 * 60_000;

/** Removes carts that were abandoned long ago. */
@Injectable()
export class AbandonedCartsJob implements OnApplicationBootstrap, OnApplicationShutdown {
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly carts: CartService) {}

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => void this.#run(), everyMs).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.#timer);
  }

  async #run(): Promise<void> {
    await this.carts.removeAbandoned().catch((error: unknown) => {
      logger.warn({ err: error }, 'Abandoned carts cannot be removed; trying again later');
    });
  }
}

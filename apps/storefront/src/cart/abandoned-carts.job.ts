import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { logger } from '@throughline/telemetry';
import { CartService } from './cart.service.ts';

const everyMs = 60 * 60_000;

/** Removes carts that were forgotten long ago. */
@Injectable()
export class Housekeeping implements OnApplicationBootstrap, OnApplicationShutdown {
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly carts: CartService) {}

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => void this.#tidy(), everyMs).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.#timer);
  }

  async #tidy(): Promise<void> {
    await this.carts.removeForgotten().catch((error: unknown) => {
      logger.warn({ err: error }, 'Forgotten carts cannot be removed; trying again later');
    });
  }
}

import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { RestoredDatabase } from '@throughline/messaging';
import { ServiceConfig } from '@throughline/service';
import { logger } from '@throughline/telemetry';
import type { environment } from './orders.environment.ts';
import { OrdersService } from './orders.service.ts';

/** Sees to it that what waits goes on: when something has arrived, and time and again. */
@Injectable()
export class PendingOrdersJob implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private woken = false;

  constructor(
    private readonly orders: OrdersService,
    private readonly restored: RestoredDatabase,
    private readonly config: ServiceConfig<typeof environment>,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => this.wake(), this.config.own.ORDER_CHECK_SECONDS * 1_000).unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    this.timer = undefined;
    await this.running;
  }

  /** One round follows, however often it is called before it begins. */
  wake(): void {
    if (this.woken || this.timer === undefined) return;
    this.woken = true;
    this.running = this.running.then(() => this.run());
  }

  private async run(): Promise<void> {
    this.woken = false;
    if (this.restored.isBehind) return;
    try {
      await this.orders.checkReferences();
      await this.orders.applyAwaited();
    } catch (error) {
      logger.warn({ err: error }, 'What waits could not be decided, the next round tries again');
    }
  }
}

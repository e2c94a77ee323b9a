import { Injectable } from '@nestjs/common';
import { type PeriodicJob, PeriodicJobs, ServiceConfig } from '@throughline/service';
import type { environment } from '../orders.environment.ts';
import { OrdersService } from '../orders.service.ts';

/**
 * Sees to it that what waits goes on: when something has arrived, and time and again. In every replica, because each hears
 * of what arrives in its own partitions.
 */
@Injectable()
export class PendingOrdersJob {
  private readonly job: PeriodicJob;

  constructor(
    private readonly orders: OrdersService,
    config: ServiceConfig<typeof environment>,
    jobs: PeriodicJobs,
  ) {
    this.job = jobs.add({
      name: 'orders.pending',
      everyMs: config.own.ORDER_CHECK_SECONDS * 1_000,
      runBy: 'every-replica',
      decides: true,
      run: () => this.run(),
    });
  }

  /** One round follows, however often it is called before it begins. */
  wake(): void {
    this.job.wake();
  }

  private async run(): Promise<void> {
    await this.orders.checkReferences();
    await this.orders.applyAwaited();
  }
}

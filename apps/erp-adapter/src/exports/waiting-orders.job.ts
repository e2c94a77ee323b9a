import { Injectable } from '@nestjs/common';
import { transaction } from '@throughline/persistence';
import { PeriodicJobs } from '@throughline/service';
import { logger } from '@throughline/telemetry';
import { DataSource } from 'typeorm';
import { SourceRegistry } from '../sources/registry.ts';
import { assignWaitingOrders } from './waiting-orders.tables.ts';

/**
 * Gives orders that came while no source took any to the one that does now. Again and again, because a replica that was
 * started before may go on taking them in without one.
 */
@Injectable()
export class WaitingOrdersJob {
  constructor(
    jobs: PeriodicJobs,
    private readonly dataSource: DataSource,
    sources: SourceRegistry,
  ) {
    const target = sources.ordersGoTo;
    if (target === null) return;
    jobs.add({
      ...{ name: 'erp-adapter.waiting-orders', everyMs: 10_000, runBy: 'leader', decides: true },
      run: () => this.assign(target),
    });
  }

  private async assign(target: string): Promise<void> {
    const orders = await transaction(this.dataSource, (tx) => assignWaitingOrders(tx, target));
    if (orders > 0) logger.info({ source: target, orders }, 'Orders that waited for a source have one');
  }
}

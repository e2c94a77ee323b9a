import { Injectable } from '@nestjs/common';
import { transaction } from '@throughline/persistence';
import { PeriodicJobs } from '@throughline/service';
import { logger } from '@throughline/telemetry';
import { DataSource } from 'typeorm';
import { SourceRegistry } from '../sources/registry.ts';
import { ordersGoTo } from './orders-go-to.tables.ts';
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
    private readonly sources: SourceRegistry,
  ) {
    jobs.add({
      ...{ name: 'erp-adapter.waiting-orders', everyMs: 10_000, runBy: 'leader', decides: true },
      run: () => this.assign(),
    });
  }

  private async assign(): Promise<void> {
    const { target, orders } = await transaction(this.dataSource, async (tx) => {
      const name = await ordersGoTo(tx, this.sources);
      return { target: name, orders: name === null ? 0 : await assignWaitingOrders(tx, name) };
    });
    if (orders > 0) logger.info({ source: target, orders }, 'Orders that waited for a source have one');
  }
}

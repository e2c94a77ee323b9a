import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { type Tx, transaction } from '@throughline/persistence';
import { Clock, PeriodicJobs, ServiceConfig } from '@throughline/service';
import { attributes, logger, metrics, observe } from '@throughline/telemetry';
import { DataSource } from 'typeorm';
import { lock } from './holdings.tables.ts';
import type { environment } from './inventory.environment.ts';
import { InventoryService } from './inventory.service.ts';
import { goneByTime, unbalanced } from './order-facts.tables.ts';
import { UnitOfWork } from './unit-of-work.ts';

/** Settles by time where no watermark tells, and raises the alarm when a ledger does not net to zero. */
@Injectable()
export class EstimatedSettlementJob implements OnApplicationBootstrap, OnApplicationShutdown {
  private unobserve: (() => void) | undefined;
  private readonly reported = new Set<string>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly inventory: InventoryService,
    private readonly clock: Clock,
    private readonly config: ServiceConfig<typeof environment>,
    jobs: PeriodicJobs,
  ) {
    jobs.add({
      name: 'inventory.settlement',
      everyMs: config.own.LEDGER_CHECK_SECONDS * 1_000,
      runBy: 'leader',
      decides: true,
      run: () => this.run(),
    });
  }

  onApplicationBootstrap(): void {
    this.unobserve = observe(metrics.reservationsUnbalanced, async () => [
      { value: (await this.alarms()).length },
    ]);
  }

  onApplicationShutdown(): void {
    this.unobserve?.();
  }

  /** Settles what is due. */
  async settle(tx: Tx): Promise<void> {
    const until = new Date(this.clock.now().getTime() - this.config.own.SETTLEMENT_GRACE_SECONDS * 1_000);
    const gone = await goneByTime(tx, until, 1_000);
    if (gone.length === 0) return;
    const byOrder = Map.groupBy(gone, ({ order }) => order);
    const work = new UnitOfWork(
      await lock(
        tx,
        gone.map(({ sku }) => sku),
        byOrder.keys(),
      ),
    );
    const at = this.clock.now();
    for (const [order, lines] of byOrder)
      work.add(work.locked.ledger.estimate(order, lines, at), { time: at });
    await this.inventory.write(tx, work);
  }

  /** Lines of orders that ended long enough ago and still claim units. */
  async alarms() {
    const before = new Date(this.clock.now().getTime() - this.config.own.LEDGER_GRACE_SECONDS * 1_000);
    return unbalanced({ query: (sql, params) => this.dataSource.query(sql, params) }, before, 1_000);
  }

  private async run(): Promise<void> {
    // What is settled by now raises no alarm.
    await transaction(this.dataSource, (tx) => this.settle(tx));
    for (const { order, line, sku, open } of await this.alarms()) {
      if (this.reported.has(`${order}|${line}|${sku}`)) continue;
      this.reported.add(`${order}|${line}|${sku}`);
      logger.error(
        { [attributes.order]: order, [attributes.sku]: sku, line, open },
        'The order has ended and still claims units',
      );
    }
  }
}

import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { RestoredDatabase } from '@throughline/messaging';
import { type Tx, transaction } from '@throughline/persistence';
import { Clock, ServiceConfig } from '@throughline/service';
import { attributes, logger, metrics, observe } from '@throughline/telemetry';
import { DataSource } from 'typeorm';
import { hold } from './holdings.tables.ts';
import type { environment } from './inventory.environment.ts';
import { InventoryService } from './inventory.service.ts';
import { unbalanced } from './order-facts.tables.ts';
import { Writing } from './writing.ts';

interface Gone {
  order: string;
  line: number;
  sku: string;
  location: string;
  quantity: number;
}

/**
 * A source without watermark is taken to reflect an order some time after it knew of it: a net figure after the
 * order was acknowledged, a physical one after the goods had left, and never before the location spoke again.
 */
const due = `
  select r.order_no as "order", r.line, r.sku, min(s.location) as location, r.reserved as quantity
  from erp_stock s
  join reservations r on r.sku = s.sku and r.reserved > r.released + r.settled
  join order_claims o on o.order_no = r.order_no
  where not s.watermarked and not s.deleted and s.basis = 'net'
    and o.acknowledged_at <= $1 and s.as_of >= o.acknowledged_at
  group by r.order_no, r.line, r.sku, r.reserved
  union all
  select r.order_no, r.line, r.sku, min(s.location), sum(u.quantity)::bigint
  from erp_stock s
  join reservations r on r.sku = s.sku and r.reserved > r.released + r.settled
  join shipped_units u on u.order_no = r.order_no and u.line = r.line and u.location = s.location
  where not s.watermarked and not s.deleted and s.basis <> 'net'
    and u.shipped_at <= $1 and s.as_of >= u.shipped_at
  group by r.order_no, r.line, r.sku, r.settled
  having sum(u.quantity) > r.settled
  limit 1000`;

/** Settles by time where no watermark tells, and raises the alarm when a ledger does not net to zero. */
@Injectable()
export class EstimatedSettlement implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private unobserve: (() => void) | undefined;

  constructor(
    private readonly dataSource: DataSource,
    private readonly inventory: InventoryService,
    private readonly restored: RestoredDatabase,
    private readonly clock: Clock,
    private readonly config: ServiceConfig<typeof environment>,
  ) {}

  onApplicationBootstrap(): void {
    const { LEDGER_CHECK_SECONDS: seconds } = this.config.own;
    this.timer = setInterval(() => {
      this.running = this.running.then(() => this.run());
    }, seconds * 1_000).unref();
    this.unobserve = observe(metrics.reservationsUnbalanced, async () => [
      { value: (await this.alarms()).length },
    ]);
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    this.unobserve?.();
    await this.running;
  }

  /** Settles what is due. */
  async settle(tx: Tx): Promise<void> {
    const until = new Date(this.clock.now().getTime() - this.config.own.SETTLEMENT_GRACE_SECONDS * 1_000);
    const gone = await tx.query<Gone>(due, [until]);
    if (gone.length === 0) return;
    const byOrder = Map.groupBy(gone, ({ order }) => order);
    const writing = new Writing(
      await hold(
        tx,
        gone.map(({ sku }) => sku),
        byOrder.keys(),
      ),
    );
    const at = this.clock.now();
    for (const [order, lines] of byOrder)
      writing.add(writing.held.ledger.estimate(order, lines, at), { time: at });
    await this.inventory.write(tx, writing);
  }

  /** Lines of orders that ended long enough ago and still claim units. */
  async alarms() {
    const before = new Date(this.clock.now().getTime() - this.config.own.LEDGER_GRACE_SECONDS * 1_000);
    return unbalanced({ query: (sql, params) => this.dataSource.query(sql, params) }, before, 1_000);
  }

  private readonly reported = new Set<string>();

  private async run(): Promise<void> {
    if (this.restored.isBehind) return;
    try {
      await transaction(this.dataSource, (tx) => this.settle(tx));
      for (const { order, line, sku, open } of await this.alarms()) {
        if (this.reported.has(`${order}|${line}`)) continue;
        this.reported.add(`${order}|${line}`);
        logger.error(
          { [attributes.order]: order, [attributes.sku]: sku, line, open },
          'The order has ended and still claims units',
        );
      }
    } catch (error) {
      logger.warn({ err: error }, 'Reservations could not be settled by time, the next round tries again');
    }
  }
}

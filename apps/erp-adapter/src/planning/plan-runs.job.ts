import { Injectable } from '@nestjs/common';
import type { Flow } from '@throughline/connector';
import { Outbox } from '@throughline/messaging';
import { transaction } from '@throughline/persistence';
import { Clock, PeriodicJobs } from '@throughline/service';
import { logger } from '@throughline/telemetry';
import { DataSource } from 'typeorm';
import { ordersOutFlow } from '../exports/hand-over-pace.ts';
import { releaseOrders } from '../exports/planned-orders.tables.ts';
import { lockPlan, noteRun, planOf, scheduleRun } from '../plan/plan.tables.ts';
import { nextRun } from '../plan/schedule.ts';
import { isRunOpen, requestReconciliation } from '../reconciliation/reconciliations.tables.ts';
import { SourceRegistry } from '../sources/registry.ts';
import { zoneOf } from '../sources/source.ts';

/** A run that begins later than that after its time makes up for an outage, or for a run that took long. */
const lateMilliseconds = 60_000;

/** Asks for the batches that are due. However many were missed, one run makes up for them. */
@Injectable()
export class PlanRunsJob {
  constructor(
    private readonly dataSource: DataSource,
    private readonly sources: SourceRegistry,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    jobs: PeriodicJobs,
  ) {
    jobs.add({
      ...{ name: 'erp-adapter.plan-runs', everyMs: 5_000, runBy: 'leader', decides: true },
      run: () => this.askForDue(),
    });
  }

  async askForDue(): Promise<void> {
    const isAnyDue = await transaction(this.dataSource, async (tx) => {
      const now = this.clock.now();
      return (await planOf(tx)).some(({ nextRunAt }) => nextRunAt !== null && nextRunAt <= now);
    });
    // Changes of the plan wait for one another: it is locked only when there is something to do.
    if (!isAnyDue) return;
    await transaction(this.dataSource, async (tx) => {
      await lockPlan(tx);
      const now = this.clock.now();
      for (const entry of await planOf(tx)) {
        const { scope, schedule, nextRunAt } = entry;
        const source = this.sources.find(entry.source);
        if (schedule === null || nextRunAt === null || nextRunAt > now || source === undefined) continue;
        if (entry.flow === ordersOutFlow) {
          const orders = await releaseOrders(tx, this.outbox, source.name);
          await noteRun(tx, ordersOutFlow, entry, now);
          await scheduleRun(tx, entry, nextRun(schedule, zoneOf(source), now));
          if (orders > 0) logger.info({ source: source.name, orders }, 'Orders go by the plan');
          continue;
        }
        const flow = source.flows.find((each: Flow) => each === entry.flow);
        // One that is under way is waited for: this one stays due.
        if (flow === undefined || (await isRunOpen(tx, source.name, flow, scope))) continue;
        const cause = now.getTime() - nextRunAt.getTime() > lateMilliseconds ? 'catch-up' : 'batch';
        await requestReconciliation(tx, source.name, [flow], cause, entry);
        await scheduleRun(tx, entry, nextRun(schedule, zoneOf(source), now));
      }
    });
  }
}

import { Injectable } from '@nestjs/common';
import { transaction } from '@throughline/persistence';
import { PeriodicJobs, ServiceConfig } from '@throughline/service';
import { DataSource } from 'typeorm';
import type { environment } from '../environment.ts';
import { removeReconciliations } from './reconciliations.tables.ts';

/** Removes reconciliations that were over long ago, with the differences that they list, once an hour. */
@Injectable()
export class ReconciliationRemovalJob {
  constructor(dataSource: DataSource, config: ServiceConfig<typeof environment>, jobs: PeriodicJobs) {
    const { RECONCILIATION_RETENTION_DAYS: days, RECONCILE_HOURS: hours } = config.own;
    jobs.add({
      name: 'erp-adapter.reconciliation-removal',
      everyMs: 60 * 60_000,
      runBy: 'leader',
      decides: false,
      // The next one is due by when the last one was asked for.
      run: () => transaction(dataSource, (tx) => removeReconciliations(tx, Math.max(days * 24, hours))),
    });
  }
}

import { Injectable } from '@nestjs/common';
import { transaction } from '@throughline/persistence';
import { Clock, PeriodicJobs, ServiceConfig } from '@throughline/service';
import { DataSource } from 'typeorm';
import type { environment } from '../environment.ts';
import { removeGoneRecords } from '../landing/landed-records.tables.ts';
import { hasOpenDocuments, removeDocuments } from '../landing/landed-documents.tables.ts';
import { dropDay, landedDays } from '../landing/landed-rows.tables.ts';
import { removeReceivedFiles } from './received-files.tables.ts';

/** Drops what was received too long ago, or takes too much room, by whole days. What waits for a person stays. */
@Injectable()
export class LandingRemovalJob {
  constructor(
    jobs: PeriodicJobs,
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly config: ServiceConfig<typeof environment>,
  ) {
    jobs.add({
      name: 'erp-adapter.landing-removal',
      everyMs: 60 * 60_000,
      runBy: 'leader',
      decides: false,
      run: () => this.remove(),
    });
  }

  private async remove(): Promise<void> {
    const { LANDING_DAYS: days, LANDING_MEGABYTES: most } = this.config.own;
    const since = new Date(this.clock.now().getTime() - days * 86_400_000);
    const oldest = since.toISOString().slice(0, 10);
    const kept = await landedDays(this.dataSource);
    let bytes = kept.reduce((sum, day) => sum + day.bytes, 0);
    for (const { day, bytes: its } of kept.slice(0, -1)) {
      if (day >= oldest && bytes <= most * 1_048_576) break;
      await transaction(this.dataSource, async (tx) => {
        if (await hasOpenDocuments(tx, day)) return;
        await dropDay(tx, day);
        bytes -= its;
      });
    }
    await transaction(this.dataSource, async (tx) => {
      await removeGoneRecords(tx, since);
      await removeDocuments(tx, since);
      await removeReceivedFiles(tx, since);
    });
  }
}

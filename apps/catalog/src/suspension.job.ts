import { Injectable } from '@nestjs/common';
import { PeriodicJobs } from '@throughline/service';
import { CatalogService } from './catalog.service.ts';

/**
 * Takes off sale what the back office does not let be sold: what a version before has let sell down, of which the back
 * office says nothing more.
 */
@Injectable()
export class SuspensionJob {
  constructor(catalog: CatalogService, jobs: PeriodicJobs) {
    jobs.add({
      name: 'catalog.suspension',
      everyMs: 10 * 60_000,
      runBy: 'leader',
      decides: true,
      run: async () => {
        while ((await catalog.suspend()) > 0);
      },
    });
  }
}

import { Injectable } from '@nestjs/common';
import { PeriodicJobs } from '@throughline/service';
import { CatalogService } from './catalog.service.ts';

/** Puts on sale, once a minute, what has become complete without a record saying so: the window of its price has begun. */
@Injectable()
export class AwaitedActivationsJob {
  constructor(catalog: CatalogService, jobs: PeriodicJobs) {
    jobs.add({
      name: 'catalog.awaited-activations',
      everyMs: 60_000,
      runBy: 'leader',
      decides: true,
      run: () => catalog.activateAwaited(),
    });
  }
}

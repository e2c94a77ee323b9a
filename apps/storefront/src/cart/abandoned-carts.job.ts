import { Injectable } from '@nestjs/common';
import { PeriodicJobs } from '@throughline/service';
import { CartService } from './cart.service.ts';

/** Removes carts that were abandoned long ago, once an hour. */
@Injectable()
export class AbandonedCartsJob {
  constructor(carts: CartService, jobs: PeriodicJobs) {
    jobs.add({
      name: 'storefront.abandoned-carts',
      everyMs: 60 * 60_000,
      runBy: 'leader',
      decides: false,
      run: () => carts.removeAbandoned(),
    });
  }
}

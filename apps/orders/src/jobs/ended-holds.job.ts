import { Injectable } from '@nestjs/common';
import { PeriodicJobs } from '@throughline/service';
import { OrdersService } from '../orders.service.ts';

/** Gives back what is promised to orders whose hold is over, once a minute. */
@Injectable()
export class EndedHoldsJob {
  constructor(orders: OrdersService, jobs: PeriodicJobs) {
    jobs.add({
      name: 'orders.ended-holds',
      everyMs: 60_000,
      runBy: 'leader',
      decides: true,
      run: () => orders.endHolds(),
    });
  }
}

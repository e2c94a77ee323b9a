import { Injectable } from '@nestjs/common';
import { transaction } from '@throughline/persistence';
import { PeriodicJobs } from '@throughline/service';
import { DataSource } from 'typeorm';
import { InventoryService } from './inventory.service.ts';

/** Sees to it that no day is told that has passed: a delivery that did not come promises nothing until it has a new one. */
@Injectable()
export class PastDeliveriesJob {
  constructor(
    private readonly dataSource: DataSource,
    private readonly inventory: InventoryService,
    jobs: PeriodicJobs,
  ) {
    jobs.add({
      name: 'inventory.past-deliveries',
      everyMs: 60_000,
      runBy: 'leader',
      decides: true,
      run: () => this.run(),
    });
  }

  async run(): Promise<void> {
    while ((await transaction(this.dataSource, (tx) => this.inventory.dropPastDeliveries(tx))) > 0);
  }
}

import { Module } from '@nestjs/common';
import { ServiceModule } from '@throughline/service';
import { EstimatedSettlementJob } from './estimated-settlement.job.ts';
import { InventoryConsumer } from './inventory.consumer.ts';
import { InventoryController } from './inventory.controller.ts';
import { environment } from './inventory.environment.ts';
import { InventoryFindings } from './inventory.findings.ts';
import { InventoryQueries } from './inventory.queries.ts';
import { InventoryService } from './inventory.service.ts';
import { migrations } from './migrations/index.ts';
import { PastDeliveriesJob } from './past-deliveries.job.ts';

@Module({
  imports: [
    ServiceModule.forService({
      name: 'inventory',
      migrations,
      environment,
    }),
  ],
  controllers: [InventoryController, InventoryConsumer],
  providers: [
    InventoryService,
    InventoryQueries,
    InventoryFindings,
    EstimatedSettlementJob,
    PastDeliveriesJob,
  ],
})
export class InventoryModule {}

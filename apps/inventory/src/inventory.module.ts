import { Module } from '@nestjs/common';
import { ServiceModule } from '@throughline/service';
import { EstimatedSettlement } from './estimated-settlement.ts';
import { InventoryConsumer } from './inventory.consumer.ts';
import { InventoryController } from './inventory.controller.ts';
import { environment } from './inventory.environment.ts';
import { InventoryQueries } from './inventory.queries.ts';
import { InventoryService } from './inventory.service.ts';
import { CreateInventory1763710200000 } from './migrations/1763710200000-create-inventory.ts';
import { StockLocationIndex1763810000000 } from './migrations/1763810000000-stock-location-index.ts';

@Module({
  imports: [
    ServiceModule.forService({
      name: 'inventory',
      migrations: [CreateInventory1763710200000, StockLocationIndex1763810000000],
      environment,
    }),
  ],
  controllers: [InventoryController, InventoryConsumer],
  providers: [InventoryService, InventoryQueries, EstimatedSettlement],
})
export class InventoryModule {}

import { Module } from '@nestjs/common';
import { ServiceModule } from '@throughline/service';
import { EndedHoldsJob } from './ended-holds.job.ts';
import { migrations } from './migrations/index.ts';
import { OrdersConsumer } from './orders.consumer.ts';
import { OrdersController } from './orders.controller.ts';
import { environment } from './orders.environment.ts';
import { OrdersFindings } from './orders.findings.ts';
import { OrdersQueries } from './orders.queries.ts';
import { OrdersRestore } from './orders.restore.ts';
import { OrdersService } from './orders.service.ts';
import { PendingOrdersJob } from './pending-orders.job.ts';
import { ReferenceProjection } from './reference.projection.ts';

@Module({
  imports: [ServiceModule.forService({ name: 'orders', migrations, environment })],
  controllers: [OrdersController, OrdersConsumer, OrdersRestore, ReferenceProjection],
  providers: [OrdersService, OrdersQueries, OrdersFindings, PendingOrdersJob, EndedHoldsJob],
})
export class OrdersModule {}

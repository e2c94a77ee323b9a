import { Module } from '@nestjs/common';
import { ServiceModule } from '@throughline/service';
import { EndedHoldsJob } from './jobs/ended-holds.job.ts';
import { migrations } from './migrations/index.ts';
import { OrdersConsumer } from './orders.consumer.ts';
import { OrdersController } from './operations/orders.controller.ts';
import { WaitingFactsController } from './operations/waiting-facts.controller.ts';
import { environment } from './orders.environment.ts';
import { OrdersFindings } from './operations/orders.findings.ts';
import { OrdersQueries } from './operations/orders.queries.ts';
import { OrdersRestore } from './orders.restore.ts';
import { OrdersService } from './orders.service.ts';
import { PendingOrdersJob } from './jobs/pending-orders.job.ts';
import { ReferenceProjection } from './references/reference.projection.ts';

@Module({
  imports: [ServiceModule.forService({ name: 'orders', migrations, environment })],
  controllers: [OrdersController, WaitingFactsController, OrdersConsumer, OrdersRestore, ReferenceProjection],
  providers: [OrdersService, OrdersQueries, OrdersFindings, PendingOrdersJob, EndedHoldsJob],
})
export class OrdersModule {}

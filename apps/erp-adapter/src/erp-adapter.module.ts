import { Module } from '@nestjs/common';
import { ServiceConfig, ServiceModule } from '@throughline/service';
import { DataSource } from 'typeorm';
import { ErasuresController } from './capture/erasures.controller.ts';
import { FlowsController } from './capture/flows.controller.ts';
import { environment } from './environment.ts';
import { entities } from './erp-adapter.entities.ts';
import { ErpAdapterFindings } from './erp-adapter.findings.ts';
import { ExportsController } from './exports/exports.controller.ts';
import { handedOverOrders } from './exports/handed-over.queries.ts';
import { OrdersConsumer } from './exports/orders.consumer.ts';
import { ReferencesConsumer } from './exports/references.consumer.ts';
import { Leader } from './leader.service.ts';
import { Gauges } from './gauges.service.ts';
import { LandingRemovalJob } from './landing/landing-removal.job.ts';
import { migrations } from './migrations/index.ts';
import { PlanController } from './planning/plan.controller.ts';
import { PlanRunsJob } from './planning/plan-runs.job.ts';
import { PlanService } from './planning/plan.service.ts';
import { QuarantineController } from './quarantine/quarantine.controller.ts';
import { ReconciliationRemovalJob } from './reconciliation/reconciliation-removal.job.ts';
import { readConfiguration } from './sources/configuration.ts';
import { SourcesController } from './sources/sources.controller.ts';
import { SourcesService } from './sources/sources.service.ts';
import { SourceRegistry, openSources } from './sources/registry.ts';

@Module({
  imports: [
    ServiceModule.forService({
      name: 'erp-adapter',
      migrations,
      entities,
      environment,
    }),
  ],
  controllers: [
    FlowsController,
    ErasuresController,
    QuarantineController,
    SourcesController,
    PlanController,
    ExportsController,
    OrdersConsumer,
    ReferencesConsumer,
  ],
  providers: [
    {
      provide: SourceRegistry,
      inject: [ServiceConfig, DataSource],
      useFactory: ({ own }: ServiceConfig<typeof environment>, dataSource: DataSource) =>
        openSources(readConfiguration(own), (source) => handedOverOrders(dataSource, source)),
    },
    SourcesService,
    PlanService,
    PlanRunsJob,
    Leader,
    Gauges,
    ErpAdapterFindings,
    ReconciliationRemovalJob,
    LandingRemovalJob,
  ],
})
export class ErpAdapterModule {}

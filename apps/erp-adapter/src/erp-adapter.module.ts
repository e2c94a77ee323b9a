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
import { WaitingOrdersJob } from './exports/waiting-orders.job.ts';
import { Leader } from './leader.service.ts';
import { Gauges } from './gauges.service.ts';
import { DocumentsController } from './intake/documents.controller.ts';
import { DriftController } from './intake/drift.controller.ts';
import { DocumentsService } from './intake/documents.service.ts';
import { LandingRemovalJob } from './intake/landing-removal.job.ts';
import { OrderAnswers } from './manual/order-answers.service.ts';
import { OrderBatchesController } from './manual/order-batches.controller.ts';
import { OrderBatches } from './manual/order-batches.service.ts';
import { BindingsController } from './mending/bindings.controller.ts';
import { Bindings } from './mending/bindings.service.ts';
import { GuardsController } from './mending/guards.controller.ts';
import { Guards } from './mending/guards.service.ts';
import { Repairs } from './mending/repairs.service.ts';
import { RepairsController } from './mending/repairs.controller.ts';
import { migrations } from './migrations/index.ts';
import { PlanController } from './planning/plan.controller.ts';
import { PlanRunsJob } from './planning/plan-runs.job.ts';
import { PlanService } from './planning/plan.service.ts';
import { ExceptionHandling } from './quarantine/handling.service.ts';
import { QuarantineController } from './quarantine/quarantine.controller.ts';
import { ReconciliationRemovalJob } from './reconciliation/reconciliation-removal.job.ts';
import { readConfiguration } from './sources/configuration.ts';
import { SourcesController } from './sources/sources.controller.ts';
import { SourcesService } from './sources/sources.service.ts';
import { SourceRegistry, openSources } from './sources/registry.ts';
import { ExplanationsService } from './trials/explanations.service.ts';
import { TrialsController } from './trials/trials.controller.ts';
import { TrialsService } from './trials/trials.service.ts';

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
    RepairsController,
    BindingsController,
    GuardsController,
    SourcesController,
    TrialsController,
    DocumentsController,
    DriftController,
    PlanController,
    ExportsController,
    OrderBatchesController,
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
    TrialsService,
    ExplanationsService,
    DocumentsService,
    ExceptionHandling,
    Repairs,
    Bindings,
    Guards,
    PlanService,
    PlanRunsJob,
    Leader,
    OrderBatches,
    OrderAnswers,
    Gauges,
    ErpAdapterFindings,
    ReconciliationRemovalJob,
    LandingRemovalJob,
    WaitingOrdersJob,
  ],
})
export class ErpAdapterModule {}

import { Module } from '@nestjs/common';
import { ServiceConfig, ServiceModule } from '@throughline/service';
import { DataSource } from 'typeorm';
import { FlowsController } from './capture/flows.controller.ts';
import { environment } from './environment.ts';
import { ExportsController } from './exports/exports.controller.ts';
import { OrdersConsumer } from './exports/orders.consumer.ts';
import { ReferencesConsumer } from './exports/references.consumer.ts';
import { Leader } from './leader.ts';
import { Gauges } from './gauges.ts';
import { migrations } from './migrations/index.ts';
import { QuarantineController } from './quarantine/quarantine.controller.ts';
import { Source, openSource } from './source.ts';

@Module({
  imports: [
    ServiceModule.forService({
      name: 'erp-adapter',
      migrations,
      environment,
    }),
  ],
  controllers: [FlowsController, QuarantineController, ExportsController, OrdersConsumer, ReferencesConsumer],
  providers: [
    {
      provide: Source,
      inject: [ServiceConfig, DataSource],
      useFactory: ({ own }: ServiceConfig<typeof environment>, dataSource: DataSource) =>
        openSource({
          source: own.ERP_SOURCE,
          url: own.ERP_DATABASE_URL,
          mappingFile: own.ERP_MAPPING_FILE,
          dataSource,
        }),
    },
    Leader,
    Gauges,
  ],
})
export class ErpAdapterModule {}

import { Module } from '@nestjs/common';
import { ServiceModule } from '@throughline/service';
import { CatalogConsumer } from './catalog.consumer.ts';
import { CatalogController } from './catalog.controller.ts';
import { CatalogService } from './catalog.service.ts';
import { AwaitedActivationsJob } from './awaited-activations.job.ts';
import { migrations } from './migrations/index.ts';
import { SuspensionJob } from './suspension.job.ts';

@Module({
  imports: [ServiceModule.forService({ name: 'catalog', migrations })],
  controllers: [CatalogController, CatalogConsumer],
  providers: [CatalogService, AwaitedActivationsJob, SuspensionJob],
})
export class CatalogModule {}

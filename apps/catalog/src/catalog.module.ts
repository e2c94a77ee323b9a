import { Module } from '@nestjs/common';
import { ServiceModule } from '@throughline/service';
import { CatalogConsumer } from './catalog.consumer.ts';
import { CatalogController } from './catalog.controller.ts';
import { CatalogService } from './catalog.service.ts';
import { CreateCatalog1763710000000 } from './migrations/1763710000000-create-catalog.ts';

@Module({
  imports: [ServiceModule.forService({ name: 'catalog', migrations: [CreateCatalog1763710000000] })],
  controllers: [CatalogController, CatalogConsumer],
  providers: [CatalogService],
})
export class CatalogModule {}

import { Module } from '@nestjs/common';
import { ServiceModule } from '@throughline/service';
import { migrations } from './migrations/index.ts';
import { PriceRemovalJob } from './price-removal.job.ts';
import { PricingConsumer } from './pricing.consumer.ts';
import { PricingController } from './pricing.controller.ts';
import { environment } from './pricing.environment.ts';
import { PricingService } from './pricing.service.ts';
import { SourcesProjection } from './sources.projection.ts';

@Module({
  imports: [
    ServiceModule.forService({
      name: 'pricing',
      migrations,
      environment,
    }),
  ],
  controllers: [PricingController, PricingConsumer, SourcesProjection],
  providers: [PricingService, PriceRemovalJob],
})
export class PricingModule {}

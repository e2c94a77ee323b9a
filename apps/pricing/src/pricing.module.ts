import { Module } from '@nestjs/common';
import { ServiceModule } from '@throughline/service';
import { CreatePricing1763710100000 } from './migrations/1763710100000-create-pricing.ts';
import { PriceUnits1764374400000 } from './migrations/1764374400000-price-units.ts';
import { PriceRemovalJob } from './price-removal.job.ts';
import { PricingConsumer } from './pricing.consumer.ts';
import { PricingController } from './pricing.controller.ts';
import { environment } from './pricing.environment.ts';
import { PricingService } from './pricing.service.ts';

@Module({
  imports: [
    ServiceModule.forService({
      name: 'pricing',
      migrations: [CreatePricing1763710100000, PriceUnits1764374400000],
      environment,
    }),
  ],
  controllers: [PricingController, PricingConsumer],
  providers: [PricingService, PriceRemovalJob],
})
export class PricingModule {}

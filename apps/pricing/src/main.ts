import { bootstrap } from '@throughline/service';
import { PricingModule } from './pricing.module.ts';

await bootstrap('pricing', PricingModule);

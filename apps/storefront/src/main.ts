import { bootstrap } from '@throughline/service';
import { StorefrontModule } from './storefront.module.ts';

await bootstrap('storefront', StorefrontModule);

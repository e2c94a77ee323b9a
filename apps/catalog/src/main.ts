import { bootstrap } from '@throughline/service';
import { CatalogModule } from './catalog.module.ts';

await bootstrap('catalog', CatalogModule);

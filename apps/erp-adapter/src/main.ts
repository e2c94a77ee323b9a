import { bootstrap } from '@throughline/service';
import { ErpAdapterModule } from './erp-adapter.module.ts';

await bootstrap('erp-adapter', ErpAdapterModule);

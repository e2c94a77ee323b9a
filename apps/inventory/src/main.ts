import { bootstrap } from '@throughline/service';
import { InventoryModule } from './inventory.module.ts';

await bootstrap('inventory', InventoryModule);

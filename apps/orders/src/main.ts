import { bootstrap } from '@throughline/service';
import { OrdersModule } from './orders.module.ts';

await bootstrap('orders', OrdersModule);

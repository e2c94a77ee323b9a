import { bootstrap } from '@throughline/service';
import { CustomersModule } from './customers.module.ts';

await bootstrap('customers', CustomersModule);

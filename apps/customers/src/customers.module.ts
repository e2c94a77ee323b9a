import { Module } from '@nestjs/common';
import { ServiceModule } from '@throughline/service';
import { CustomersConsumer } from './customers.consumer.ts';
import { CustomersController } from './customers.controller.ts';
import { environment } from './customers.environment.ts';
import { CustomersService } from './customers.service.ts';
import { CreateCustomers1763710200000 } from './migrations/1763710200000-create-customers.ts';
import { AccountRelations1764374500000 } from './migrations/1764374500000-account-relations.ts';
import { ProfileStatistics1765020000000 } from './migrations/1765020000000-profile-statistics.ts';

@Module({
  imports: [
    ServiceModule.forService({
      name: 'customers',
      migrations: [
        CreateCustomers1763710200000,
        AccountRelations1764374500000,
        ProfileStatistics1765020000000,
      ],
      environment,
    }),
  ],
  controllers: [CustomersController, CustomersConsumer],
  providers: [CustomersService],
})
export class CustomersModule {}

import { withoutStatistics } from '@throughline/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ErasedCustomers1765010000000 implements MigrationInterface {
  readonly name = 'ErasedCustomers1765010000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table erased_customers (
        source text not null,
        number text not null,
        erased_at timestamptz not null default now(),
        primary key (source, number)
      );
      comment on table erased_customers is 'Customers that are not published, although the back office may have them'`);
    const columns = ['email', 'name', 'company', 'street', 'street2', 'postal_code', 'city', 'phone'];
    await runner.query(
      withoutStatistics('orders_recipients', Object.fromEntries(columns.map((column) => [column, 'text']))),
    );
    await runner.query(withoutStatistics('quarantine', { raw: 'jsonb' }));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table erased_customers');
  }
}

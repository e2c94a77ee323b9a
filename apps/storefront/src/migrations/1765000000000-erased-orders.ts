import { withoutStatistics } from '@throughline/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ErasedOrders1765000000000 implements MigrationInterface {
  readonly name = 'ErasedOrders1765000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table placed_orders add column erased_at timestamptz;
      comment on column placed_orders.erased_at is 'When it was erased whose order it is; null while that is kept'`);
    const columns = ['name', 'company', 'street', 'street2', 'postal_code', 'city'];
    await runner.query(
      withoutStatistics('orders_recipients', Object.fromEntries(columns.map((column) => [column, 'text']))),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table placed_orders drop column erased_at');
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Deliveries that nobody waits for yet, and what back offices can hold of an order. */
export class DeliveriesSources1764900200000 implements MigrationInterface {
  readonly name = 'DeliveriesSources1764900200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table inventory_availability add column incoming jsonb;
      alter table erp_sources add column takes_orders boolean, add column limits jsonb`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table erp_sources drop column takes_orders, drop column limits;
      alter table inventory_availability drop column incoming`);
  }
}

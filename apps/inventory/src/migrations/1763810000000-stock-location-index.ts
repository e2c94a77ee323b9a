import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Lets the index by location tell SKUs apart. Without statistics, as during the first load of a catalogue, it looks to
 * the planner as good as the primary key, and then reads every SKU of the location for each row that is looked for.
 */
export class StockLocationIndex1763810000000 implements MigrationInterface {
  readonly name = 'StockLocationIndex1763810000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('drop index erp_stock_location');
    await runner.query('create index erp_stock_location on erp_stock (source, location, sku)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index erp_stock_location');
    await runner.query('create index erp_stock_location on erp_stock (source, location)');
  }
}

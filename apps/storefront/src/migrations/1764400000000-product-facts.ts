import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the catalog publishes of a SKU and no query looks for is kept as it is, so that a new field needs no column. */
export class ProductFacts1764400000000 implements MigrationInterface {
  readonly name = 'ProductFacts1764400000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table catalog_products add column facts jsonb');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table catalog_products drop column facts');
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is past is found by its end, to be removed. */
export class PastPrices1764910000000 implements MigrationInterface {
  readonly name = 'PastPrices1764910000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create index price_versions_past on price_versions (coalesce(valid_to, valid_from)) where not published`);
    await runner.query('create index price_history_past on price_history (least(recorded_to, valid_to))');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index price_history_past');
    await runner.query('drop index price_versions_past');
  }
}

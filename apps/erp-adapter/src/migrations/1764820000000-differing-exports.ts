import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Documents that differ are few among all that were ever handed over. */
export class DifferingExports1764820000000 implements MigrationInterface {
  readonly name = 'DifferingExports1764820000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create index exports_differing on exports (place) where differences <> '[]'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index exports_differing');
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

const tables = ['price_versions', 'price_history'];

/** Defaults are what a price said before: who writes without these columns still writes what is right. */
export class PriceUnits1764374400000 implements MigrationInterface {
  readonly name = 'PriceUnits1764374400000';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of tables) {
      await runner.query(`
        alter table ${table}
          add column source text not null default '',
          add column per_quantity bigint not null default 1,
          add column max_quantity bigint`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of tables) {
      await runner.query(`
        alter table ${table} drop column source, drop column per_quantity, drop column max_quantity`);
    }
  }
}

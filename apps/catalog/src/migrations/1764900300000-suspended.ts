import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Products that are off sale because of the back office, and policies that are its own. A replica of the version before
 * knows neither: to it the ones are withdrawn, and the others `show`.
 */
export class Suspended1764900300000 implements MigrationInterface {
  readonly name = 'Suspended1764900300000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table products
        add column suspended boolean not null default false,
        add column at_zero_said boolean not null default false;
      update products set at_zero_said = true where at_zero <> 'show';
      comment on column products.suspended is 'Withdrawn because of the back office alone, and comes back with its item';
      comment on column products.at_zero_said is 'Whether a person has said what happens at zero stock'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table products drop column suspended, drop column at_zero_said');
  }
}

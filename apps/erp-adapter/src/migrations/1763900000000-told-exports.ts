import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whether the state that an order's hand-over has reached was published: those that pass at once are not. */
export class ToldExports1763900000000 implements MigrationInterface {
  readonly name = 'ToldExports1763900000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table exports add column told boolean not null default true;
      create index exports_untold on exports (state_at) where not told`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table exports drop column told');
  }
}

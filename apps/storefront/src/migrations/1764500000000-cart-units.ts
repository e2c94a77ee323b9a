import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The unit of sale that a line counts; empty in those of an earlier version: the one that is offered first. */
export class CartUnits1764500000000 implements MigrationInterface {
  readonly name = 'CartUnits1764500000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table cart_lines add column unit text not null default ''`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table cart_lines drop column unit');
  }
}

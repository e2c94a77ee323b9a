import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Contract 0.2: everything is read again, because records say more than before. Taxes have other keys, on a topic that is
 * made anew; what was published of them is forgotten, or else the old keys would be withdrawn there.
 */
export class ReadAnew1764460000000 implements MigrationInterface {
  readonly name = 'ReadAnew1764460000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of ['source_records', 'quarantine'])
      await runner.query(`delete from ${table} where flow = 'taxes'`);
    await runner.query('update flows set loaded_with = null');
  }

  /** The version before has to read everything again as well. */
  async down(runner: QueryRunner): Promise<void> {
    await this.up(runner);
  }
}

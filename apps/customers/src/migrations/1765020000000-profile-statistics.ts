import { withoutStatistics } from '@throughline/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whoever is erased is not to be found in what the planner knows of the column. */
export class ProfileStatistics1765020000000 implements MigrationInterface {
  readonly name = 'ProfileStatistics1765020000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(withoutStatistics('accounts', { profile: 'jsonb' }));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table accounts alter column profile set statistics -1');
  }
}

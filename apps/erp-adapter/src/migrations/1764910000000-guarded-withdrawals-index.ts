import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A table that was emptied in the back office leaves as many withdrawals, which are counted at every scrape. */
export class GuardedWithdrawalsIndex1764910000000 implements MigrationInterface {
  readonly name = 'GuardedWithdrawalsIndex1764910000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create index guarded_withdrawals_waiting on guarded_withdrawals (source, flow, since) where not accepted`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index guarded_withdrawals_waiting');
  }
}

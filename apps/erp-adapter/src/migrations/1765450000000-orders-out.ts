import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Orders that wait for a run of the plan, or for an answer of the back office. */
export class OrdersOut1765450000000 implements MigrationInterface {
  readonly name = 'OrdersOut1765450000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table exports drop constraint exports_waits_for_check,
        add constraint exports_waits_for_check
          check (waits_for in ('recipient', 'account', 'batch', 'clerk', 'plan', 'answer')) not valid`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      update exports set waits_for = null where waits_for in ('plan', 'answer');
      alter table exports drop constraint exports_waits_for_check,
        add constraint exports_waits_for_check check (waits_for in ('recipient', 'account', 'batch', 'clerk'))`);
  }
}

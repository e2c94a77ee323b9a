import type { MigrationInterface, QueryRunner } from 'typeorm';

const states = `'placed', 'received', 'parked', 'sent', 'acknowledged', 'verified', 'refused'`;

/** Tells orders that were cancelled before their hand-over from those that the back office refused. */
export class CancelledExports1763820000000 implements MigrationInterface {
  readonly name = 'CancelledExports1763820000000';

  async up(runner: QueryRunner): Promise<void> {
    await allow(runner, `${states}, 'cancelled'`);
    await runner.query(
      `update exports set state = 'cancelled'
       where state = 'refused' and reason = 'It was cancelled before it was handed over'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`update exports set state = 'refused' where state = 'cancelled'`);
    await allow(runner, states);
  }
}

async function allow(runner: QueryRunner, list: string): Promise<void> {
  await runner.query(`
    alter table exports drop constraint exports_state_check,
      add constraint exports_state_check check (state in (${list}))`);
}

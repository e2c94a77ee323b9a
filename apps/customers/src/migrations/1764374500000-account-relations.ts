import type { MigrationInterface, QueryRunner } from 'typeorm';

const fields = ['parentNumber', 'billToNumber'];

/** Profiles need no new columns; these find the accounts that name a customer. */
export class AccountRelations1764374500000 implements MigrationInterface {
  readonly name = 'AccountRelations1764374500000';

  async up(runner: QueryRunner): Promise<void> {
    for (const field of fields) {
      await runner.query(`create index "accounts_${field}" on accounts (source, (profile ->> '${field}'))`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const field of fields) await runner.query(`drop index "accounts_${field}"`);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateCustomers1763710200000 implements MigrationInterface {
  readonly name = 'CreateCustomers1763710200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create sequence account_numbers start 100001');
    await runner.query(`
      create table erp_customer_versions (
        source text not null,
        number text not null,
        erp_sequence bigint not null,
        primary key (source, number)
      )`);
    await runner.query(`
      create table accounts (
        account text primary key,
        source text not null,
        number text not null,
        profile jsonb,
        sequence bigint not null,
        unique (source, number)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table accounts');
    await runner.query('drop table erp_customer_versions');
    await runner.query('drop sequence account_numbers');
  }
}

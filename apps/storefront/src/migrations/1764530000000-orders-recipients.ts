import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where orders go to, for the page of the order: a copy, so that what is erased there is erased here. */
export class OrdersRecipients1764530000000 implements MigrationInterface {
  readonly name = 'OrdersRecipients1764530000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table orders_recipients (
        order_number text primary key, name text, company text, street text, street2 text, postal_code text, city text,
        country text, region text, version bigint not null, deleted boolean not null default false
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table orders_recipients');
  }
}

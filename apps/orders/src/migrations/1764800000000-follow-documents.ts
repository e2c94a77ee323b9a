import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What an order is followed by, and which orders a document concerns. Null: written before, see `followedBefore`. */
export class FollowDocuments1764800000000 implements MigrationInterface {
  readonly name = 'FollowDocuments1764800000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table orders add column followed jsonb');
    await runner.query(`
      create table order_documents (
        document text not null,
        order_no text not null,
        primary key (document, order_no)
      )`);
    await runner.query(`
      insert into order_documents (document, order_no)
      select d, order_no from orders, jsonb_object_keys(documents) d
      where d like 'erp.orders %' or d like 'erp.invoices %'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table order_documents');
    await runner.query('alter table orders drop column followed');
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

export class OrderFiles1765460000000 implements MigrationInterface {
  readonly name = 'OrderFiles1765460000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table order_files (
        source text not null,
        seq bigint not null,
        path text not null,
        made_at timestamptz not null default now(),
        sha256 text not null,
        content bytea,
        delivery jsonb,
        delivered_at timestamptz,
        trouble text,
        primary key (source, seq),
        unique (source, path)
      );
      comment on table order_files is 'Files by which orders were handed over, noted before they are written, see ADR 052';
      comment on column order_files.content is 'Until it is delivered; then null, because it holds names and addresses';
      comment on column order_files.delivery is 'How far it is, as the file store has it; null before it was begun';
      comment on column order_files.trouble is 'Why it cannot be delivered, until a person mends it';
      create index order_files_under_way on order_files (source, seq) where delivered_at is null;

      create table order_file_orders (
        source text not null,
        order_number text not null,
        seq bigint not null,
        reference text not null,
        primary key (source, order_number),
        foreign key (source, seq) references order_files
      );
      comment on table order_file_orders is 'The file in which an order was handed over: one, for ever';
      comment on column order_file_orders.reference is 'What the file calls it, by which it is answered';`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table order_file_orders, order_files');
  }
}

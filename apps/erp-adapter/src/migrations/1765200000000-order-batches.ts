import type { MigrationInterface, QueryRunner } from 'typeorm';

export class OrderBatches1765200000000 implements MigrationInterface {
  readonly name = 'OrderBatches1765200000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table order_batches (
        id bigint generated always as identity primary key,
        source text not null,
        language text not null,
        location text,
        family text,
        made_at timestamptz not null default now(),
        made_by text not null
      );
      comment on table order_batches is 'Orders on paper, for a clerk who types them into the back office';
      comment on column order_batches.location is 'What was asked for; null for any';

      create table order_batch_orders (
        batch bigint not null references order_batches,
        order_number text not null,
        place integer not null,
        location text,
        family text,
        family_name text,
        customer text not null,
        items jsonb not null,
        cancelled jsonb not null,
        in_doubt boolean not null,
        primary key (batch, order_number)
      );
      comment on table order_batch_orders is 'What was on paper, but for the document and the recipient of the order';
      comment on column order_batch_orders.items is 'Keys of items in the back office by SKU, where they are others';
      comment on column order_batch_orders.cancelled is 'Units by line that were not wanted any more';
      comment on column order_batch_orders.in_doubt is 'It may be in the back office already, by a connector';

      create table order_batch_changes (
        batch bigint not null references order_batches,
        order_number text not null,
        earlier bigint not null references order_batches,
        erp_number text,
        whole boolean not null,
        lines jsonb not null,
        primary key (batch, order_number)
      );
      comment on table order_batch_changes is 'What the cover of a batch says of orders of earlier ones';

      create table keyed_documents (
        source text not null,
        order_number text not null,
        status text not null,
        lines jsonb not null,
        shipments jsonb not null,
        changed_at timestamptz not null default now(),
        primary key (source, order_number)
      );
      comment on table keyed_documents is 'How the documents of orders stand in the back office, as clerks have said';

      create table unpublished_numbers (
        source text not null,
        order_number text not null,
        was text,
        number text not null,
        heard boolean not null,
        primary key (source, order_number)
      );
      comment on table unpublished_numbers is
        'Numbers under which no document is published before the order is known by them, see ADR 043';
      comment on column unpublished_numbers.was is 'Number under which its document is published; null for none';`);
    await runner.query(`
      alter table exports add column batch bigint;
      comment on column exports.batch is 'Order batch in which it is; null when it is not on paper';
      alter table exports drop constraint exports_waits_for_check,
        add constraint exports_waits_for_check check (waits_for in ('recipient', 'account', 'batch', 'clerk')) not valid;
      create index exports_without_number on exports (source, place) where state in ('received', 'parked', 'sent');
      create index exports_under_way on exports (source, state_at)
        where state in ('refused', 'parked', 'received', 'sent') or state = 'acknowledged' and batch is null;
      create index exports_changed_on_paper on exports (source, place)
        where batch is not null and cancellations <> cancellations_told;
      create index exports_batch on exports (batch) where batch is not null`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop index exports_without_number, exports_under_way;
      update exports set waits_for = null where waits_for in ('batch', 'clerk');
      alter table exports drop column batch, drop constraint exports_waits_for_check,
        add constraint exports_waits_for_check check (waits_for in ('recipient', 'account'))`);
    await runner.query(`drop table unpublished_numbers, keyed_documents, order_batch_changes, order_batch_orders,
      order_batches`);
  }
}

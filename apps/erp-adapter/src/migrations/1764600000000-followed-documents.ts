import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What is kept of orders so that their documents can be followed: units given up, when a document was compared, and which
 * others carry our number. Orders, invoices and stock are read again, because what is ours is told otherwise than before.
 */
export class FollowedDocuments1764600000000 implements MigrationInterface {
  readonly name = 'FollowedDocuments1764600000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table export_lines
        add column cancelled_there bigint not null default 0,
        add column cancelled_told bigint not null default 0,
        add column released bigint not null default 0;
      comment on column export_lines.cancelled is 'Units that are not wanted any more, whoever cancelled them';
      comment on column export_lines.cancelled_there is 'Of these, units that the back office cancelled by itself';
      comment on column export_lines.cancelled_told is
        'Of these, units that the back office was told of; all others of it when the counts of the export agree';
      comment on column export_lines.released is 'Units given up because no line of the document stands for them';

      alter table exports add column compared_at timestamptz;
      comment on column exports.compared_at is 'Instant of the snapshot in which its document was compared last';
      create index exports_erp_number on exports (source, erp_number) where erp_number is not null;
      create index exports_differing on exports (source, place) where differences <> '[]';

      create table second_documents (
        source text not null,
        document text not null,
        order_number text not null,
        net numeric not null,
        primary key (source, document)
      );
      create index second_documents_order on second_documents (source, order_number);
      comment on table second_documents is 'Documents that carry our number and are not those of the order';

      create table rereads (
        id bigint generated always as identity primary key,
        source text not null,
        flow text not null,
        source_key text not null
      );
      create index rereads_source on rereads (source, id);
      comment on table rereads is 'What is to be read again because of something in this database';

      update flows set loaded_with = null where flow in ('orders', 'invoices', 'stock')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table rereads, second_documents;
      drop index exports_differing, exports_erp_number;
      alter table exports drop column compared_at;
      alter table export_lines drop column cancelled_there, drop column cancelled_told, drop column released;
      update flows set loaded_with = null where flow in ('orders', 'invoices', 'stock')`);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Orders whose documents were deleted: their numbers may be given to others. */
export class GoneDocuments1764920000000 implements MigrationInterface {
  readonly name = 'GoneDocuments1764920000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table exports add column document_gone boolean not null default false;
      comment on column exports.document_gone is 'Its document was seen to be gone and is not there again';
      update exports e set document_gone = true from source_records r
      where r.source = e.source and r.flow = 'orders' and r.key = e.source || '|' || e.erp_number and r.deleted`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table exports drop column document_gone');
  }
}

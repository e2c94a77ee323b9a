import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the columns of a reader hold, what of that has changed, and by which columns its records hang on others. */
export class ReaderProfiles1765410000000 implements MigrationInterface {
  readonly name = 'ReaderProfiles1765410000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table reader_states
        add column linked_by text,
        add column profile jsonb,
        add column drift jsonb,
        add column drifted_at timestamptz;
      comment on column reader_states.linked_by is 'By what its records were joined to those of others; null where that is not known';
      comment on column reader_states.profile is 'What its columns held in the last document that counts, or are by the catalogue of its database';
      comment on column reader_states.drift is 'How its columns have changed: the last change that was told, or one that waits for a person';

      alter table landed_documents add column profile jsonb;
      comment on column landed_documents.profile is 'What its columns hold'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table landed_documents drop column profile;
      alter table reader_states drop column drifted_at, drop column drift, drop column profile, drop column linked_by`);
  }
}

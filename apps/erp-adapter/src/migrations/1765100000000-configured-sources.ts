import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sources by document, the plan of their flows, and their records as they were received. */
export class ConfiguredSources1765100000000 implements MigrationInterface {
  readonly name = 'ConfiguredSources1765100000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table leaderships drop constraint leaderships_duty_check;
      alter table leaderships add constraint leaderships_duty_check check (duty in ('intake', 'capture', 'exports'));

      create table source_versions (
        source text not null,
        version integer not null,
        document text not null,
        author text not null,
        note text,
        applied_at timestamptz not null default now(),
        primary key (source, version)
      );
      comment on table source_versions is 'Documents of sources as they were applied; the newest of a source holds';

      create table plan_entries (
        flow text not null,
        scope text not null,
        code text not null default '',
        source text not null,
        mode text not null check (mode in ('off', 'manual', 'batch', 'real-time')),
        schedule text,
        owner text,
        note text,
        author text not null,
        since timestamptz not null default now(),
        primary key (flow, scope, code)
      );
      comment on table plan_entries is 'Which source owns which part of a flow, and how it runs';

      create table plan_changes (
        id bigint generated always as identity primary key,
        at timestamptz not null default now(),
        author text not null,
        flow text not null,
        scope text not null,
        code text not null,
        before jsonb,
        after jsonb,
        note text
      );
      comment on table plan_changes is 'Every change of the plan';

      create table reader_states (
        source text not null,
        reader text not null,
        cursor text,
        identity text,
        distrusted text,
        ambiguous text[] not null default '{}',
        heard_at timestamptz,
        swept_at timestamptz,
        sweep_wanted text,
        columns text[],
        trouble text,
        findings jsonb not null default '[]',
        primary key (source, reader)
      );
      comment on table reader_states is 'How far each reader of a configured source has come';
      comment on column reader_states.cursor is 'Where the next look for changes begins';
      comment on column reader_states.distrusted is 'Why changes may be missed';
      comment on column reader_states.ambiguous is 'Keys of which there is more than one row';
      comment on column reader_states.heard_at is 'Up to when all is known, by the source';
      comment on column reader_states.columns is 'Columns of its last document that counts';
      comment on column reader_states.trouble is 'Why it cannot be read at present';
      comment on column reader_states.findings is 'What lies there and cannot be used';
      comment on column reader_states.sweep_wanted is 'Why all of it is to be compared';

      create table landed_documents (
        id bigint generated always as identity primary key,
        source text not null,
        reader text not null,
        name text not null,
        content_hash text not null,
        bytes bigint not null,
        says text not null check (says in ('everything', 'changes')),
        as_of timestamptz not null,
        sequence bigint,
        received_at timestamptz not null default now(),
        received_by text,
        state text not null default 'landing'
          check (state in ('landing', 'landed', 'waiting', 'accepted', 'applied', 'refused')),
        because text,
        answered_by text,
        records bigint not null default 0,
        applied_to bigint not null default 0,
        verdict jsonb
      );
      comment on table landed_documents is 'Documents of configured sources, each judged as a whole before any of it counts';
      comment on column landed_documents.as_of is 'When it was so, by the source';
      comment on column landed_documents.received_by is 'Who uploaded it; null of a document that was fetched';
      comment on column landed_documents.answered_by is 'Who had it accepted or refused; null when nobody had to';
      comment on column landed_documents.applied_to is 'Ordinal up to which its records count';
      create index landed_documents_open on landed_documents (source, id) where state not in ('applied', 'refused');
      create index landed_documents_reader on landed_documents (source, reader, received_at);

      create table received_files (
        id bigint generated always as identity primary key,
        source text not null,
        reader text not null,
        document bigint,
        record jsonb not null,
        decided_at timestamptz not null default now()
      );
      comment on table received_files is 'What was decided of each file, and where it is now';
      create index received_files_reader on received_files (source, reader, id);

      create table landed_rows (
        document bigint not null,
        landed_on date not null,
        ordinal bigint not null,
        source_key text collate "C" not null,
        position bigint not null,
        hash text not null,
        "values" jsonb not null,
        primary key (document, ordinal, landed_on)
      ) partition by range (landed_on);
      comment on table landed_rows is 'Records of documents as received, a partition for each day';

      create index landed_rows_key on landed_rows (document, source_key);

      create table landed_records (
        source text not null,
        reader text not null,
        source_key text collate "C" not null,
        hash text not null,
        "values" jsonb,
        position bigint not null,
        join_key text collate "C",
        refs text[] not null default '{}',
        as_of timestamptz not null,
        key_range bigint,
        sum_high bigint,
        sum_low bigint,
        primary key (source, reader, source_key)
      );
      comment on table landed_records is 'What each reader of a configured source last said of each of its keys';
      comment on column landed_records."values" is 'Null of a key that is gone';
      comment on column landed_records.join_key is 'Value of the columns by which other readers refer to it';
      comment on column landed_records.refs is 'Reader and join key of each record that it refers to';
      comment on column landed_records.key_range is 'Of a table: the beginning of the hash of its key, by which a sweep compares';
      comment on column landed_records.sum_high is 'With sum_low, the hash that the database of the source computes of the record';
      create index landed_records_range on landed_records (source, reader, key_range) where key_range is not null;
      create index landed_records_join on landed_records (source, reader, join_key) where join_key is not null;
      create index landed_records_refs on landed_records using gin (refs) where refs <> '{}';
      create index landed_records_gone on landed_records (as_of) where "values" is null;

      create table landed_changes (
        id bigint generated always as identity primary key,
        source text not null,
        flow text not null,
        source_key text collate "C" not null,
        at timestamptz not null,
        traceparent text
      );
      comment on table landed_changes is 'Records that have changed and are to be read again, by flow';
      create index landed_changes_source on landed_changes (source, id);
      create index landed_changes_key on landed_changes (source, flow, source_key)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      delete from leaderships where duty = 'intake';
      alter table leaderships drop constraint leaderships_duty_check;
      alter table leaderships add constraint leaderships_duty_check check (duty in ('capture', 'exports'));
      drop table plan_changes;
      drop table plan_entries;
      drop table source_versions;
      drop table reader_states;
      drop table landed_changes;
      drop table landed_records;
      drop table landed_rows;
      drop table received_files;
      drop table landed_documents`);
  }
}

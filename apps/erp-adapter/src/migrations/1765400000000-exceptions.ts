import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What people do about records that are held back, and codes that they have bound. Everything is read again, by which
 * the causes become known; a replica of the version before writes them as `other`.
 */
export class Exceptions1765400000000 implements MigrationInterface {
  readonly name = 'Exceptions1765400000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table quarantine
        add column rule text not null default 'other',
        add column about text,
        add column source_column text,
        add column cause_group text generated always as (
          md5(source || E'\\n' || flow || E'\\n' || severity || E'\\n' || rule || E'\\n'
            || regexp_replace(field, '\\[[0-9]+\\]', '[]', 'g') || E'\\n' || coalesce(about, ''))) stored;
      comment on column quarantine.rule is 'What is wrong, as a word that programs know';
      comment on column quarantine.about is 'What else one mend has to be about, as an unknown code';
      comment on column quarantine.source_column is 'Whose value it is about; null where that is none alone';
      comment on column quarantine.cause_group is 'The same of all entries that one mend helps';
      create index quarantine_group on quarantine (cause_group, key);

      create sequence exception_versions;
      create table exceptions (
        source text not null,
        flow text not null,
        key text not null,
        id text not null generated always as (md5(source || E'\\n' || flow || E'\\n' || key)) stored,
        parent text collate "C" not null,
        said text not null,
        assignee text,
        note text,
        ignored_because text,
        ignored_row text,
        primary key (source, flow, key)
      );
      create unique index exceptions_id on exceptions (id);
      create index exceptions_parent on exceptions (source, flow, parent);
      create index exceptions_assignee on exceptions (assignee) where assignee is not null;
      create index exceptions_ignored on exceptions (source, flow, key) where ignored_because is not null;
      comment on table exceptions is 'Records that are held back, and what people have said of them';
      comment on column exceptions.said is 'Hash of what was published of it';
      comment on column exceptions.ignored_because is 'Why it may stay as it is while its row does';
      comment on column exceptions.ignored_row is 'Hash of that row';

      create table repairs (
        id bigint generated always as identity primary key,
        source text not null,
        reader text not null,
        source_key text collate "C" not null,
        path text[] not null,
        replaced text,
        value text,
        reason text not null,
        author text not null,
        made_at timestamptz not null default now(),
        ended_at timestamptz,
        ended_because text check (ended_because in ('changed', 'gone'))
      );
      create unique index repairs_open on repairs (source, reader, source_key, path) where ended_at is null;
      create index repairs_key on repairs (source, reader, source_key);
      create index repairs_ended on repairs (source, ended_at) where ended_at is not null;
      comment on table repairs is 'Values that people have laid over what a source says, each as long as that says the same';
      comment on column repairs.path is 'Names that lead to the value';
      comment on column repairs.replaced is 'What the source says there; null where that is nothing';

      create table bound_codes (
        source text not null,
        kind text not null,
        source_key text collate "C" not null,
        code text not null,
        reason text not null,
        author text not null,
        bound_at timestamptz not null default now(),
        primary key (source, kind, source_key)
      );
      create unique index bound_codes_code on bound_codes (source, kind, code);
      comment on table bound_codes is 'Codes that people have given rows whose own keys come to others';

      create table item_gtins (
        source text not null,
        source_key text collate "C" not null,
        gtin text not null,
        primary key (source, source_key)
      );
      create index item_gtins_gtin on item_gtins (gtin);
      comment on table item_gtins is 'By which items of several sources may be the same';

      alter table guarded_withdrawals add column refused boolean not null default false;
      comment on column guarded_withdrawals.refused is 'Stays published, by the word of a person';

      update flows set loaded_with = null`);
    // What may stand in them is not to be kept among the statistics either.
    await runner.query(`
      alter table quarantine alter column about set statistics 0;
      alter table repairs alter column replaced set statistics 0, alter column value set statistics 0;
      alter table exceptions alter column note set statistics 0`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table guarded_withdrawals drop column refused;
      drop table item_gtins, bound_codes, repairs, exceptions;
      drop sequence exception_versions;
      drop index quarantine_group;
      alter table quarantine drop column cause_group, drop column about, drop column rule, drop column source_column`);
  }
}

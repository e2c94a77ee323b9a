import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Runs of the plan, and what tells which part of a flow a record is in. */
export class PlanRuns1765120000000 implements MigrationInterface {
  readonly name = 'PlanRuns1765120000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table plan_entries
        add column resumes text check (resumes in ('manual', 'batch', 'real-time')),
        add column generation bigint not null default 0,
        add column next_run_at timestamptz,
        add column ran_at timestamptz;
      comment on column plan_entries.resumes is 'Mode in which an entry that pauses goes on';
      comment on column plan_entries.generation is 'Change of the plan that made it so';
      comment on column plan_entries.next_run_at is 'When its next batch is due';
      comment on column plan_entries.ran_at is 'State of the source that its last whole run published';

      alter table reconciliations
        add column run_scope text,
        add column run_code text,
        add column run_generation bigint,
        add column as_of timestamptz;
      comment on column reconciliations.run_scope is 'Of a run: scope of the entry of the plan; null of what publishes no batches';
      comment on column reconciliations.run_generation is 'The entry as it stood when the run was asked for';
      comment on column reconciliations.as_of is 'When its first page was read, by the clock of the source';
      create unique index reconciliations_open_runs on reconciliations (source, flows, run_scope, run_code)
        where run_scope is not null and state <> 'done';

      create table item_families (
        source text not null,
        sku text not null,
        family text not null,
        primary key (source, sku)
      );
      comment on table item_families is 'Family of each item, as each source last said it';
      create index item_families_sku on item_families (sku);

      alter table source_records add column account_group text;
      comment on column source_records.account_group is 'Account group that a record was last said for; kept while the plan asks for it'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table source_records drop column account_group;
      drop table item_families;
      delete from reconciliations where run_scope is not null;
      drop index reconciliations_open_runs;
      alter table reconciliations drop column run_scope, drop column run_code, drop column run_generation,
        drop column as_of;
      alter table plan_entries drop column resumes, drop column generation, drop column next_run_at, drop column ran_at`);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What waits for another owner of its code, and withdrawals that wait for a person. Everything is read again: what hangs
 * on the second row of a code is withdrawn, and items say more than before. A replica of the version before writes
 * neither `awaits` nor `withdrawn_at`: what it holds back is judged anew by this reading.
 */
export class BindingsGuard1764900000000 implements MigrationInterface {
  readonly name = 'BindingsGuard1764900000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table quarantine add column awaits text;
      comment on column quarantine.awaits is 'Flow and code: read again when another row has it';
      create index quarantine_awaits on quarantine (source, awaits) where awaits is not null;

      create index source_records_code on source_records (source, flow, split_part(key, '|', 2))
        where flow in ('prices', 'stock') and not deleted;

      alter table source_records add column withdrawn_at timestamptz;
      comment on column source_records.withdrawn_at is 'When it was withdrawn without a person having accepted that';
      create index source_records_withdrawn on source_records (source, flow, withdrawn_at)
        where withdrawn_at is not null;

      create table guarded_withdrawals (
        source text not null,
        flow text not null,
        key text not null,
        parent text collate "C" not null,
        since timestamptz not null default now(),
        accepted boolean not null default false,
        primary key (source, flow, key)
      );
      create index guarded_withdrawals_parent on guarded_withdrawals (source, flow, parent);
      comment on table guarded_withdrawals is 'Records that are gone in the source and stay published until a person says so';

      alter table orders_recipients add column street2 text;

      update flows set loaded_with = null`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table orders_recipients drop column street2;
      drop table guarded_withdrawals;
      drop index source_records_withdrawn;
      alter table source_records drop column withdrawn_at;
      drop index source_records_code;
      drop index quarantine_awaits;
      alter table quarantine drop column awaits`);
  }
}

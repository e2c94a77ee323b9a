import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The source becomes part of every key. What is there belongs to the one source that there was; a replica of the version
 * before goes on writing for it, by the defaults and by the unique indexes that are kept for it.
 */
export class SeveralSources1764400000000 implements MigrationInterface {
  readonly name = 'SeveralSources1764400000000';

  async up(runner: QueryRunner): Promise<void> {
    const [known] = (await runner.query('select source from source_terms order by since desc limit 1')) as {
      source: string;
    }[];
    const source = `'${(known?.source ?? 'demo').replaceAll("'", "''")}'`;
    await runner.query(`
      create table leaderships (
        source text not null,
        duty text not null check (duty in ('capture', 'exports')),
        term bigint not null,
        holder text not null,
        since timestamptz not null default now(),
        log text,
        primary key (source, duty)
      );
      comment on table leaderships is
        'Which replica does what with a source; the term rises on take-over and is checked by every write';
      comment on column leaderships.log is 'Identity of the change log that was read as a whole';
      comment on table source_terms is 'Of the version before leaderships; to be dropped in a later release';
      insert into leaderships (source, duty, term, holder, since, log)
        select source, duty, term, holder, since, log
        from source_terms cross join (values ('capture'), ('exports')) as d (duty);

      alter table source_records add column source text not null default ${source};
      alter table source_records drop constraint source_records_pkey, add primary key (source, flow, key);
      create unique index source_records_one_source on source_records (flow, key);
      drop index source_records_parent;
      create index source_records_parent on source_records (source, flow, parent);
      comment on column source_records.parent is 'Key in the source, byte for byte';

      alter table quarantine add column source text not null default ${source};
      alter table quarantine drop constraint quarantine_pkey, add primary key (source, flow, key, field);
      create unique index quarantine_one_source on quarantine (flow, key, field);
      drop index quarantine_parent;
      create index quarantine_parent on quarantine (source, flow, parent);
      comment on column quarantine.parent is 'Key in the source, byte for byte';

      alter table export_lines drop constraint export_lines_order_number_fkey, drop constraint export_lines_pkey;
      alter table exports drop constraint exports_pkey;
      alter table exports add column source text not null default ${source};
      alter table exports add primary key (source, order_number);
      create unique index exports_one_source on exports (order_number);
      comment on index exports_one_source is 'Every order goes to exactly one source';
      alter table export_lines add column source text not null default ${source};
      alter table export_lines add primary key (source, order_number, line);
      create unique index export_lines_one_source on export_lines (order_number, line);
      alter table export_lines add foreign key (source, order_number) references exports on delete cascade;
      drop index exports_open;
      create index exports_open on exports (source, place)
        where state in ('received', 'parked', 'sent', 'acknowledged')
           or state in ('acknowledged', 'verified') and cancellations <> cancellations_told;`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop index exports_open;
      create index exports_open on exports (place)
        where state in ('received', 'parked', 'sent', 'acknowledged')
           or state in ('acknowledged', 'verified') and cancellations <> cancellations_told;
      alter table export_lines drop constraint export_lines_source_order_number_fkey,
        drop constraint export_lines_pkey, drop column source;
      drop index if exists export_lines_one_source;
      alter table exports drop constraint exports_pkey, drop column source;
      drop index if exists exports_one_source;
      alter table exports add primary key (order_number);
      alter table export_lines add primary key (order_number, line),
        add foreign key (order_number) references exports on delete cascade;
      alter table quarantine drop constraint quarantine_pkey, drop column source;
      drop index if exists quarantine_one_source;
      alter table quarantine add primary key (flow, key, field);
      create index quarantine_parent on quarantine (flow, parent);
      alter table source_records drop constraint source_records_pkey, drop column source;
      drop index if exists source_records_one_source;
      alter table source_records add primary key (flow, key);
      create index source_records_parent on source_records (flow, parent);
      drop table leaderships`);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ErpAdapterTables1763730000000 implements MigrationInterface {
  readonly name = 'ErpAdapterTables1763730000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table source_terms (
        source text primary key,
        term bigint not null,
        holder text not null,
        since timestamptz not null default now(),
        log text
      );
      comment on table source_terms is 'Which replica speaks with a source; raised on take-over, checked by every write';

      comment on column source_terms.log is 'Identity of the change log that was read as a whole';

      create table source_records (
        flow text not null,
        key text not null,
        parent text collate "C" not null,
        version bigint not null,
        fingerprint text not null,
        growing jsonb,
        deleted boolean not null default false,
        changed_at timestamptz not null,
        primary key (flow, key)
      );
      create index source_records_parent on source_records (flow, parent);
      comment on table source_records is 'What was last published of each record, by its fingerprint';

      create table quarantine (
        flow text not null,
        key text not null,
        field text not null,
        parent text not null,
        reason text not null,
        severity text not null check (severity in ('held', 'warning')),
        raw jsonb not null,
        first_seen timestamptz not null,
        last_seen timestamptz not null,
        primary key (flow, key, field)
      );
      create index quarantine_parent on quarantine (flow, parent);

      create table flows (
        source text not null,
        flow text not null,
        version bigint not null default 0,
        state text not null default 'live',
        heard_at timestamptz,
        last_change_at timestamptz,
        loaded_with text,
        primary key (source, flow)
      );
      comment on column flows.loaded_with is 'Mapping with which every record was read; null before the first load';

      create table reconciliations (
        id uuid primary key default gen_random_uuid(),
        source text not null,
        flows text[] not null,
        cause text not null,
        state text not null default 'waiting' check (state in ('waiting', 'running', 'done')),
        flow text,
        after text not null default '',
        compared bigint not null default 0,
        differing bigint not null default 0,
        requested_at timestamptz not null default now(),
        started_at timestamptz,
        finished_at timestamptz
      );
      create index reconciliations_open on reconciliations (source, requested_at) where state <> 'done';

      create table reconciliation_differences (
        reconciliation uuid not null references reconciliations on delete cascade,
        flow text not null,
        key text not null,
        kind text not null check (kind in ('missing', 'changed', 'gone')),
        found_at timestamptz not null default now(),
        primary key (reconciliation, flow, key)
      );`);
    await runner.query(`
      create table exports (
        order_number text primary key,
        place bigint generated always as identity,
        version bigint not null default 0,
        state text not null check
          (state in ('placed', 'received', 'parked', 'sent', 'acknowledged', 'verified', 'refused')),
        reason text,
        waits_for text check (waits_for in ('recipient', 'account')),
        erp_number text,
        differences jsonb not null default '[]',
        document jsonb not null,
        account text not null,
        traceparent text,
        placed_at timestamptz not null,
        state_at timestamptz not null,
        cancellations integer not null default 0,
        cancellations_told integer not null default 0,
        attempts integer not null default 0,
        due_at timestamptz not null default now()
      );
      create index exports_open on exports (place)
        where state in ('received', 'parked', 'sent', 'acknowledged')
           or state in ('acknowledged', 'verified') and cancellations <> cancellations_told;
      create index exports_state on exports (state, place);

      create table export_lines (
        order_number text not null references exports on delete cascade,
        line integer not null,
        sku text not null,
        quantity bigint not null,
        cancelled bigint not null default 0,
        settled boolean not null default false,
        primary key (order_number, line)
      );
      create index export_lines_open on export_lines (sku) where not settled;
      comment on column export_lines.settled is 'Nothing of its order is reserved any more; noted some seconds later';

      create table orders_recipients (
        order_number text primary key,
        email text, name text, company text, street text, postal_code text, city text, country text, phone text,
        version bigint not null,
        deleted boolean not null default false
      );

      create table customers_accounts (
        account text primary key,
        erp_source text, erp_number text,
        version bigint not null,
        deleted boolean not null default false
      );

      create table reservation_claims (
        order_number text primary key,
        claimed bigint not null,
        closed boolean not null default false
      );
      comment on column reservation_claims.closed is 'Said to be closed, whatever the sum';`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table reservation_claims, customers_accounts, orders_recipients, export_lines, exports,
      reconciliation_differences, reconciliations, flows, quarantine, source_records, source_terms`);
  }
}

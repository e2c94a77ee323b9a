import { hash } from 'node:crypto';
import type { Flow } from '@throughline/connector';

/** When rows of a table change, which records of a flow may have changed with them. */
export interface TableWatch {
  flow: Flow;
  /** Selects the source keys concerned as `parent` from the changed rows `r`. */
  parents: string;
}

/** By table, what is watched. */
export type Watches = Readonly<Record<string, readonly TableWatch[]>>;

/** Channel on which every transaction that changed a watched table is announced, unless it is hushed. */
export const changeChannel = 'throughline_changes';

const tables = `
  create table if not exists throughline.changes (
    id bigint generated always as identity primary key,
    flow text not null,
    parent text,
    changed_at timestamptz not null default clock_timestamp(),
    traceparent text
  ) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000,
          autovacuum_vacuum_cost_delay = 0);
  create index if not exists changes_parent on throughline.changes (flow, parent);
  create table if not exists throughline.attention (
    only_row boolean primary key default true check (only_row),
    hushed_until timestamptz not null
  );
  create table if not exists throughline.installation (
    only_row boolean primary key default true check (only_row),
    id uuid not null default gen_random_uuid(),
    version text not null,
    installed_at timestamptz not null default now()
  );`;

const changedRows = {
  INSERT: 'select * from new_rows',
  DELETE: 'select * from old_rows',
  UPDATE: 'select * from new_rows union all select * from old_rows',
} as const;

type Operation = keyof typeof changedRows;
const operations = Object.keys(changedRows) as Operation[];

const transitionTables: Record<Operation, string> = {
  INSERT: 'referencing new table as new_rows',
  DELETE: 'referencing old table as old_rows',
  UPDATE: 'referencing old table as old_rows new table as new_rows',
};

function logRows(list: readonly TableWatch[], operation: Operation): string {
  const inserts = list.map(
    ({ flow, parents }) => `
      insert into throughline.changes (flow, parent, changed_at, traceparent)
      select '${flow}', parent, stamp, trace
      from (with r as (${changedRows[operation]}) select distinct parent from (${parents}) p order by parent) as marked;
      heard := heard or found;`,
  );
  return `elsif tg_op = '${operation}' then ${inserts.join('')}`;
}

function logEverything(list: readonly TableWatch[]): string {
  const rows = list.map(({ flow }) => `('${flow}', null::text, stamp, trace)`);
  return `insert into throughline.changes (flow, parent, changed_at, traceparent) values ${rows.join(', ')};
      heard := true;`;
}

/**
 * The function and the triggers of one table. The function runs with the rights of its owner, because whoever
 * changes the table has none on the log.
 */
function watchTable(table: string, list: readonly TableWatch[]): string {
  const name = `throughline.log_${table}()`;
  const triggers = operations.map(
    (operation) => `
      create or replace trigger throughline_${operation.toLowerCase()} after ${operation} on public.${table}
        ${transitionTables[operation]} for each statement execute function ${name};`,
  );
  return `
    create or replace function ${name} returns trigger language plpgsql
    security definer set search_path = pg_catalog, pg_temp as $watch$
    declare
      stamp timestamptz := clock_timestamp();
      trace text := nullif(current_setting('app.traceparent', true), '');
      heard boolean := false;
    begin
      if tg_op = 'TRUNCATE' then ${logEverything(list)}
      ${operations.map((operation) => logRows(list, operation)).join('\n      ')}
      end if;
      if heard and not exists (select from throughline.attention where hushed_until > clock_timestamp()) then
        perform pg_notify('${changeChannel}', '');
      end if;
      return null;
    end $watch$;
    revoke all on function ${name} from public;
    ${triggers.join('')}
    create or replace trigger throughline_truncate after truncate on public.${table}
      for each statement execute function ${name};`;
}

/** What makes a change log in a database, and tells whether it is there as it should be. */
export interface ChangeLog {
  /** Makes or renews the log and its triggers; to be run in one transaction. */
  script: string;
  version: string;
  /** Triggers that it has on the watched tables. */
  triggers: number;
}

export function changeLogOf(watches: Watches): ChangeLog {
  const script = [tables, ...Object.entries(watches).map(([table, list]) => watchTable(table, list))].join(
    '\n',
  );
  return {
    script,
    version: hash('sha256', script, 'base64url').slice(0, 22),
    triggers: Object.keys(watches).length * (operations.length + 1),
  };
}

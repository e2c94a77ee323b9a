import { type Dialect, qualified } from './dialect.ts';
import { keyExpression } from './relation.ts';
import {
  type LogDialect,
  type LogTables,
  type Operation,
  type Watch,
  fingerprint,
  losers,
} from './watches.ts';

const changedRows = {
  insert: 'select * from new_rows',
  delete: 'select * from old_rows',
  update: 'select * from new_rows union all select * from old_rows',
} as const;

const transitions = {
  insert: 'referencing new table as new_rows',
  delete: 'referencing old table as old_rows',
  update: 'referencing old table as old_rows new table as new_rows',
} as const;

/** A log in the schema `throughline` of a PostgreSQL, written by triggers of whole statements. */
export function postgresLog(dialect: Dialect): LogDialect {
  const { quote, literal } = dialect;
  const named = (table: { schema: string | undefined; table: string }) => qualified(dialect, table);

  function logged({ reader, via, columns }: Watch, operation: Operation, captured: string): string {
    if (operation === 'truncate')
      return `insert into ${captured} (reader, via, value) values (${literal(reader)}, '', null);`;
    const key = keyExpression(
      columns.map(({ column }) => ({ column, expression: `r.${quote(column.name)}` })),
      dialect,
    );
    return `insert into ${captured} (reader, via, value)
      select distinct ${literal(reader)}, ${literal(via)}, k.v
      from (select ${key} as v from (${changedRows[operation]}) r) k where k.v is not null;`;
  }

  // Whoever changes the table has no rights on the log. A log that is locked, full or gone is no trouble of theirs: it is
  // not waited for, and what could not be logged is noted, or else found by the heartbeat.
  const noted = (watches: readonly Watch[], lost: string): string => {
    const rows = losers(watches).map((reader) => `(${literal(reader)}, sqlstate)`);
    if (rows.length === 0) return 'null;';
    return `begin
      lock table only ${lost} in row exclusive mode nowait;
      insert into ${lost} (reader, reason) values ${rows.join(', ')};
    exception when others then null;
    end;`;
  };
  const body = (watches: readonly Watch[], operation: Operation, tables: LogTables) => `
begin
  begin
    lock table only ${named(tables.captured)} in row exclusive mode nowait;
    ${watches.map((watch) => logged(watch, operation, named(tables.captured))).join('\n    ')}
  exception when others then
    ${noted(watches, named(tables.lost))}
  end;
  return null;
end`;

  return {
    tables: (source) => {
      const of = (kind: string) => ({ schema: 'throughline', table: `${kind}_${source}` });
      return {
        captured: of('captured'),
        lost: of('lost'),
        heartbeat: of('heartbeat'),
        installation: of('installation'),
      };
    },
    create: ({ captured, lost, heartbeat, installation }) => [
      'create schema if not exists throughline',
      `create table if not exists ${named(captured)} (
  id bigint generated always as identity,
  reader text not null,
  via text not null,
  value text,
  captured_at timestamp not null default (clock_timestamp() at time zone 'UTC')
) with (vacuum_truncate = false, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000)`,
      `create index if not exists ${quote(`${captured.table}_id`)} on ${named(captured)} (id)`,
      `create index if not exists ${quote(`${captured.table}_reader`)} on ${named(captured)} (reader, id)`,
      `create table if not exists ${named(lost)} (
  id bigint generated always as identity,
  reader text not null,
  reason text not null
) with (vacuum_truncate = false)`,
      `create table if not exists ${named(heartbeat)} (beat bigint not null)`,
      `insert into ${named(heartbeat)} (beat) select 0 where not exists (select from ${named(heartbeat)})`,
      `create table if not exists ${named(installation)} (watched text not null, identity text)`,
    ],
    triggers: ({ table, watches }, tables, prefix) =>
      (['insert', 'update', 'delete', 'truncate'] as const).map((operation) => {
        const text = body(watches, operation, tables);
        const name = `${prefix}${fingerprint(named(table), operation, text)}`;
        const called = named({ schema: 'throughline', table: name });
        const rows = operation === 'truncate' ? '' : `${transitions[operation]} `;
        return {
          name,
          table,
          statements: [
            `create or replace function ${called}() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp set lock_timeout = '1s' as $capture$${text} $capture$`,
            `revoke all on function ${called}() from public`,
            `create or replace trigger ${quote(name)} after ${operation} on ${named(table)}
${rows}for each statement execute function ${called}()`,
          ],
        };
      }),
    note: (watched, { installation }) => [
      `delete from ${named(installation)}`,
      `insert into ${named(installation)} values ('', gen_random_uuid()::text)`,
      ...watched.map(
        ({ table }) =>
          `insert into ${named(installation)} values (${literal(named(table))}, ${literal(named(table))}::regclass::oid::text)`,
      ),
    ],
    dropTrigger: (name, table) => `drop trigger if exists ${quote(name)} on ${named(table)}`,
    drop: (tables, functions) => [
      ...functions.map(
        (name) => `drop function if exists ${named({ schema: 'throughline', table: name })}() cascade`,
      ),
      ...Object.values(tables).map((table) => `drop table if exists ${named(table)}`),
    ],
  };
}

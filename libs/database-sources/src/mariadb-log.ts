import { type Dialect, qualified } from './dialect.ts';
import { keyExpression } from './relation.ts';
import { type LogDialect, type LogTables, type Watch, fingerprint, losers } from './watches.ts';

type Operation = 'insert' | 'update' | 'delete';

/** Which row of a trigger has which values. */
const rowsOf = { insert: ['new'], update: ['old', 'new'], delete: ['old'] } as const;

/** A log in a MariaDB, beside the tables that it is of, written by triggers of rows. */
export function mariadbLog(dialect: Dialect): LogDialect {
  const { quote, literal, schema } = dialect;
  const named = (table: { schema: string | undefined; table: string }) => qualified(dialect, table);

  function logged({ reader, via, columns }: Watch, operation: Operation, captured: string): string {
    const keyOf = (row: 'old' | 'new') =>
      keyExpression(
        columns.map(({ column }) => ({ column, expression: `${row}.${quote(column.name)}` })),
        dialect,
      );
    const insert = (row: 'old' | 'new') =>
      `insert into ${captured} (reader, via, value, captured_at)
      values (${literal(reader)}, ${literal(via)}, ${keyOf(row)}, utc_timestamp(6));`;
    return rowsOf[operation]
      .map((row) => {
        // Byte for byte: a key that only changes its case is another one here.
        const other =
          operation === 'update' && row === 'new'
            ? ` and not (cast(${keyOf('new')} as binary) <=> cast(${keyOf('old')} as binary))`
            : '';
        return `if ${keyOf(row)} is not null${other} then
      ${insert(row)}
    end if;`;
      })
      .join('\n    ');
  }

  // A log that is full or gone is no trouble of whoever changes the table: what could not be logged is noted, or else found
  // by the heartbeat. No handler helps against a lock that somebody else holds on the log: InnoDB ends the statement. So
  // nothing of ours takes one that an insert waits for.
  const noted = (watches: readonly Watch[], lost: string): string => {
    const rows = losers(watches).map((reader) => `(${literal(reader)}, code)`);
    if (rows.length === 0) return '';
    return `begin
        declare exit handler for sqlexception begin end;
        insert into ${lost} (reader, reason) values ${rows.join(', ')};
      end;`;
  };
  const body = (watches: readonly Watch[], operation: Operation, { captured, lost }: LogTables) => `begin
  begin
    declare exit handler for sqlexception
    begin
      declare code char(5) default '';
      get diagnostics condition 1 code = returned_sqlstate;
      ${noted(watches, named(lost))}
    end;
    ${watches.map((watch) => logged(watch, operation, named(captured))).join('\n    ')}
  end;
end`;

  const text = 'character set utf8mb4 collate utf8mb4_bin';
  return {
    tables: (source) => {
      const of = (kind: string) => ({ schema, table: `throughline_${kind}_${source}` });
      return {
        captured: of('captured'),
        lost: of('lost'),
        heartbeat: of('heartbeat'),
        installation: of('installation'),
      };
    },
    create: ({ captured, lost, heartbeat, installation }) => [
      `create table if not exists ${named(captured)} (
  id bigint unsigned not null auto_increment,
  reader varchar(40) ${text} not null,
  via varchar(40) ${text} not null,
  value text ${text},
  captured_at datetime(6) not null,
  key by_id (id),
  key by_reader (reader, id)
) engine = InnoDB`,
      `create table if not exists ${named(lost)} (
  id bigint unsigned not null auto_increment,
  reader varchar(40) ${text} not null,
  reason varchar(40) ${text} not null,
  key by_id (id)
) engine = InnoDB`,
      `create table if not exists ${named(heartbeat)} (beat bigint not null) engine = InnoDB`,
      `insert into ${named(heartbeat)} (beat) select 0 from dual where not exists (select 1 from ${named(heartbeat)})`,
      `create table if not exists ${named(installation)} (
  watched varchar(255) ${text} not null,
  identity varchar(64) ${text}
) engine = InnoDB`,
    ],
    triggers: ({ table, watches }, tables, prefix) =>
      (['insert', 'update', 'delete'] as const).map((operation) => {
        const of = body(watches, operation, tables);
        const name = `${prefix}${fingerprint(named(table), operation, of)}`;
        const called = named({ schema: table.schema, table: name });
        return {
          name,
          table,
          statements: [
            `drop trigger if exists ${called}`,
            `create trigger ${called} after ${operation} on ${named(table)} for each row\n${of}`,
          ],
        };
      }),
    note: (watched, { installation }) => [
      `delete from ${named(installation)}`,
      `insert into ${named(installation)} values ('', uuid())`,
      ...watched.map(
        ({ table }) =>
          `insert into ${named(installation)}
select ${literal(named(table))}, create_time from information_schema.tables
where table_schema = ${literal(table.schema ?? schema)} and table_name = ${literal(table.table)}`,
      ),
    ],
    dropTrigger: (name, { schema: of }) => `drop trigger if exists ${named({ schema: of, table: name })}`,
    drop: (tables) => Object.values(tables).map((table) => `drop table if exists ${named(table)}`),
  };
}

import { DecidedIds } from '@throughline/persistence';
import { type CapturesChanges, type Change, type Flow, flows } from '@throughline/connector';
import { type ChangeLog, type Watches, changeChannel, changeLogOf } from './change-log.ts';
import { type ErpDatabase, sqlSnapshot } from './connection.ts';

interface ChangeRow extends Omit<Change, 'flow'> {
  flow: string;
}

const isFlow = (flow: string): flow is Flow => (flows as readonly string[]).includes(flow);

/** Capture by a change log that triggers write into a schema of ours in the database of the back office. */
export function captureBy(database: ErpDatabase, watches: Watches): CapturesChanges {
  const log = changeLogOf(watches);
  let decided = new DecidedIds('throughline.changes');
  /** No change up to this id is to come. */
  let done = 0;
  return {
    prepare: () => {
      // It may be another log, or that of a database that was put back.
      decided = new DecidedIds('throughline.changes');
      done = 0;
      return prepare(database, log);
    },

    watch: async (heard) => {
      const session = await database.listen();
      await session.listen(changeChannel, heard);
      return session;
    },

    suppressNotifications: async (milliseconds) => {
      await database.query(
        `insert into throughline.attention (hushed_until) values (clock_timestamp() + $1 * interval '1 millisecond')
         on conflict (only_row) do update set hushed_until = excluded.hushed_until`,
        [milliseconds],
      );
    },

    hasChanges: async () => {
      const rows = await database.query('select from throughline.changes where id > $1 order by id limit 1', [
        done,
      ]);
      return rows.length > 0;
    },

    changes: async (snapshot, limit) => {
      const rows = await sqlSnapshot(snapshot).query<ChangeRow>(
        `select id, flow, parent as "sourceKey", changed_at as at, traceparent from throughline.changes
         where id > $1 order by id limit $2`,
        [done, limit],
      );
      // As it was known before the snapshot; what is learnt now holds for the next one.
      const [oldest] = rows;
      done = oldest ? Math.min(decided.upTo, oldest.id - 1) : decided.upTo;
      if (oldest) await decided.look((sql, params) => database.query(sql, params));
      return rows.filter((row): row is Change => isFlow(row.flow));
    },

    changing: async (snapshot, flow, sourceKeys) => {
      const rows = await sqlSnapshot(snapshot).query<{ sourceKey: string }>(
        `select distinct c.parent as "sourceKey"
         from unnest($2::text[]) p join throughline.changes c on c.flow = $1 and c.parent = p`,
        [flow, sourceKeys],
      );
      return new Set(rows.map(({ sourceKey }) => sourceKey));
    },

    acknowledge: async (ids) => {
      // Does not wait for the disk: a deletion that a crash undoes only has its changes read again.
      await database.query(
        `delete from throughline.changes c
         using unnest($1::bigint[]) i, (select set_config('synchronous_commit', 'off', true)) as for_this_statement
         where c.id = i`,
        [ids],
      );
    },

    requeue: async (flow, sourceKeys) => {
      await database.query(
        `with reminded as (
           insert into throughline.changes (flow, parent) select $1, unnest($2::text[]) returning 1)
         select pg_notify($3, '') from reminded limit 1`,
        [flow, sourceKeys, changeChannel],
      );
    },
  };
}

async function prepare(database: ErpDatabase, { script, version, triggers }: ChangeLog): Promise<string> {
  return database.change(null, async (client) => {
    await client.query(`select pg_advisory_xact_lock(hashtext('throughline.install'))`);
    await client.query('create schema if not exists throughline');
    const { rows } = await client.query<{ log: boolean; triggers: number }>(
      `select to_regclass('throughline.installation') is not null as log,
              (select count(*) from pg_trigger t where not t.tgisinternal and t.tgenabled <> 'D'
                 and t.tgname like 'throughline\\_%') as triggers`,
    );
    if (rows[0]?.log && rows[0].triggers === triggers) {
      const { rows: present } = await client.query<{ id: string }>(
        'select id from throughline.installation where version = $1',
        [version],
      );
      if (present[0]) return present[0].id;
    }
    await client.query(script);
    const { rows: made } = await client.query<{ id: string }>(
      `insert into throughline.installation (version) values ($1)
       on conflict (only_row) do update set id = excluded.id, version = excluded.version, installed_at = now()
       returning id`,
      [version],
    );
    return made[0]?.id ?? '';
  });
}

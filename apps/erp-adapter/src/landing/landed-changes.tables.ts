import type { CapturesChanges, Change, Flow } from '@throughline/connector';
import { type DataSource, connect } from '@throughline/persistence';
import { landedChannel } from './landed-records.tables.ts';
import { landedSnapshot } from './landed-snapshot.ts';

/** What makes the log of what has landed another one: its identity never changes, for it is kept with what it tells of. */
const identity = 'landing';

/**
 * The log of what has changed in landing, consumed by deletion like that of any source.
 * @param databaseUrl address of our own database
 */
export function landedChanges(source: string, dataSource: DataSource, databaseUrl: string): CapturesChanges {
  return {
    prepare: async () => identity,

    watch: async (heard) => {
      const session = await connect({ url: databaseUrl, name: `erp-adapter.${source}.landed` });
      await session.listen(landedChannel, heard);
      return session;
    },

    // Announced once a transaction, in a database that nobody else works in.
    suppressNotifications: async () => undefined,

    hasChanges: async () => {
      const rows = await dataSource.query<object[]>('select from landed_changes where source = $1 limit 1', [
        source,
      ]);
      return rows.length > 0;
    },

    changes: (snapshot, limit) =>
      landedSnapshot(snapshot).query<Change>(
        `select id, flow, source_key as "sourceKey", at, traceparent from landed_changes
         where source = $1 order by id limit $2`,
        [source, limit],
      ),

    changing: async (snapshot, flow, sourceKeys) => {
      const rows = await landedSnapshot(snapshot).query<{ sourceKey: string }>(
        `select distinct k as "sourceKey" from unnest($3::text[]) k
         join landed_changes c on c.source = $1 and c.flow = $2 and c.source_key = k`,
        [source, flow, sourceKeys],
      );
      return new Set(rows.map(({ sourceKey }) => sourceKey));
    },

    acknowledge: async (ids) => {
      await dataSource.query('delete from landed_changes where id = any($1::bigint[])', [ids]);
    },

    requeue: async (flow: Flow, sourceKeys) => {
      if (sourceKeys.length === 0) return;
      await dataSource.query(
        `with requeued as (
           insert into landed_changes (source, flow, source_key, at)
           select $1, $2, k, now() from unnest($3::text[]) k returning 1)
         select pg_notify($4, $1) from requeued limit 1`,
        [source, flow, sourceKeys, landedChannel],
      );
    },
  };
}

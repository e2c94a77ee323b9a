import pg from 'pg';
import type { System } from '../system/system.ts';

/** Tables that live by themselves, or keep what was tried. */
const restless = new Set([
  'kernel.audit_log',
  'kernel.relay',
  'kernel.kafka_cluster',
  'kernel.consumer_positions',
  'kernel.published',
  'kernel.log_ends',
  'kernel.sent',
  'kernel.sent_even',
  'kernel.sent_odd',
  'public.flows',
  'public.integration_flows',
  'public.leaderships',
]);

/** A fingerprint of every table of every service, by `service schema.table`. */
export async function fingerprints(system: System): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const [service, connectionString] of Object.entries(system.endpoints().postgres)) {
    const client = new pg.Client({ connectionString });
    await client.connect();
    try {
      const { rows: tables } = await client.query<{ name: string; quoted: string }>(
        `select schemaname || '.' || tablename as name, format('%I.%I', schemaname, tablename) as quoted
         from pg_tables where schemaname not in ('pg_catalog', 'information_schema')
           and has_schema_privilege(schemaname, 'usage')`,
      );
      for (const { name, quoted } of tables.filter((table) => !restless.has(table.name))) {
        const { rows } = await client.query<{ print: string }>(
          `select count(*) || ' ' || coalesce(md5(string_agg(h, '' order by h)), '') as print
           from (select md5(t::text) as h from ${quoted} t) rows`,
        );
        found.set(`${service} ${name}`, rows[0]?.print ?? '');
      }
    } finally {
      await client.end();
    }
  }
  return found;
}

/** Names of the tables that differ. */
export function differences(before: Map<string, string>, after: Map<string, string>): string[] {
  return [...before].filter(([name, print]) => after.get(name) !== print).map(([name]) => name);
}

import pg from 'pg';
import type { System } from '../system/system.ts';

/** A session of the database server's administrator, in the database of a service. */
export async function asAdministrator<T>(
  system: System,
  database: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const url = new URL(system.endpoints().postgresAdmin ?? '');
  url.pathname = `/${database.replaceAll('-', '_')}`;
  const client = new pg.Client({ connectionString: url.href });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Holds a lock on tables while `meanwhile` runs. */
export async function locked(
  system: System,
  database: string,
  tables: readonly string[],
  meanwhile: () => Promise<void>,
): Promise<void> {
  await asAdministrator(system, database, async (client) => {
    await client.query('begin');
    await client.query(`lock table ${tables.join(', ')} in access exclusive mode`);
    try {
      await meanwhile();
    } finally {
      await client.query('rollback').catch(() => undefined);
    }
  });
}

import pg from 'pg';
import type { Secrets } from './secrets.ts';

const { escapeIdentifier, escapeLiteral } = pg;

/** One database with the role that owns it. */
export interface Database {
  name: string;
  /** May create further roles; they reach nothing but what this role grants them. */
  createsRoles?: boolean;
}

/** Creates what is missing: each role reaches its own database and no other. */
export async function ensureDatabases(
  adminUrl: string,
  databases: Database[],
  secrets: Secrets,
): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ datname: string }>('select datname from pg_database');
    const existing = new Set(rows.map(({ datname }) => datname));
    for (const { name, createsRoles } of databases) {
      await ensureRole(client, name, secrets.password(name), createsRoles ?? false);
      if (existing.has(name)) continue;
      const database = escapeIdentifier(name);
      await client.query(`create database ${database} owner ${database}`);
      await client.query(`revoke all on database ${database} from public`);
    }
    await client.query('revoke connect on database postgres, template1 from public').catch(() => undefined);
  } finally {
    await client.end();
  }
}

async function ensureRole(
  client: pg.Client,
  name: string,
  password: string,
  createsRoles: boolean,
): Promise<void> {
  const role = escapeIdentifier(name);
  const known = await client.query('select from pg_roles where rolname = $1', [name]);
  const attributes = `login password ${escapeLiteral(password)} ${createsRoles ? 'createrole' : 'nocreaterole'}`;
  await client.query(`${known.rowCount ? 'alter' : 'create'} role ${role} ${attributes}`);
  await client.query(`grant ${role} to current_user`);
}

/** The same server, reached as another role in another database. */
export function urlFor(adminUrl: string, database: string, role: string, password: string): string {
  const url = new URL(adminUrl);
  url.pathname = `/${database}`;
  url.username = encodeURIComponent(role);
  url.password = encodeURIComponent(password);
  return url.href;
}

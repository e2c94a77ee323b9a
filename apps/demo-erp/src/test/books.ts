import { randomBytes } from 'node:crypto';
import { createDatabase, testStores } from '@throughline/testing';
import pg from 'pg';
import { openPool, transaction } from '../database.ts';
import { applicationFolder } from '../folder.ts';
import { grantConnector, migrate } from '../migrate.ts';
import { seed } from '../seed/seed.ts';

export interface TestBooks {
  pool: pg.Pool;
  /** Sessions of the connector's role. */
  connector: pg.Pool;
  close(): Promise<void>;
}

/** The back office's database as it is after the first start, in the test stores. */
export async function openTestBooks(): Promise<TestBooks> {
  const database = await createDatabase('demo_erp');
  const role = `${database.name}_connector`;
  const password = randomBytes(12).toString('hex');
  await asAdmin(`create role ${role} login password '${password}'`);
  const pool = openPool(database.url);
  await migrate(pool, applicationFolder());
  await grantConnector(pool, { connectorRole: role, connectorPassword: undefined });
  await transaction(pool, (tx) => seed(tx, applicationFolder()));
  const url = new URL(database.url);
  url.username = role;
  url.password = password;
  const connector = openPool(url.href);
  return {
    pool,
    connector,
    async close() {
      await connector.end();
      await pool.end();
      await database.drop();
      await asAdmin(`drop role ${role}`);
    },
  };
}

async function asAdmin(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: testStores().postgresAdmin });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}

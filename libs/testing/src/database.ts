import { randomBytes } from 'node:crypto';
import { connect } from '@throughline/persistence';
import { testStores } from './stores.ts';

/** A database of its own with a role that owns it. */
export interface TestDatabase {
  readonly url: string;
  readonly name: string;
  /** Keeps a copy of it as it is. Nobody may be connected. */
  backUp(): Promise<void>;
  /** Puts the copy in its place. */
  restore(): Promise<void>;
  drop(): Promise<void>;
}

/** Creates an empty database in the test stores. */
export async function createDatabase(prefix = 'test'): Promise<TestDatabase> {
  const name = `${prefix}_${randomBytes(6).toString('hex')}`;
  const password = randomBytes(12).toString('hex');
  await asAdmin(`CREATE ROLE ${name} LOGIN PASSWORD '${password}'`, `CREATE DATABASE ${name} OWNER ${name}`);
  const url = new URL(testStores().postgresAdmin);
  url.username = name;
  url.password = password;
  url.pathname = `/${name}`;
  return {
    url: url.href,
    name,
    backUp: () => asAdmin(`CREATE DATABASE ${name}_copy TEMPLATE ${name} OWNER ${name}`),
    restore: () =>
      asAdmin(`DROP DATABASE ${name} WITH (FORCE)`, `ALTER DATABASE ${name}_copy RENAME TO ${name}`),
    drop: () =>
      asAdmin(
        `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`,
        `DROP DATABASE IF EXISTS ${name}_copy WITH (FORCE)`,
        `DROP ROLE IF EXISTS ${name}`,
      ),
  };
}

async function asAdmin(...statements: string[]): Promise<void> {
  const admin = await connect({ url: testStores().postgresAdmin, name: 'tests' });
  try {
    for (const statement of statements) await admin.query(statement);
  } finally {
    await admin.close();
  }
}

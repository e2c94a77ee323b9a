import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { bundleOf } from '../../deploy/local/build/build.ts';
import { checkout } from '../../deploy/local/paths.ts';
import { nodeFlags } from '../../deploy/local/processes/node-flags.ts';
import { ensureDatabases, urlFor } from '../../deploy/local/stores/databases.ts';
import { Secrets } from '../../deploy/local/stores/secrets.ts';
import { until } from '../../libs/testing/src/until.ts';
import { sql } from '../system/sql.ts';
import type { OwnSystem, System } from '../system/system.ts';
import { databaseName, type Source, type Sources } from './sources.ts';

/** Units on every shelf of the back office whose shelves are not the shop's: enough for all that is ever shipped. */
const plenty = 100_000;

/**
 * Makes the second back office, of the same data as the first, and has the two disagree wherever only one of them is to
 * be heard. Its database is not there before, which the adapter has to bear.
 * @returns the system, with the address of its database
 */
export async function withSecondOffice(system: OwnSystem, { head, warehouse }: Sources): Promise<OwnSystem> {
  const admin = system.endpoints().postgresAdmin ?? '';
  const secrets = new Secrets(system.home);
  const name = databaseName(warehouse);
  await ensureDatabases(admin, [{ name, createsRoles: true }], secrets);
  const url = urlFor(admin, name, name, secrets.password(name));
  const both: OwnSystem = {
    ...system,
    endpoints: () => {
      const endpoints = system.endpoints();
      return { ...endpoints, postgres: { ...endpoints.postgres, [warehouse.database]: url } };
    },
  };
  await fill(both, warehouse, { url, password: secrets.password(warehouse.role) });
  for (const statement of [
    `update syspar set parval = 'N' where parcod = 'LIFE'`,
    'update itmpri set pri = pri * 3',
    'create table aa_picked (dlvnum integer, linnum smallint, primary key (dlvnum, linnum))',
    'create table aa_received (id uuid primary key)',
  ])
    await sql(both, warehouse.database, statement);
  await sql(
    both,
    head.database,
    `insert into stkbal (itmcod, whscod, onhand) select itmcod, whscod, ${plenty} from itmmas cross join whsmas
     on conflict (itmcod, whscod) do update set onhand = excluded.onhand, chgstp = clock_timestamp()`,
  );
  return both;
}

/** Has its program make the tables, let the adapter in and read the data; after that nobody needs it. */
async function fill(
  system: System,
  { database, role }: Source,
  { url, password }: { url: string; password: string },
): Promise<void> {
  const program = spawn(process.execPath, [...nodeFlags, bundleOf('demo-erp')], {
    cwd: join(checkout, 'apps', 'demo-erp'),
    stdio: 'ignore',
    env: {
      ...process.env,
      SERVICE_NAME: 'demo-erp',
      DATABASE_URL: url,
      PORT: '0',
      ERP_CONNECTOR_ROLE: role,
      ERP_CONNECTOR_PASSWORD: password,
    },
  });
  const ended = new Promise((resolve) => program.once('exit', resolve));
  const killWithUs = () => program.kill('SIGKILL');
  process.once('exit', killWithUs);
  try {
    await until(
      async () => (await sql(system, database, `select from syspar where parcod = 'SEEDED'`)).length > 0,
      { timeoutMs: 120_000, everyMs: 200 },
    );
  } finally {
    program.kill('SIGTERM');
    await ended;
    process.off('exit', killWithUs);
  }
}

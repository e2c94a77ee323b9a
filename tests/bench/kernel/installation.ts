import { join } from 'node:path';
import pg from 'pg';
import { buildBundles, bundleOne } from '../../../deploy/local/build/build.ts';
import { poll } from '../../../deploy/local/processes/poll.ts';
import type { RunningInstallation } from '../../../deploy/local/testing/start-installation.ts';
import { closing, withParts } from '../installation/parts.ts';
import { type KernelOptions, type KernelProcess, withKernel } from './child.ts';

/** Stores, a database of the bench service in them, and a way to start its processes. */
export interface KernelInstallation {
  readonly running: RunningInstallation;
  readonly databaseUrl: string;
  /** A session in that database. */
  readonly client: pg.Client;
  /** Records acknowledged by the broker so far. */
  published(): Promise<number>;
  /** Records that the group has taken in so far. */
  projected(): Promise<number>;
  withProcess<T>(
    options: Omit<KernelOptions, 'databaseUrl'>,
    work: (kernel: KernelProcess) => Promise<T>,
  ): Promise<T>;
}

/** The change log of the database server tells all that Debezium asks for, for both sides alike. */
export async function withKernelInstallation<T>(
  work: (installation: KernelInstallation) => Promise<T>,
): Promise<T> {
  await Promise.all([
    buildBundles(),
    bundleOne('bench-kernel', join('tests', 'bench', 'kernel', 'service.ts')),
  ]);
  return withParts(['kafka', 'postgres', 'registry'], async (running) => {
    const databaseUrl = await createDatabase(running);
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    const sum = async (offsets: string) => {
      const { rows } = await client.query<{ n: string }>(
        `SELECT coalesce(sum(next_offset), 0) AS n FROM (${offsets}) AS offsets`,
      );
      return Number(rows[0]?.n);
    };
    const installation: KernelInstallation = {
      running,
      databaseUrl,
      client,
      published: () =>
        sum('SELECT max(next_offset) AS next_offset FROM kernel.log_ends GROUP BY topic, partition'),
      projected: () => sum('SELECT next_offset FROM kernel.consumer_positions'),
      withProcess: (options, use) => withKernel(running, { ...options, databaseUrl }, use),
    };
    return closing(
      () => client.end(),
      () => work(installation),
    );
  });
}

async function createDatabase(running: RunningInstallation): Promise<string> {
  const admin = running.endpoints.postgresAdmin ?? '';
  const client = new pg.Client({ connectionString: admin });
  await client.connect();
  await client.query('CREATE DATABASE bench');
  await client.query(`ALTER SYSTEM SET wal_level = 'logical'`);
  await client.end();
  await running.stopPart('postgres');
  await running.start('postgres');
  const url = new URL(admin);
  url.pathname = '/bench';
  return url.href;
}

/** Waits for a count to reach a number. @returns the seconds since `started`, an instant of `performance.now()` */
export async function reached(
  count: () => Promise<number>,
  number: number,
  started: number,
): Promise<number> {
  await poll(`${number} records`, async () => (await count()) >= number, { everyMs: 10, timeoutMs: 600_000 });
  return (performance.now() - started) / 1_000;
}

import { join } from 'node:path';
import pg from 'pg';
import { buildBundles, bundleOne } from '../../../deploy/local/build.ts';
import { poll } from '../../../deploy/local/poll.ts';
import type { RunningPlatform } from '../../../deploy/local/start-platform.ts';
import { closing, withPlatform } from '../platforms.ts';
import { type KernelOptions, type KernelProcess, withKernel } from './child.ts';

/** Stores, a database of the bench service in them, and a way to start its processes. */
export interface KernelInstallation {
  readonly platform: RunningPlatform;
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
export async function withInstallation<T>(
  work: (installation: KernelInstallation) => Promise<T>,
): Promise<T> {
  await Promise.all([
    buildBundles(),
    bundleOne('bench-kernel', join('tests', 'bench', 'kernel', 'service.ts')),
  ]);
  return withPlatform(['kafka', 'postgres', 'registry'], async (platform) => {
    const databaseUrl = await createDatabase(platform);
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    const sum = async (table: string) => {
      const { rows } = await client.query<{ n: string }>(
        `SELECT coalesce(sum(next_offset), 0) AS n FROM kernel.${table}`,
      );
      return Number(rows[0]?.n);
    };
    const installation: KernelInstallation = {
      platform,
      databaseUrl,
      client,
      published: () => sum('published'),
      projected: () => sum('consumer_positions'),
      withProcess: (options, use) => withKernel(platform, { ...options, databaseUrl }, use),
    };
    return closing(
      () => client.end(),
      () => work(installation),
    );
  });
}

async function createDatabase(platform: RunningPlatform): Promise<string> {
  const admin = platform.endpoints.postgresAdmin ?? '';
  const client = new pg.Client({ connectionString: admin });
  await client.connect();
  await client.query('CREATE DATABASE bench');
  await client.query(`ALTER SYSTEM SET wal_level = 'logical'`);
  await client.end();
  await platform.stopPart('postgres');
  await platform.start('postgres');
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

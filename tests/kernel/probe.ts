import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { probeBundle } from './bundle.ts';
import type { Answer, Commands, ProbeSettings } from './probe/commands.ts';
import type { PostgresProxy } from './postgres-proxy.ts';

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** A process of a probe, as its test leads it. */
export class Probe {
  readonly instance: string;
  /** Its way to the database, when it was started with one of its own. */
  readonly database: PostgresProxy | undefined;
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  readonly #gone: Promise<void>;
  #output = '';
  #asked = 0;

  private constructor(settings: ProbeSettings, database: PostgresProxy | undefined) {
    this.instance = settings.instance;
    this.database = database;
    const child = spawn(process.execPath, ['--enable-source-maps', probeBundle], {
      env: {
        PATH: process.env.PATH,
        PROBE: JSON.stringify(settings),
        OTEL_SDK_DISABLED: 'true',
        NODE_COMPILE_CACHE: join(probeBundle, '..', 'compile-cache'),
      },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      serialization: 'advanced',
    });
    this.#child = child;
    running.add(child);
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (data: Buffer) => {
        this.#output += data.toString();
        const log = process.env.THROUGHLINE_PROBE_LOG;
        if (log) appendFileSync(log, data);
      });
    child.on('message', (answer: Answer) => {
      const asked = this.#waiting.get(answer.id);
      this.#waiting.delete(answer.id);
      if ('error' in answer) asked?.reject(new Error(`${this.instance}: ${answer.error}`));
      else asked?.resolve(answer.result);
    });
    this.#gone = new Promise((resolve) =>
      child.once('exit', () => {
        running.delete(child);
        const error = new Error(`${this.instance} has ended: ${this.#output.slice(-2_000)}`);
        for (const { reject } of this.#waiting.values()) reject(error);
        this.#waiting.clear();
        resolve();
      }),
    );
  }

  /** Starts a process; resolves when it is a running service. */
  static async start(settings: ProbeSettings, database?: PostgresProxy): Promise<Probe> {
    const probe = new Probe(database ? { ...settings, databaseUrl: database.url } : settings, database);
    await probe.#answer(0);
    return probe;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** What it has logged so far. */
  get output(): string {
    return this.#output;
  }

  ask<K extends keyof Commands>(
    name: K,
    ...args: Parameters<Commands[K]>
  ): Promise<Awaited<ReturnType<Commands[K]>>> {
    const id = ++this.#asked;
    const answer = this.#answer(id);
    this.#child.send({ id, name, args }, (error) => {
      if (error) this.#waiting.get(id)?.reject(error);
    });
    return answer as Promise<Awaited<ReturnType<Commands[K]>>>;
  }

  /** Stops it as it is (SIGSTOP), to wake it later. */
  freeze(): void {
    this.#child.kill('SIGSTOP');
  }

  wake(): void {
    this.#child.kill('SIGCONT');
  }

  /** SIGKILL. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#gone;
  }

  #answer(id: number): Promise<unknown> {
    const asked = Promise.withResolvers<unknown>();
    asked.promise.catch(() => undefined);
    this.#waiting.set(id, asked);
    return asked.promise;
  }
}

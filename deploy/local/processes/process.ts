import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { poll } from './poll.ts';
import type { Watchdog } from './watchdog.ts';

/** How a process is run, known to be usable, and ended. */
export interface ProcessSpec {
  name: string;
  command: string;
  args: string[];
  cwd?: string;
  env: Record<string, string | undefined>;
  user?: { uid: number; gid: number };
  stopSignal: NodeJS.Signals;
  /** Gives it a standard input that closes when this process is gone. */
  parentPipe?: boolean;
  /** One probe of readiness, repeated until it is true. */
  isReady: () => Promise<boolean>;
  logFile: string;
  /** What of its output belongs on the console; undefined hides the line. */
  onConsole?: (line: string) => string | undefined;
}

export type ProcessState = 'stopped' | 'starting' | 'ready' | 'failed';

export interface ProcessEvents {
  output(name: string, line: string): void;
  note(text: string): void;
  /** It has become ready, with the process id it has now. */
  ready?(name: string): void;
  /** It runs, and is not ready after a minute. */
  late?(name: string): void;
}

const stopGraceMs = 8_000;
const startTimeoutMs = 60_000;
const maxBackOffMs = 10_000;

/** One process that is kept running until it is told to stop. */
export class ManagedProcess {
  state: ProcessState = 'stopped';
  restarts = 0;
  #child: ChildProcess | undefined;
  /** Those that have not ended yet: the present one, and one that makes room for it. */
  #living = new Map<ChildProcess, Promise<void>>();
  #giveWay: () => void = () => undefined;
  #wanted = false;
  #running: Promise<void> = Promise.resolve();
  #becameReady: (() => void)[] = [];
  #log: WriteStream;
  #abort = new AbortController();

  readonly spec: ProcessSpec;
  readonly watchdog: Watchdog;
  readonly events: ProcessEvents;

  constructor(spec: ProcessSpec, watchdog: Watchdog, events: ProcessEvents) {
    this.spec = spec;
    this.watchdog = watchdog;
    this.events = events;
    mkdirSync(dirname(spec.logFile), { recursive: true });
    this.#log = createWriteStream(spec.logFile, { flags: 'a' });
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Starts it unless it is wanted already; resolves when it is ready for the first time. */
  async start(): Promise<void> {
    if (!this.#wanted) {
      this.#wanted = true;
      this.#abort = new AbortController();
      await this.#running;
      this.#running = this.#keepRunning();
    }
    await this.ready();
  }

  /** Resolves when it is ready, rejects when it is stopped before. */
  ready(): Promise<void> {
    if (this.state === 'ready') return Promise.resolve();
    return new Promise((resolve, reject) => {
      const stopped = () => reject(new Error(`${this.spec.name} was stopped`));
      if (this.#abort.signal.aborted) return stopped();
      this.#becameReady.push(resolve);
      this.#abort.signal.addEventListener('abort', stopped, { once: true });
    });
  }

  /** Ends it gracefully, by force after eight seconds, and leaves it ended. */
  async stop(): Promise<void> {
    this.#wanted = false;
    this.#abort.abort(new Error('stopped'));
    this.#signal(this.spec.stopSignal);
    const force = setTimeout(() => this.#signal('SIGKILL'), stopGraceMs);
    await Promise.all([...this.#living.values(), this.#running]);
    clearTimeout(force);
    this.state = 'stopped';
  }

  /** Sends a signal without changing whether it is kept running. */
  kill(signal: NodeJS.Signals): void {
    if (signal === 'SIGKILL' || signal === 'SIGTERM' || signal === 'SIGINT') this.state = 'starting';
    this.#signal(signal);
  }

  /**
   * Starts a new one while the present one is still ending; resolves when the new one is ready. What was stopped stays
   * stopped.
   */
  async replace(): Promise<void> {
    if (!this.#wanted) return;
    this.state = 'starting';
    this.#signal(this.spec.stopSignal);
    // The old one gives its port free before it ends; until then it would answer in the name of the new one.
    const silent = () =>
      this.spec.isReady().then(
        (answers) => !answers,
        () => true,
      );
    await poll('the port', silent, { timeoutMs: stopGraceMs, everyMs: 10 }).catch(() => undefined);
    this.#giveWay();
    await this.ready();
  }

  async #keepRunning(): Promise<void> {
    let backOffMs = 100;
    while (this.#wanted) {
      const startedAt = performance.now();
      this.state = 'starting';
      const ending = this.#spawnOnce();
      const death = new AbortController();
      const giveUp = AbortSignal.any([death.signal, this.#abort.signal]);
      const readiness = this.#awaitReady(giveUp);
      const how = await ending;
      death.abort();
      await readiness;
      if (!this.#wanted) break;
      if (how === 'replaced') continue;
      this.state = 'failed';
      this.restarts += 1;
      if (performance.now() - startedAt > 30_000) backOffMs = 100;
      this.events.note(
        `${this.spec.name} ended (${how}); starting it again in ${backOffMs / 1000} s, log: ${this.spec.logFile}`,
      );
      await pause(backOffMs, undefined, { signal: this.#abort.signal }).catch(() => undefined);
      backOffMs = Math.min(backOffMs * 2, maxBackOffMs);
    }
    this.state = 'stopped';
  }

  #spawnOnce(): Promise<string> {
    const { command, args, cwd, env, user, parentPipe } = this.spec;
    return new Promise((resolve) => {
      const child = spawn(command, args, {
        env: env as NodeJS.ProcessEnv,
        ...(cwd ? { cwd } : {}),
        ...(user ?? {}),
        detached: true,
        stdio: [parentPipe ? 'pipe' : 'ignore', 'pipe', 'pipe'],
      });
      child.stdin?.on('error', () => undefined);
      this.#child = child;
      this.#giveWay = () => resolve('replaced');
      const exited = new Promise<void>((settle) => {
        child.once('error', (error) => {
          resolve(error.message);
          settle();
        });
        child.once('exit', (code, signal) => {
          if (child.pid) this.watchdog.remove(child.pid);
          resolve(signal ?? `exit code ${code}`);
          settle();
        });
      });
      this.#living.set(child, exited);
      void exited.then(() => {
        this.#living.delete(child);
        if (this.#child === child) this.#child = undefined;
      });
      if (child.pid) this.watchdog.add(child.pid, this.spec.stopSignal);
      for (const stream of [child.stdout, child.stderr]) {
        if (stream) createInterface({ input: stream }).on('line', (line) => this.#write(line));
      }
    });
  }

  async #awaitReady(signal: AbortSignal): Promise<void> {
    const late = setTimeout(() => {
      this.events.note(`${this.spec.name} is still not ready, log: ${this.spec.logFile}`);
      this.events.late?.(this.spec.name);
    }, startTimeoutMs);
    while (!signal.aborted) {
      const isReady = await this.spec.isReady().catch(() => false);
      if (signal.aborted) break;
      if (isReady) {
        this.state = 'ready';
        for (const resolve of this.#becameReady.splice(0)) resolve();
        this.events.ready?.(this.spec.name);
        break;
      }
      await pause(60, undefined, { signal }).catch(() => undefined);
    }
    clearTimeout(late);
  }

  #write(text: string): void {
    this.#log.write(`${text}\n`);
    const shown = this.spec.onConsole ? this.spec.onConsole(text) : text;
    if (shown !== undefined) this.events.output(this.spec.name, shown);
  }

  #signal(signal: NodeJS.Signals): void {
    for (const { pid } of this.#living.keys()) {
      try {
        if (pid) process.kill(pid, signal);
      } catch {
        // it has just ended by itself
      }
    }
  }
}

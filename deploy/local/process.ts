import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
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
}

const stopGraceMs = 8_000;
const startTimeoutMs = 120_000;
const maxBackOffMs = 10_000;

/** One process that is kept running until it is told to stop. */
export class ManagedProcess {
  state: ProcessState = 'stopped';
  restarts = 0;
  #child: ChildProcess | undefined;
  #exited: Promise<void> = Promise.resolve();
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
      this.#becameReady.push(resolve);
      this.#abort.signal.addEventListener('abort', () => reject(new Error(`${this.spec.name} was stopped`)), {
        once: true,
      });
    });
  }

  /** Ends it gracefully, by force after eight seconds, and leaves it ended. */
  async stop(): Promise<void> {
    this.#wanted = false;
    this.#abort.abort(new Error('stopped'));
    this.#signal(this.spec.stopSignal);
    const force = setTimeout(() => this.#signal('SIGKILL'), stopGraceMs);
    await this.#exited;
    await this.#running;
    clearTimeout(force);
    this.state = 'stopped';
  }

  /** Sends a signal without changing whether it is kept running. */
  kill(signal: NodeJS.Signals): void {
    if (signal === 'SIGKILL' || signal === 'SIGTERM' || signal === 'SIGINT') this.state = 'starting';
    this.#signal(signal);
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
      this.#exited = new Promise((exited) => {
        child.once('error', (error) => {
          resolve(error.message);
          exited();
        });
        child.once('exit', (code, signal) => {
          if (child.pid) this.watchdog.remove(child.pid);
          this.#child = undefined;
          resolve(signal ?? `exit code ${code}`);
          exited();
        });
      });
      if (child.pid) this.watchdog.add(child.pid, this.spec.stopSignal);
      for (const stream of [child.stdout, child.stderr]) {
        if (stream) createInterface({ input: stream }).on('line', (line) => this.#write(line));
      }
    });
  }

  async #awaitReady(signal: AbortSignal): Promise<void> {
    const deadline = performance.now() + startTimeoutMs;
    while (!signal.aborted) {
      if (await this.spec.isReady().catch(() => false)) {
        if (signal.aborted) return;
        this.state = 'ready';
        for (const resolve of this.#becameReady.splice(0)) resolve();
        this.events.ready?.(this.spec.name);
        return;
      }
      if (performance.now() > deadline) {
        this.events.note(`${this.spec.name} is still not ready, log: ${this.spec.logFile}`);
        return;
      }
      await pause(60, undefined, { signal }).catch(() => undefined);
    }
  }

  #write(text: string): void {
    this.#log.write(`${text}\n`);
    const shown = this.spec.onConsole ? this.spec.onConsole(text) : text;
    if (shown !== undefined) this.events.output(this.spec.name, shown);
  }

  #signal(signal: NodeJS.Signals): void {
    if (this.#child?.pid) {
      try {
        process.kill(this.#child.pid, signal);
      } catch {
        // it has just ended by itself
      }
    }
  }
}

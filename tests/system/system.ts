import { spawn, type ChildProcess } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { askControl } from '../../deploy/local/control/control.ts';
import type { Endpoints } from '../../deploy/local/installation/endpoints.ts';
import { portsFrom, type Ports } from '../../deploy/local/ports/port-plan.ts';
import { checkout } from '../../deploy/local/paths.ts';
import { isFree } from '../../deploy/local/ports/ports.ts';
import { withoutLimits } from '../../deploy/local/testing/without-limits.ts';
import { temporaryHome } from '../../deploy/local/testing/test-home.ts';
import { until } from '../../libs/testing/src/until.ts';
import { setLife } from './back-office.ts';

export interface SystemOptions {
  /** Folder of data, logs and addresses, kept afterwards; without it a temporary one, removed again. */
  home?: string;
  /** Processes of each service; default 1. */
  replicas?: number;
  /** Changes a minute that the back office makes by itself; `off` by default. */
  life?: number | 'off';
  /** Variables of every service beside those that it has anyway; may depend on the folder and the ports. */
  environment?: Record<string, string> | ((home: string, ports: Ports) => Promise<Record<string, string>>);
}

/** The whole installation as `npm start` runs it, in a folder and on ports of its own, with the demo's goods on sale. */
export interface System {
  readonly home: string;
  /** Where everything is as of now; process ids change when something was started again. */
  endpoints(): Endpoints;
  /** Names of the processes of a part: itself, or its replicas. */
  processes(part: string): string[];
  /** Sends a signal to every process of a part, or to one by its name. The supervisor starts again what ends. */
  kill(name: string, signal: NodeJS.Signals): void;
  /** Ends a part and leaves it ended. */
  stopPart(name: string): Promise<void>;
  startPart(name: string): Promise<void>;
}

export interface OwnSystem extends System {
  /** Ends all processes; removes a temporary folder. */
  stop(): Promise<void>;
}

/** A system that somebody else has started, by its folder. */
export function attach(home: string): System {
  const endpoints = (): Endpoints => JSON.parse(readFileSync(join(home, 'endpoints.json'), 'utf8'));
  const processes = (part: string) =>
    Object.keys(endpoints().pids).filter((name) => name === part || name.replace(/-\d+$/, '') === part);
  const order = async (command: 'start' | 'stop', name: string) => {
    const reply = await askControl(home, { command, name });
    if (!reply?.ok) throw new Error(`${command} ${name}: ${reply?.text ?? 'no supervisor'}`);
  };
  return {
    home,
    endpoints,
    processes,
    kill: (name, signal) => {
      const { pids } = endpoints();
      for (const process of processes(name)) signalTo(pids[process], signal);
    },
    stopPart: (name) => order('stop', name),
    startPart: (name) => order('start', name),
  };
}

/** Starts a system and resolves when it is ready and seeded. It ends with this process, however that ends. */
export async function startSystem(options: SystemOptions = {}): Promise<OwnSystem> {
  const home = options.home ?? (await temporaryHome('system'));
  mkdirSync(join(home, 'logs'), { recursive: true });
  const base = await freeBase();
  const { environment } = options;
  const supervisor = spawn(
    process.execPath,
    [
      join(checkout, 'deploy', 'local', 'commands', 'start.ts'),
      ...['--data', home, '--port-base', String(base)],
      ...['--replicas', String(options.replicas ?? 1)],
    ],
    {
      cwd: checkout,
      // The supervisor stops everything when this channel is lost.
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: {
        ...process.env,
        ...withoutLimits,
        ...(typeof environment === 'function' ? await environment(home, portsFrom(base)) : environment),
      },
    },
  );
  const said = record(supervisor, join(home, 'logs', 'supervisor.log'));
  const stop = async () => {
    await end(supervisor);
    if (options.home === undefined) rmSync(home, { recursive: true, force: true });
  };
  const system = attach(home);
  try {
    await until(
      () => {
        if (supervisor.exitCode !== null || supervisor.signalCode !== null) return true;
        return existsSync(join(home, 'endpoints.json')) && existsSync(join(home, 'seeded'));
      },
      { timeoutMs: 280_000, everyMs: 100 },
    );
    if (supervisor.exitCode !== null) throw new Error('The supervisor has ended');
    // A home that was seeded before has its addresses a minute after the start, ready or not.
    await until(() => setLife(system, options.life ?? 'off').then(() => true), { everyMs: 100 });
  } catch (error) {
    await stop();
    throw new Error(`The system did not start:\n${said().slice(-3_000)}`, { cause: error });
  }
  return { ...system, stop };
}

/** A port base from which every port of an installation is free. */
async function freeBase(): Promise<number> {
  for (;;) {
    const base = 12_000 + 100 * Math.floor(Math.random() * 180);
    const free = await Promise.all(Object.values(portsFrom(base)).map((port) => isFree(port)));
    if (free.every(Boolean)) return base;
  }
}

function record(child: ChildProcess, file: string): () => string {
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      text = (text + chunk).slice(-20_000);
      if (existsSync(file) || text === chunk) appendFileSync(file, chunk);
    });
  return () => text;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  await ended;
}

function signalTo(pid: number | undefined, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(pid, signal);
  } catch {
    // It has just ended by itself.
  }
}

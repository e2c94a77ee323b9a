import { type ChildProcess, fork } from 'node:child_process';
import { constants, getPriority, setPriority } from 'node:os';
import { logger } from '@throughline/telemetry';
import type { RebuildReader } from './rebuild-reader.ts';

/** First argument of a service's program when it is started to read for a rebuild; the second is the group. */
export const rebuildCommand = 'rebuild';

/** What the process says of a failure. */
export interface ReportedProblem {
  readonly name: string;
  readonly message: string;
}

/** Largest heap of old objects, in MiB: it reads in small pieces and keeps nothing. */
const heapMiB = 256;
/** The process may take four seconds to end by itself; see run-rebuild.ts. */
const endsWithinMs = 5_000;

/**
 * The service's own program once more, which reads for a rebuild at a lower priority than this process. It ends with
 * this process, however this one ends. That it ends by itself is a problem.
 */
export class RebuildProcess implements RebuildReader {
  readonly #child: ChildProcess;
  readonly #gone: Promise<void>;
  #problem: Error | undefined;

  /** @param program path of the service's program, which calls `runRebuild` when it is told to. */
  constructor(program: string, groupId: string, instance: string) {
    const child = fork(program, [rebuildCommand, groupId], {
      // A debugger listens at one port only. Of two limits the last one holds.
      execArgv: [
        ...process.execArgv.filter((flag) => !flag.startsWith('--inspect')),
        `--max-old-space-size=${heapMiB}`,
      ],
      env: { ...process.env, INSTANCE_ID: `${instance}-rebuild` },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#child = child;
    const priority = child.pid === undefined ? undefined : lowerPriority(child.pid);
    child.on('message', ({ name, message }: ReportedProblem) => {
      this.#problem ??= Object.assign(new Error(message), { name });
    });
    this.#gone = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        const how = signal ?? `exit code ${code}`;
        this.#problem ??= new Error(`The process that read for the rebuild has ended (${how})`);
        resolve();
      });
      child.on('error', (error) => {
        this.#problem ??= error;
        if (child.pid === undefined) resolve();
      });
    });
    logger.info({ group: groupId, pid: child.pid, priority }, 'A process of its own reads for the rebuild');
  }

  get problem(): Error | undefined {
    return this.#problem;
  }

  async stop(): Promise<void> {
    if (this.#child.connected) this.#child.disconnect();
    const force = setTimeout(() => this.#child.kill('SIGKILL'), endsWithinMs);
    await this.#gone;
    clearTimeout(force);
  }
}

/** Below this process, whatever that has. @returns the priority, undefined where it cannot be changed */
function lowerPriority(pid: number): number | undefined {
  const { PRIORITY_BELOW_NORMAL: step, PRIORITY_LOW: lowest } = constants.priority;
  try {
    const priority = Math.min(getPriority() + step, lowest);
    setPriority(pid, priority);
    return priority;
  } catch (error) {
    logger.warn({ err: error, pid }, 'The process of a rebuild keeps the priority of the service');
    return undefined;
  }
}

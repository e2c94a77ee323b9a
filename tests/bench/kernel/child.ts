import { fork } from 'node:child_process';
import { once } from 'node:events';
import { pathToFileURL } from 'node:url';
import { bundleOf } from '../../../deploy/local/build/build.ts';
import { nodeFlags } from '../../../deploy/local/processes/node-flags.ts';
import type { RunningInstallation } from '../../../deploy/local/testing/start-installation.ts';
import { closing } from '../installation/parts.ts';
import type { Commands } from './service.ts';

/** A process of the kernel's bench service. */
export interface KernelProcess {
  readonly pid: number;
  /**
   * Tells it to do something. @returns what it answers
   * @throws Error with what went wrong there, also when it ends before it answers
   */
  tell<C extends keyof Commands>(
    command: C,
    ...given: Parameters<Commands[C]>
  ): Promise<Awaited<ReturnType<Commands[C]>>>;
}

export interface KernelOptions {
  name: string;
  databaseUrl: string;
  consumes?: boolean;
}

interface Answer {
  result?: unknown;
  error?: string;
}

/** Starts one, lets `work` use it, and ends it. */
export async function withKernel<T>(
  { endpoints }: RunningInstallation,
  { name, databaseUrl, consumes }: KernelOptions,
  work: (kernel: KernelProcess) => Promise<T>,
): Promise<T> {
  const child = fork(bundleOf('bench-kernel'), {
    execArgv: [...nodeFlags, '--import', pathToFileURL(bundleOf('telemetry')).href],
    env: {
      ...process.env,
      SERVICE_NAME: 'bench',
      INSTANCE_ID: name,
      DATABASE_URL: databaseUrl,
      KAFKA_BROKERS: endpoints.kafka,
      REGISTRY_URL: endpoints.registry,
      OTEL_TRACES_EXPORTER: 'none',
      ...(consumes && { CONSUMES: '1' }),
    },
  });
  const answers = new Map<number, (answer: Answer) => void>();
  const answer = (id: number) =>
    new Promise<never>((resolve, reject) => {
      answers.set(id, ({ result, error }) =>
        error === undefined ? resolve(result as never) : reject(new Error(`${name}: ${error}`)),
      );
    });
  let last = 0;
  child.on('message', (message: Answer & { id: number }) => answers.get(message.id)?.(message));
  child.once('exit', (code) => answers.forEach((settle) => settle({ error: `ended with ${code}` })));
  const ended = once(child, 'exit');
  const tell: KernelProcess['tell'] = async (command, ...[given]) => {
    const id = ++last;
    const answered = answer(id);
    child.send({ id, command, given });
    return answered.finally(() => answers.delete(id));
  };
  const stop = async () => {
    if (child.exitCode === null && child.connected) await tell('stop').catch(() => child.kill('SIGKILL'));
    await ended;
  };
  return closing(stop, async () => {
    await answer(0);
    if (child.pid === undefined) throw new Error(`${name} has no process`);
    return work({ pid: child.pid, tell });
  });
}

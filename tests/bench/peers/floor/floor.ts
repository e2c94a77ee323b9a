import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import type { RunningInstallation } from '../../../../deploy/local/testing/start-installation.ts';
import { closing } from '../../installation/parts.ts';

/** What no system can be faster than that keeps what it is told at each of three processes, with Kafka in between. */
export interface Floor {
  /** Process ids by name of the hop. */
  readonly pids: Readonly<Record<string, number>>;
  /** Sends one through all hops. @returns when the last of them has it */
  send(): Promise<void>;
}

const program = fileURLToPath(new URL('hop.ts', import.meta.url));
const hops = [
  { HOP: 'first', TO: 'bare.first' },
  { HOP: 'second', FROM: 'bare.first', TO: 'bare.second' },
  { HOP: 'third', FROM: 'bare.second' },
];

/** Starts the hops on the stores of the running, lets `work` use them, and ends them. */
export async function withFloor<T>(
  { endpoints }: RunningInstallation,
  work: (floor: Floor) => Promise<T>,
): Promise<T> {
  const databaseUrl = new URL(endpoints.postgresAdmin ?? '');
  const admin = new pg.Client({ connectionString: databaseUrl.href });
  await admin.connect();
  await admin.query('create database bare_hops').finally(() => admin.end());
  databaseUrl.pathname = '/bare_hops';

  const children: ChildProcess[] = [];
  const stop = async () => {
    const running = children.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
    const ended = running.map((child) => once(child, 'exit'));
    for (const child of running) child.kill('SIGKILL');
    await Promise.all(ended);
  };
  return closing(stop, async () => {
    // One after the other: each makes the topic that the next one reads.
    for (const hop of hops) children.push(await startHop(hop, databaseUrl.href, endpoints.kafka));
    const waiting = new Map<number, () => void>();
    children.at(-1)?.on('message', (id: number) => {
      waiting.get(id)?.();
      waiting.delete(id);
    });
    let last = 0;
    const send = () =>
      new Promise<void>((resolve) => {
        waiting.set(++last, resolve);
        children[0]?.send(last);
      });
    const pids = Object.fromEntries(children.map(({ pid }, index) => [`${hops[index]?.HOP} hop`, pid ?? 0]));
    return work({ pids, send });
  });
}

async function startHop(
  hop: Record<string, string>,
  databaseUrl: string,
  brokers: string,
): Promise<ChildProcess> {
  const child = fork(program, {
    env: { ...process.env, ...hop, DATABASE_URL: databaseUrl, KAFKA_BROKERS: brokers },
  });
  const ready = once(child, 'message');
  const failed = once(child, 'exit').then(() => {
    throw new Error(`The ${hop['HOP']} bare hop ended before it was ready`);
  });
  await Promise.race([ready, failed]);
  failed.catch(() => undefined);
  return child;
}

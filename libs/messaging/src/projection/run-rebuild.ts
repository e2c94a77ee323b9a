import { once } from 'node:events';
import { readdir, writeFile } from 'node:fs/promises';
import { getPriority, setPriority } from 'node:os';
import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { AsyncMicroserviceOptions, NestMicroservice } from '@nestjs/microservices';
import type { DataSource } from '@throughline/persistence';
import { NestLogger, logger, telemetryRuntime } from '@throughline/telemetry';
import { pause } from '../back-off.ts';
import { BatchConsumer } from '../consumer/batch-consumer.ts';
import { type ReportedProblem, rebuildCommand } from './rebuild-process.ts';
import { type RebuildReader, startReader } from './rebuild-reader.ts';

/** What a transaction that waits for a lock is given to end. */
const endsWithinMs = 4_000;
const lookEveryMs = 200;

/** What the process needs of its service. */
export interface RebuildParts {
  /** With `MessagingModule.forService` and the handlers; made, but never started. */
  readonly module: Type | DynamicModule;
  /** Connected, with few sessions: at most two transactions run at a time. */
  readonly dataSource: DataSource;
}

/** The group that this process was started to read for; undefined in a process that serves. */
export function groupToRebuild(): string | undefined {
  const [, , command, group = ''] = process.argv;
  return command === rebuildCommand ? group : undefined;
}

/**
 * Reads for a rebuild until the service that started this process disconnects or is gone; ends the process then. No
 * hook of the service's life runs here: what handlers of a projection need is made by constructors.
 */
export async function runRebuild(groupId: string, open: () => Promise<RebuildParts>): Promise<never> {
  const ending = new AbortController();
  const end = (): void => {
    setTimeout(() => process.exit(1), endsWithinMs).unref();
    ending.abort();
  };
  process.once('disconnect', end);
  process.once('SIGTERM', end);
  // Sent to all processes of a terminal: the service says when this one ends.
  process.on('SIGINT', () => undefined);
  if (!process.connected) {
    logger.fatal({ group: groupId }, 'Only a service can start the process of a rebuild');
    process.exit(2);
  }
  await endFirstWithoutMemory();
  await lowerThreads();
  let reader: RebuildReader | undefined;
  let problem: unknown;
  try {
    const { module, dataSource } = await open();
    reader = await startReader(await handlersOf(module), dataSource, groupId);
    while (!ending.signal.aborted && reader.problem === undefined) await pause(lookEveryMs, ending.signal);
    problem = reader.problem;
  } catch (error) {
    problem = error;
  }
  if (problem !== undefined) report(problem, groupId);
  if (!ending.signal.aborted) await once(ending.signal, 'abort');
  const asked = !process.connected;
  await reader?.stop();
  await telemetryRuntime()?.shutdown();
  process.exit(asked ? 0 : 1);
}

/** The service disconnects when it has heard of it. */
function report(problem: unknown, group: string): void {
  logger.error({ err: problem, group }, 'The process of a rebuild cannot go on');
  const { name, message } = problem instanceof Error ? problem : new Error(String(problem));
  if (process.connected) process.send?.({ name, message } satisfies ReportedProblem);
}

async function handlersOf(module: Type | DynamicModule): Promise<BatchConsumer> {
  const app = await NestFactory.createMicroservice<AsyncMicroserviceOptions>(module, {
    logger: new NestLogger(logger),
    abortOnError: false,
    inject: [BatchConsumer],
    useFactory: (strategy: BatchConsumer) => ({ strategy }),
  });
  // What `init` does as well, but for the hooks, which would start the service's jobs, relay and caches.
  (app as NestMicroservice).registerListeners();
  return app.get(BatchConsumer);
}

/** On Linux a priority is a thread's: those that began before the service had lowered this process have the old one. */
async function lowerThreads(): Promise<void> {
  const threads = await readdir('/proc/self/task').catch(() => []);
  for (const thread of threads)
    try {
      setPriority(Number(thread), getPriority());
    } catch {
      // It has ended.
    }
}

/** Linux ends this process before the service, when a container has no memory left; elsewhere nothing can be said. */
async function endFirstWithoutMemory(): Promise<void> {
  await writeFile('/proc/self/oom_score_adj', '1000').catch(() => undefined);
}

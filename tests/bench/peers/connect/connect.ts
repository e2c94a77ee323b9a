import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import {
  type Download,
  copyDependencies,
  ensureDownload,
} from '../../../../deploy/local/stores/downloads.ts';
import { jvmEnvironment } from '../../../../deploy/local/stores/java.ts';
import { poll } from '../../../../deploy/local/processes/poll.ts';
import { freePort } from '../../../../deploy/local/ports/ports.ts';
import { closing } from '../../installation/parts.ts';

/** Settings of a connector, as in its properties file. */
export type ConnectorSettings = Readonly<Record<string, string | number>> & { readonly name: string };

/** Kafka Connect with one running connector. */
export interface Connect {
  readonly pid: number;
}

const debezium: Download = {
  what: 'Debezium 3.6.1 and Kafka Connect 4.3.1',
  folder: 'debezium-3.6.1',
  megabytes: 75,
  waysInto: (target) => copyDependencies(new URL('pom.xml', import.meta.url), target),
};

/** Connect's own start script allows 2 GiB; this bound keeps its memory down. */
const heap = '512m';
const flags = [
  '-server',
  '-Xms256m',
  `-Xmx${heap}`,
  '-XX:+UseG1GC',
  '-XX:MaxGCPauseMillis=20',
  '-XX:InitiatingHeapOccupancyPercent=35',
  '-Djava.awt.headless=true',
  `-Dlog4j2.configurationFile=${new URL('log4j2.xml', import.meta.url).pathname}`,
];

/**
 * Runs a connector in a standalone worker, lets `work` use it once its tasks run, and ends it.
 * @throws Error when a task fails, before or while `work` runs
 */
export async function withConnect<T>(
  brokers: string,
  connector: ConnectorSettings,
  work: (connect: Connect) => Promise<T>,
): Promise<T> {
  const libs = await ensureDownload(debezium, new URL('checksums.sha256', import.meta.url));
  const folder = mkdtempSync(join(tmpdir(), 'throughline-connect-'));
  const rest = `http://127.0.0.1:${await freePort()}`;
  const files = {
    'worker.properties': {
      'bootstrap.servers': brokers,
      listeners: rest,
      'offset.storage.file.filename': join(folder, 'offsets'),
      'key.converter': 'org.apache.kafka.connect.storage.StringConverter',
      'value.converter': 'org.apache.kafka.connect.converters.ByteArrayConverter',
      'producer.acks': 'all',
      'plugin.discovery': 'only_scan',
    },
    'connector.properties': connector,
  };
  for (const [name, settings] of Object.entries(files)) writeFileSync(join(folder, name), text(settings));
  const child = spawn(
    'java',
    [
      ...flags,
      '-cp',
      join(libs, '*'),
      'org.apache.kafka.connect.cli.ConnectStandalone',
      ...Object.keys(files).map((name) => join(folder, name)),
    ],
    { env: jvmEnvironment() as NodeJS.ProcessEnv, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const logFile = join(folder, 'log');
  const logged = pipeline(child.stdout, createWriteStream(logFile));
  const ended = once(child, 'exit');
  const close = async () => {
    child.kill('SIGTERM');
    const force = setTimeout(() => child.kill('SIGKILL'), 20_000);
    await Promise.all([ended, logged]);
    clearTimeout(force);
    rmSync(folder, { recursive: true, force: true });
  };
  return closing(close, async () => {
    const failure = (why: string) =>
      new Error(`${connector.name}: ${why}\n${readFileSync(logFile, 'utf8').slice(-4_000)}`);
    const failed = new AbortController();
    const isRunning = async () => {
      const states = child.exitCode === null ? await statesOf(rest, connector.name) : ['FAILED'];
      if (states.includes('FAILED')) failed.abort(new Error('It failed'));
      return states.length > 0 && states.every((state) => state === 'RUNNING');
    };
    await poll('the task', isRunning, {
      everyMs: 200,
      timeoutMs: 600_000,
      signal: failed.signal,
    }).catch((error: unknown) => Promise.reject(failure(String(error))));
    if (child.pid === undefined) throw failure('It has no process');
    const result = await work({ pid: child.pid });
    if ((await statesOf(rest, connector.name)).includes('FAILED')) throw failure('A task failed');
    return result;
  });
}

function text(settings: Readonly<Record<string, string | number>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

async function statesOf(rest: string, connector: string): Promise<string[]> {
  const response = await fetch(`${rest}/connectors/${connector}/status`);
  if (!response.ok) return [];
  const { tasks } = (await response.json()) as { tasks: { state: string }[] };
  return tasks.map(({ state }) => state);
}

import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildBundles, buildWeb, bundleOf } from '../build/build.ts';
import { line, say, step } from '../processes/console.ts';
import { askControl, serveControl } from '../control/control.ts';
import { socketPath } from '../paths.ts';
import { control } from '../control/control-commands.ts';
import { readExternal } from '../installation/external.ts';
import type { StartOptions } from './options.ts';
import { Installation } from '../installation/installation.ts';
import { poll } from '../processes/poll.ts';
import { type SourceDocument, applySourceDocuments, readSourceDocuments } from './sources.ts';
import { PortInUse } from '../ports/ports.ts';
import { summary } from './summary.ts';
import { serviceNames, storeNames } from '../topology.ts';
import { watchSources } from './watch-sources.ts';

/** Runs the installation in the foreground until Ctrl-C, SIGTERM or the end of the process that started this one. */
export async function supervise(
  read: () => StartOptions & { help: boolean },
  usage: string,
  { watch }: { watch: boolean },
): Promise<void> {
  const options = readOrExplain(read, usage);
  if (options.help) return void console.log(usage);
  const running = await askControl(options.home, { command: 'where' });
  if (running) {
    console.error(
      `Throughline is running already.\n${running.text}\nStop it there with Ctrl-C, or run a second one with --data <folder> and --port-base <port>.`,
    );
    process.exitCode = 1;
    return;
  }
  const documents = await readSourceDocuments(options.sources).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(1);
  });
  if (options.fresh) forget(options.home);
  const stopping = new AbortController();
  const installation = createInstallation(options);
  const server = await serveControl(options.home, (request) => control(installation, request));
  const stopped = stopOnSignal(installation, stopping);
  // Whatever a start still waits for, such as a download, must not hold up the end.
  void runInstallation(installation, options, documents, watch).catch((error: unknown) => {
    if (stopping.signal.aborted) return;
    explain(error);
    process.exitCode = 1;
    stopping.abort();
  });
  await stopped;
  server.close();
  rmSync(socketPath(options.home), { force: true });
  process.exit();
}

async function runInstallation(
  installation: Installation,
  { home, shopHost, demo }: StartOptions,
  documents: readonly SourceDocument[],
  watch: boolean,
): Promise<void> {
  await portsAreFree(installation);
  await Promise.all([prepareSources(), installation.download()]);
  const endpoints = await step('everything is ready', () => installation.start());
  if (watch) await watchSources(installation);
  for (const told of await applySourceDocuments(endpoints, documents)) say(told);
  if (demo) await seed(installation, home);
  console.log(summary(endpoints, installation.endpointsFile, shopHost));
}

/** A supervisor that was killed leaves its addresses behind, and for some seconds the processes that are being ended. */
async function portsAreFree(installation: Installation): Promise<void> {
  const wasKilled = existsSync(installation.endpointsFile);
  const areFree = () => installation.requirePorts().then(() => true);
  if (wasKilled) await poll('the ports', areFree, { timeoutMs: 10_000 }).catch(() => undefined);
  await installation.requirePorts();
}

function readOrExplain(read: () => StartOptions & { help: boolean }, usage: string) {
  try {
    return read();
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    process.exit(2);
  }
}

function createInstallation({ home, ports, replicas, shopHost, verbose, demo }: StartOptions): Installation {
  return new Installation({
    home,
    ports,
    external: readExternal(process.env),
    services: serviceNames.filter((name) => demo || name !== 'demo-erp'),
    stores: storeNames,
    replicas,
    shopHost,
    verbose,
    events: { output: line, note: say },
  });
}

/** What cannot be built is said and left as it was: the rest of the installation still runs. */
async function prepareSources(): Promise<void> {
  const web = buildWeb().catch((error: unknown) =>
    say(error instanceof Error ? error.message : String(error)),
  );
  const [{ failed }] = await step('the sources are built', () => Promise.all([buildBundles(), web]));
  for (const reason of failed.values()) say(reason);
}

/** Deletes what a home has gathered; downloads and bundles stay. */
function forget(home: string): void {
  for (const name of ['data', 'logs', 'secrets', 'seeded', 'ports.json', 'endpoints.json']) {
    rmSync(join(home, name), { recursive: true, force: true });
  }
  say('beginning anew');
}

/** Brings the demo's data to where a shopper can see them, once for each set of data. */
async function seed(installation: Installation, home: string): Promise<void> {
  const marker = join(home, 'seeded');
  if (existsSync(marker) || !existsSync(bundleOf('seed'))) return;
  await step('the demo is seeded', () => installation.run('seed', bundleOf('seed')));
  mkdirSync(home, { recursive: true });
  writeFileSync(marker, `${new Date().toISOString()}\n`);
}

/** Resolves when everything has been stopped after a signal, an error, or the loss of the parent. */
function stopOnSignal(installation: Installation, stopping: AbortController): Promise<void> {
  const stop = () => {
    if (!stopping.signal.aborted) stopping.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  process.on('disconnect', stop);
  process.stdout.on('error', stop);
  return new Promise((resolve) => {
    stopping.signal.addEventListener('abort', () => {
      if (installation.processes.size > 0) say('stopping');
      void installation.stop().then(() => {
        if (installation.processes.size > 0) say('stopped');
        resolve();
      });
    });
  });
}

function explain(error: unknown): void {
  if (error instanceof PortInUse) console.error(error.message);
  else console.error(error instanceof Error ? (error.stack ?? error.message) : error);
}

import { rmSync } from 'node:fs';
import { buildBundles, buildWeb } from '../build/build.ts';
import type { Endpoints } from '../installation/endpoints.ts';
import type { External } from '../installation/external.ts';
import { freePorts, type Ports } from '../ports/port-plan.ts';
import { Installation } from '../installation/installation.ts';
import type { ProcessEvents } from '../processes/process.ts';
import { temporaryHome } from './test-home.ts';
import { isStoreName, type PartName, type ServiceName } from '../topology.ts';

export interface StartInstallationOptions {
  /** Folder of its data, kept when it is stopped; without it a temporary one, removed again. */
  dir?: string;
  /** `free` chooses ports that nobody uses. */
  ports: 'free' | Ports;
  /** The stores and services wanted; services get their topics and schemas first. */
  parts: readonly PartName[];
  /** Processes of each service; default 1. */
  replicas?: number;
  /** Stores that run elsewhere. */
  external?: External;
  /** Output of the processes; default nowhere but in the log files. */
  events?: ProcessEvents;
}

export interface RunningInstallation {
  readonly endpoints: Endpoints;
  readonly endpointsFile: string;
  readonly home: string;
  /** Process ids of a part, or of one replica by its name (`orders-2`). */
  pids(name: string): number[];
  /** Sends a signal to all processes of a part, or to one replica. What ends by it is started again. */
  kill(name: string, signal: NodeJS.Signals): void;
  /** Resolves when all processes of a part are ready. */
  ready(name: string): Promise<void>;
  stopPart(name: string): Promise<void>;
  start(name: string): Promise<void>;
  /** Ends the processes of a part and starts new ones as soon as the port is free. */
  replace(name: string): Promise<void>;
  /** Stops all and removes the folder when it is a temporary one. */
  stop(): Promise<void>;
}

const nowhere: External = {
  kafka: undefined,
  registry: undefined,
  postgresAdmin: undefined,
  databases: {},
  collector: undefined,
};
const silent: ProcessEvents = { output: () => undefined, note: () => undefined };

/** Starts some or all of the installation for a test: what `npm start` runs, in a folder and on ports of its own. */
export async function startInstallation(options: StartInstallationOptions): Promise<RunningInstallation> {
  const home = options.dir ?? (await temporaryHome('installation'));
  const stores = options.parts.filter(isStoreName);
  const services = options.parts.filter((part) => !isStoreName(part));
  if (services.length > 0) await buildAll(services);
  const installation = new Installation({
    home,
    ports: options.ports === 'free' ? await freePorts(home) : options.ports,
    external: options.external ?? nowhere,
    services,
    stores,
    replicas: options.replicas ?? 1,
    shopHost: '127.0.0.1',
    events: options.events ?? silent,
  });
  const stop = async () => {
    await installation.stop();
    if (options.dir === undefined) rmSync(home, { recursive: true, force: true });
  };
  await installation.start().catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  const all = async (
    name: string,
    work: (member: ReturnType<Installation['members']>[number]) => Promise<void>,
  ) => {
    await Promise.all(installation.members(name).map(work));
  };
  return {
    home,
    endpointsFile: installation.endpointsFile,
    get endpoints() {
      return installation.endpoints();
    },
    pids: (name) => installation.members(name).flatMap(({ pid }) => pid ?? []),
    kill: (name, signal) => installation.members(name).forEach((member) => member.kill(signal)),
    ready: (name) => all(name, (member) => member.ready()),
    stopPart: (name) => all(name, (member) => member.stop()),
    start: (name) => all(name, (member) => member.start()),
    replace: (name) => all(name, (member) => member.replace()),
    stop,
  };
}

async function buildAll(services: readonly ServiceName[]): Promise<void> {
  const [{ failed }] = await Promise.all([
    buildBundles(),
    services.includes('storefront') ? buildWeb() : Promise.resolve(),
  ]);
  const broken = [...failed].filter(([name]) => [...services, 'deploy', 'telemetry'].includes(name));
  if (broken.length > 0) throw new Error(broken.map(([, reason]) => reason).join('\n'));
}

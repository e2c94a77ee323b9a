import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { freePort } from '../../deploy/local/ports/ports.ts';
import {
  type RunningInstallation,
  startInstallation,
} from '../../deploy/local/testing/start-installation.ts';

/** What tests are told of the stores that they may damage. */
export interface StoresState {
  endpointsFile: string;
  /** Brokers and registry, as in the endpoints. */
  kafka: string;
  registry: string;
  postgresAdmin: string;
  /** The broker's second listener, and the address it tells clients that come by it: of a proxy that a test opens. */
  kafkaBehindProxy: number;
  kafkaProxy: number;
}

/** Kafka, Postgres and registry, with a way for tests in other processes to kill, stop and copy them. */
export interface Stores {
  /** Address of the control server. */
  readonly url: string;
  readonly state: StoresState;
  stop(): Promise<void>;
}

export async function startStores(): Promise<Stores> {
  const running = await startInstallation({ ports: 'free', parts: ['kafka', 'postgres', 'registry'] });
  let server: Server | undefined;
  try {
    const [behind, proxy] = [await freePort(), await freePort()];
    await addListener(running, behind, proxy);
    const { kafka, registry, postgresAdmin = '' } = running.endpoints;
    const { endpointsFile } = running;
    const state = {
      endpointsFile,
      kafka,
      registry,
      postgresAdmin,
      kafkaBehindProxy: behind,
      kafkaProxy: proxy,
    };
    server = await control(running, state);
    const { port } = server.address() as AddressInfo;
    const stop = async () => {
      server?.closeAllConnections();
      server?.close();
      await running.stop();
    };
    return { url: `http://127.0.0.1:${port}`, state, stop };
  } catch (error) {
    server?.close();
    await running.stop();
    throw error;
  }
}

/** A client keeps to the listener it came by, so a proxy sees the whole traffic of whoever begins at it. */
async function addListener(running: RunningInstallation, port: number, advertised: number): Promise<void> {
  const file = join(running.home, 'data', 'kafka', 'server.properties');
  const changed = readFileSync(file, 'utf8')
    .replace(/^listeners=.*/m, `$&,PROXIED://127.0.0.1:${port}`)
    .replace(/^advertised\.listeners=.*/m, `$&,PROXIED://127.0.0.1:${advertised}`)
    .replace(/^listener\.security\.protocol\.map=.*/m, '$&,PROXIED:PLAINTEXT');
  await running.stopPart('kafka');
  writeFileSync(file, changed);
  await running.start('kafka');
}

async function control(running: RunningInstallation, state: StoresState): Promise<Server> {
  const kafkaData = join(running.home, 'data', 'kafka', 'log');
  const copy = join(running.home, 'kafka-copy');
  const deeds: Record<string, (part: string) => Promise<void> | void> = {
    kill: (part) => running.kill(part, 'SIGKILL'),
    ready: (part) => running.ready(part),
    stop: (part) => running.stopPart(part),
    start: (part) => running.start(part),
    save: () => {
      rmSync(copy, { recursive: true, force: true });
      cpSync(kafkaData, copy, { recursive: true });
    },
    restore: () => {
      rmSync(kafkaData, { recursive: true });
      cpSync(copy, kafkaData, { recursive: true });
    },
  };
  const server = createServer((request, response) => {
    const [, deed = '', part = ''] = (request.url ?? '').split('/');
    if (deed === '') return void response.end(JSON.stringify(state));
    Promise.resolve(deeds[deed]?.(part)).then(
      () => response.end('{}'),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

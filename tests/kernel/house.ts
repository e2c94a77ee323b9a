import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { freePort } from '../../deploy/local/ports.ts';
import { type RunningPlatform, startPlatform } from '../../deploy/local/start-platform.ts';

/** What tests are told of the house that they may damage. */
export interface HouseState {
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
export interface House {
  /** Address of the control server. */
  readonly url: string;
  readonly state: HouseState;
  stop(): Promise<void>;
}

export async function startHouse(): Promise<House> {
  const platform = await startPlatform({ ports: 'free', parts: ['kafka', 'postgres', 'registry'] });
  let server: Server | undefined;
  try {
    const [behind, proxy] = [await freePort(), await freePort()];
    await addListener(platform, behind, proxy);
    const { kafka, registry, postgresAdmin = '' } = platform.endpoints;
    const { endpointsFile } = platform;
    const state = {
      endpointsFile,
      kafka,
      registry,
      postgresAdmin,
      kafkaBehindProxy: behind,
      kafkaProxy: proxy,
    };
    server = await control(platform, state);
    const { port } = server.address() as AddressInfo;
    const stop = async () => {
      server?.closeAllConnections();
      server?.close();
      await platform.stop();
    };
    return { url: `http://127.0.0.1:${port}`, state, stop };
  } catch (error) {
    server?.close();
    await platform.stop();
    throw error;
  }
}

/** A client keeps to the listener it came by, so a proxy sees the whole traffic of whoever begins at it. */
async function addListener(platform: RunningPlatform, port: number, advertised: number): Promise<void> {
  const file = join(platform.home, 'data', 'kafka', 'server.properties');
  const changed = readFileSync(file, 'utf8')
    .replace(/^listeners=.*/m, `$&,PROXIED://127.0.0.1:${port}`)
    .replace(/^advertised\.listeners=.*/m, `$&,PROXIED://127.0.0.1:${advertised}`)
    .replace(/^listener\.security\.protocol\.map=.*/m, '$&,PROXIED:PLAINTEXT');
  await platform.stopPart('kafka');
  writeFileSync(file, changed);
  await platform.start('kafka');
}

async function control(platform: RunningPlatform, state: HouseState): Promise<Server> {
  const kafkaData = join(platform.home, 'data', 'kafka', 'log');
  const copy = join(platform.home, 'kafka-copy');
  const deeds: Record<string, (part: string) => Promise<void> | void> = {
    kill: (part) => platform.kill(part, 'SIGKILL'),
    ready: (part) => platform.ready(part),
    stop: (part) => platform.stopPart(part),
    start: (part) => platform.start(part),
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

import { readFileSync, readdirSync, readlinkSync, statSync } from 'node:fs';
import { type IncomingHttpHeaders, get } from 'node:http';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { until } from '../../libs/testing/src/until.ts';
import { attach } from '../system/system.ts';
import { type Traded, trade } from './trade.ts';

const system = attach(inject('home'));
let traded: Traded;

beforeAll(async () => {
  traded = await trade(system);
});

/** Asks Zipkin by its API v2, as its own page does. */
async function ask<T>(path: string, query: Record<string, string> = {}): Promise<T> {
  const response = await fetch(`${system.endpoints().zipkin}/api/v2/${path}?${new URLSearchParams(query)}`);
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

interface ZipkinSpan {
  traceId: string;
  id: string;
  kind?: string;
  name: string;
  timestamp: number;
  duration: number;
  localEndpoint: { serviceName: string };
}

const tracesOfOrder = (order: string) =>
  ask<ZipkinSpan[][]>('traces', { annotationQuery: `throughline.order=${order}`, lookback: '3600000' });

/** Status and headers of an answer to a request that a page of another site could make. */
function asked(
  headers: Record<string, string>,
  url = `${system.endpoints().zipkin}/api/v2/services`,
): Promise<{ status: number | undefined; headers: IncomingHttpHeaders }> {
  return new Promise((resolve, reject) => {
    get(url, { headers }, (answer) => {
      answer.resume();
      resolve({ status: answer.statusCode, headers: answer.headers });
    }).on('error', reject);
  });
}

it('Zipkin lets no other site read, and answers to no other name', async () => {
  const read = await asked({ origin: 'https://evil.example' });
  expect([read.status, read.headers['access-control-allow-origin']]).toEqual([200, undefined]);
  expect((await asked({ host: 'evil.example' })).status).toBe(421);
});

/** Sockets of Zipkin's own process, with address and port as the kernel writes them. */
function socketsOfZipkin(): {
  kind: string;
  address: string | undefined;
  port: string | undefined;
  state: string | undefined;
}[] {
  const pid = system.endpoints().pids['zipkin'];
  const own = readdirSync(`/proc/${pid}/fd`).map((fd) => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${fd}`);
    } catch {
      return '';
    }
  });
  return ['udp', 'udp6', 'tcp', 'tcp6'].flatMap((kind) =>
    readFileSync(`/proc/net/${kind}`, 'utf8')
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => own.includes(`socket:[${fields[9]}]`))
      .map(([, local = '', , state]) => {
        const [address, port] = local.split(':');
        return { kind, address, port, state };
      }),
  );
}

describe.runIf(process.platform === 'linux')('the process of Zipkin', () => {
  it('has no socket on other interfaces', () => {
    const sockets = socketsOfZipkin();
    // 127.0.0.1 as the kernel writes it.
    expect(
      sockets.filter(({ kind, address }) => kind.startsWith('udp') || !address?.endsWith('0100007F')),
    ).toEqual([]);
    expect(sockets.length).toBeGreaterThan(0);
  });

  it('answers nobody who finds its own port, under whatever name', async () => {
    const listening = socketsOfZipkin().filter(({ state }) => state === '0A');
    expect(listening).toHaveLength(1);
    const inner = `http://127.0.0.1:${Number.parseInt(listening[0]?.port ?? '', 16)}`;
    for (const host of ['evil.example', new URL(inner).host])
      for (const path of ['/', '/zipkin/', '/health', '/metrics', '/api/v2/services', '/api/v2/traces'])
        expect((await asked({ host }, `${inner}${path}`)).status, `${path} of ${host}`).toBe(404);
  });
});

it("Kafka's folder is closed to other users of the machine", () => {
  expect(statSync(join(system.endpoints().supervisor.home, 'data', 'kafka')).mode & 0o77).toBe(0);
});

it('every page that the endpoints name is there', async () => {
  for (const { openapi, health, metrics } of Object.values(system.endpoints().services))
    for (const page of [openapi, health, metrics].filter((each) => each !== undefined))
      expect((await fetch(page)).status, page).toBe(200);
});

it('Zipkin finds the trace of an order by its number, and names every service in it', async () => {
  const traces = await until(async () => {
    const found = await tracesOfOrder(traded.completed.order);
    return found.length > 0 && found;
  });
  const [trace = []] = traces;
  expect(await ask(`trace/${trace[0]?.traceId}`)).toHaveLength(trace.length);
  expect(new Set(traces.map(([span]) => span?.traceId)).size).toBe(1);
  const parts = new Set(trace.map(({ localEndpoint }) => localEndpoint.serviceName));
  expect([...parts].sort()).toEqual(['erp-adapter', 'inventory', 'orders', 'storefront']);
  expect(await ask<string[]>('services')).toEqual(expect.arrayContaining([...parts]));
});

it('each of its spans is one by the rules of Zipkin', async () => {
  const [trace = []] = await until(async () => {
    const found = await tracesOfOrder(traded.completed.order);
    return found.length > 0 && found;
  });
  for (const span of trace) {
    expect(span).toMatchObject({
      traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
      id: expect.stringMatching(/^[0-9a-f]{16}$/),
      name: expect.stringMatching(/^[^A-Z]+$/),
      timestamp: expect.any(Number),
      duration: expect.any(Number),
    });
    expect(['CLIENT', 'SERVER', 'PRODUCER', 'CONSUMER', undefined]).toContain(span.kind);
    expect(span.duration).toBeGreaterThan(0);
  }
  expect(new Set(trace.map(({ id }) => id)).size).toBe(trace.length);
});

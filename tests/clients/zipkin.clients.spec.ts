import { beforeAll, expect, inject, it } from 'vitest';
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

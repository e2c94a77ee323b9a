import { SpanKind, context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { traceQueries } from './query-spans.ts';
import { OriginSampler } from './sampler.ts';
import { contextFrom, withSpan } from './spans.ts';

type Answer = (error: unknown, result: unknown) => void;

/** Answers like pg: by promise, or by a callback that comes from elsewhere. */
function fakeClient(failure?: Error) {
  const client = {
    calls: [] as unknown[][],
    query(...args: unknown[]): unknown {
      client.calls.push(args);
      const callback = args.at(-1);
      if (typeof callback !== 'function')
        return failure ? Promise.reject(failure) : Promise.resolve({ rows: [1] });
      queueMicrotask(() =>
        context.with(contextFrom(undefined), () => (callback as Answer)(failure, { rows: [1] })),
      );
      return undefined;
    },
  };
  traceQueries(client);
  return client;
}

const exporter = new InMemorySpanExporter();
beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const spanProcessors = [new SimpleSpanProcessor({ exporter })];
  trace.setGlobalTracerProvider(new TracerProvider({ sampler: new OriginSampler(1), spanProcessors }));
});
beforeEach(() => exporter.reset());
afterAll(() => {
  trace.disable();
  context.disable();
});

describe('the span of a statement', () => {
  it('hangs below the span around it and holds no parameters', async () => {
    const client = fakeClient();
    const sql = 'insert into orders_customers (name) values ($1)';
    const result = await withSpan('work', {}, () => client.query(sql, ['Ann Example']));
    expect(result).toEqual({ rows: [1] });
    const [span, parent] = exporter.getFinishedSpans();
    expect(span).toMatchObject({ name: 'INSERT orders_customers', kind: SpanKind.CLIENT });
    expect(span?.parentSpanContext?.spanId).toBe(parent?.spanContext().spanId);
    expect(span?.attributes['db.query.text']).toBe(sql);
    expect(JSON.stringify(span?.attributes)).not.toContain('Ann');
  });

  it('names an error by its class and code, not by the values it quotes', async () => {
    const failure = Object.assign(new Error('invalid input syntax: "Ann Example"'), { code: '22P02' });
    const client = fakeClient(failure);
    await expect(
      withSpan('work', {}, () => client.query({ text: 'select $1::int', values: ['Ann'] })),
    ).rejects.toBe(failure);
    const [span] = exporter.getFinishedSpans();
    expect(span?.status).toEqual({ code: 2, message: 'Error 22P02' });
    expect(JSON.stringify([span?.status, span?.attributes, span?.events])).not.toContain('Ann');
  });

  it('gives a callback the context of its caller', async () => {
    const client = fakeClient();
    await withSpan('work', {}, async (work) => {
      const { promise, resolve } = Promise.withResolvers<unknown>();
      client.query('commit', () => resolve(trace.getActiveSpan()));
      expect(await promise).toBe(work);
    });
    expect(exporter.getFinishedSpans().map(({ name }) => name)).toEqual(['COMMIT', 'work']);
  });

  it('is left out where nothing is sampled', async () => {
    const client = fakeClient();
    const dropped = contextFrom(`00-${'a'.repeat(32)}-${'b'.repeat(16)}-00`);
    await client.query('select 1');
    await withSpan('work', {}, () => client.query('select 1'), { parent: dropped });
    await withSpan('work', {}, () => client.query({ submit: () => undefined, text: 'select 1' }));
    expect(client.calls).toHaveLength(3);
    expect(exporter.getFinishedSpans().map(({ name }) => name)).toEqual(['work']);
  });
});

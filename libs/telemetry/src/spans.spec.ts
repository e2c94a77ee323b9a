import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { contextFrom, currentTraceparent, isSampled, withSpan } from './spans.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const sampled = `00-${traceId}-b7ad6b7169203331-01`;

describe('spans', () => {
  const exporter = new InMemorySpanExporter();
  beforeAll(() => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    trace.setGlobalTracerProvider(
      new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }),
    );
  });
  beforeEach(() => exporter.reset());
  afterAll(() => {
    trace.disable();
    context.disable();
  });

  it('continue a trace across a traceparent', async () => {
    const inside = await withSpan('work', {}, () => currentTraceparent(), { parent: contextFrom(sampled) });
    const [span] = exporter.getFinishedSpans();
    expect(span?.parentSpanContext?.spanId).toBe('b7ad6b7169203331');
    expect(inside).toBe(`00-${traceId}-${span?.spanContext().spanId}-01`);
  });

  it('are active in what they await', async () => {
    const ids = await withSpan('outer', {}, async (span) => {
      await Promise.resolve();
      return [span.spanContext().spanId, trace.getActiveSpan()?.spanContext().spanId];
    });
    expect(ids[1]).toBe(ids[0]);
  });

  it('tell that they failed, but not with the words of the error', async () => {
    const failure = Object.assign(new TypeError('duplicate key (ann@example.com)'), { code: '23505' });
    await expect(
      withSpan('work', {}, () => {
        throw failure;
      }),
    ).rejects.toBe(failure);
    const [span] = exporter.getFinishedSpans();
    expect(span?.status).toEqual({ code: 2, message: 'TypeError 23505' });
    expect(span?.events).toEqual([]);
  });

  it('have no parent when the traceparent is malformed', () => {
    for (const text of [
      undefined,
      '',
      'x',
      `01-${traceId}-b7ad6b7169203331-01`,
      `00-${'0'.repeat(32)}-b7ad6b7169203331-01`,
    ]) {
      expect(trace.getSpanContext(contextFrom(text))).toBeUndefined();
    }
  });

  it('know whether a traceparent is sampled', () => {
    expect(isSampled(sampled)).toBe(true);
    expect(isSampled(sampled.replace(/01$/, '00'))).toBe(false);
    expect(isSampled('nonsense')).toBe(false);
  });
});

import { ROOT_CONTEXT, SpanKind, context, trace } from '@opentelemetry/api';
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

  it('have the name, kind and attributes that they are given, and no status when all is well', async () => {
    await withSpan('work', { 'throughline.sku': 'A' }, () => undefined, { kind: SpanKind.CONSUMER });
    const [span] = exporter.getFinishedSpans();
    expect(span).toMatchObject({ name: 'work', kind: SpanKind.CONSUMER, status: { code: 0 } });
    expect([span?.attributes, span?.instrumentationScope.name]).toEqual([
      { 'throughline.sku': 'A' },
      'throughline',
    ]);
  });

  it('hang below the active one, unless another parent is given', async () => {
    await withSpan('outer', {}, async () => {
      await withSpan('inner', {}, () => undefined);
      await withSpan('elsewhere', {}, () => undefined, { parent: contextFrom(sampled) });
    });
    const [inner, elsewhere, outer] = exporter.getFinishedSpans();
    expect(inner?.parentSpanContext?.spanId).toBe(outer?.spanContext().spanId);
    expect(elsewhere?.parentSpanContext?.spanId).toBe('b7ad6b7169203331');
    expect(outer?.parentSpanContext).toBeUndefined();
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
    expect(span?.attributes).toEqual({ 'error.type': 'TypeError' });
  });

  it.each([
    ['an error without a code', new RangeError('ann@example.com'), 'RangeError', 'RangeError'],
    ['a text', 'ann@example.com', 'string', 'string'],
    ['an object with a code', { code: '23505' }, 'object', 'object'],
  ])('tell the class of %s', async (_, thrown, type, message) => {
    await expect(withSpan('work', {}, () => Promise.reject(thrown))).rejects.toBe(thrown);
    const [span] = exporter.getFinishedSpans();
    expect([span?.status, span?.attributes]).toEqual([{ code: 2, message }, { 'error.type': type }]);
  });

  it('outside of which there is no traceparent', () => {
    expect(currentTraceparent()).toBeUndefined();
    const invalid = trace.setSpanContext(ROOT_CONTEXT, {
      ...{ traceId: '0'.repeat(32), spanId: 'b7ad6b7169203331', traceFlags: 1 },
    });
    expect(currentTraceparent(invalid)).toBeUndefined();
  });

  it.each([
    ['00', 0],
    ['01', 1],
    ['1f', 31],
    ['ff', 255],
  ])('hand on the flags %s', (text, traceFlags) => {
    const traceparent = `00-${traceId}-b7ad6b7169203331-${text}`;
    const read = trace.getSpanContext(contextFrom(traceparent));
    expect(read).toEqual({ traceId, spanId: 'b7ad6b7169203331', traceFlags, isRemote: true });
    expect(currentTraceparent(contextFrom(traceparent))).toBe(traceparent);
    expect(isSampled(traceparent)).toBe(traceFlags % 2 === 1);
  });

  it('have no parent when the traceparent is malformed', () => {
    for (const text of [
      undefined,
      '',
      'x',
      `01-${traceId}-b7ad6b7169203331-01`,
      `00-${'0'.repeat(32)}-b7ad6b7169203331-01`,
      `00-${traceId}-${'0'.repeat(16)}-01`,
      `00-${traceId}-b7ad6b7169203331-01x`,
      `x00-${traceId}-b7ad6b7169203331-01`,
      `00-${traceId}0-b7ad6b7169203331-01`,
      `00-${traceId}-b7ad6b716920333-01`,
      `00-${traceId}-b7ad6b7169203331-1`,
      `00-${traceId.toUpperCase()}-b7ad6b7169203331-01`,
    ]) {
      expect([text, trace.getSpanContext(contextFrom(text))]).toEqual([text, undefined]);
    }
  });

  it('know whether a traceparent is sampled', () => {
    expect(isSampled(sampled)).toBe(true);
    expect(isSampled(sampled.replace(/01$/, '00'))).toBe(false);
    expect(isSampled('nonsense')).toBe(false);
    expect(isSampled(undefined)).toBe(false);
    expect(isSampled(`${sampled}0`)).toBe(false);
  });
});

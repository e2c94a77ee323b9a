import { ROOT_CONTEXT, TraceFlags, context, trace } from '@opentelemetry/api';
import type { Attributes, Context, Span, SpanContext, Tracer } from '@opentelemetry/api';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AnyRecord } from './records.ts';
import type { Slice } from './slice.ts';
import { tracing } from './trace.ts';

interface Seen {
  name: string;
  parent: SpanContext | undefined;
  own: SpanContext;
  attributes: Attributes | undefined;
  ended: boolean;
  failed: boolean;
}

const spans: Seen[] = [];
const tracer = {
  startSpan(name: string, options: { attributes?: Attributes }, at: Context = ROOT_CONTEXT): Span {
    const parent = trace.getSpanContext(at);
    const spanId = (spans.length + 1).toString(16).padStart(16, '0');
    const own = { traceId: parent?.traceId ?? 'f'.repeat(32), spanId, traceFlags: TraceFlags.SAMPLED };
    const seen: Seen = { name, parent, own, attributes: options.attributes, ended: false, failed: false };
    spans.push(seen);
    const span = trace.wrapSpanContext(own);
    return Object.assign(span, {
      end: () => void (seen.ended = true),
      setStatus: () => {
        seen.failed = true;
        return span;
      },
    });
  },
} as unknown as Tracer;

beforeAll(() => {
  trace.setGlobalTracerProvider({ getTracer: () => tracer });
});
afterAll(() => trace.disable());
beforeEach(() => void spans.splice(0));

const traceId = '0af7651916cd43dd8448eb211c80319c';
function slice(...traceparents: (string | undefined)[]): Slice {
  const entries = traceparents.map((traceparent, offset) => {
    const raw = { offset, key: `k${offset}`, value: null, headers: {}, timestamp: 0 };
    const record: AnyRecord = {
      topic: 'orders.events',
      partition: 0,
      offset,
      key: raw.key,
      type: 'OrderCompleted',
      sequence: 1,
      time: new Date(0),
      id: '',
      value: {},
      ...(traceparent !== undefined && { traceparent }),
    };
    return { raw, record };
  });
  return { topic: 'orders.events', partition: 0, from: 0, to: entries.length, entries };
}

describe('tracing a batch', () => {
  const sampled = `00-${traceId}-b7ad6b7169203331-01`;
  const unsampled = `00-${traceId}-b7ad6b7169203332-00`;

  it('gives each sampled record a child of its own trace, and hands that on', async () => {
    let seen: (string | undefined)[] = [];
    await tracing('g', async (slices) => {
      seen = slices.flatMap(({ entries }) => entries).map(({ record }) => record?.traceparent);
      expect(spans.every(({ ended }) => !ended)).toBe(true);
    })([slice(sampled, unsampled), slice(undefined, sampled)]);
    expect(seen).toEqual([
      `00-${traceId}-0000000000000001-01`,
      unsampled,
      undefined,
      `00-${traceId}-0000000000000002-01`,
    ]);
    expect(spans.map(({ parent }) => parent?.spanId)).toEqual(['b7ad6b7169203331', 'b7ad6b7169203331']);
    expect(spans.every(({ ended, failed }) => ended && !failed)).toBe(true);
    expect(spans[0]?.attributes).toMatchObject({ 'throughline.group': 'g', 'throughline.key': 'k0' });
  });

  it('starts no span for a batch in which nothing is sampled', async () => {
    const given = slice(unsampled, undefined);
    await tracing('g', async ([got]) => expect(got).toBe(given))([given]);
    expect(spans).toEqual([]);
  });

  it('marks the spans of a batch that fails', async () => {
    await expect(tracing('g', () => Promise.reject(new RangeError('x')))([slice(sampled)])).rejects.toThrow(
      'x',
    );
    expect(spans).toMatchObject([{ ended: true, failed: true }]);
    expect(trace.getSpan(context.active())).toBeUndefined();
  });
});

import { ROOT_CONTEXT, SpanKind, TraceFlags, context, propagation, trace } from '@opentelemetry/api';
import type { Attributes, Context, Span, SpanContext, SpanOptions, Tracer } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CBaggagePropagator } from '@opentelemetry/core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { rawAt, decoded } from '../fixtures/partition-batches.ts';
import type { BrokerNames } from '../kafka/span-attributes.ts';
import type { PartitionBatch } from './partition-batch.ts';
import type { Entry } from '../records/decode.ts';
import { tracing } from './trace.ts';

const names: BrokerNames = { clientId: 'probe-0', nameAtBroker: (name) => `ns.${name}` };

interface Seen {
  name: string;
  kind: SpanKind | undefined;
  parent: SpanContext | undefined;
  own: SpanContext;
  attributes: Attributes | undefined;
  ended: boolean;
  failed: boolean;
}

const spans: Seen[] = [];
const noTrace = '0'.repeat(32);
let given: { traceId?: string } = {};
const tracer = {
  startSpan(name: string, options: SpanOptions, at: Context = ROOT_CONTEXT): Span {
    const parent = trace.getSpanContext(at);
    const spanId = (spans.length + 1).toString(16).padStart(16, '0');
    const traceId = parent?.traceId ?? 'f'.repeat(32);
    const own = { traceId, spanId, traceFlags: TraceFlags.SAMPLED, ...given };
    const { kind, attributes } = options;
    const seen: Seen = { name, kind, parent, own, attributes, ended: false, failed: false };
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
function batch(...traceparents: (string | undefined)[]): PartitionBatch {
  const entries = traceparents.map((traceparent, offset) =>
    decoded(offset, traceparent === undefined ? {} : { traceparent }),
  );
  return { topic: 'orders.events', partition: 0, from: 0, to: entries.length, entries };
}

describe('tracing a batch', () => {
  const sampled = `00-${traceId}-b7ad6b7169203331-01`;
  const unsampled = `00-${traceId}-b7ad6b7169203332-00`;

  it('gives each sampled record a child of its own trace, and hands that on', async () => {
    let seen: (string | undefined)[] = [];
    await tracing('g', names, async (batches) => {
      seen = batches.flatMap(({ entries }) => entries).map(({ record }) => record?.traceparent);
      expect(spans.every(({ ended }) => !ended)).toBe(true);
    })([batch(sampled, unsampled), batch(undefined, sampled)]);
    expect(seen).toEqual([
      `00-${traceId}-0000000000000001-01`,
      unsampled,
      undefined,
      `00-${traceId}-0000000000000002-01`,
    ]);
    expect(spans.map(({ parent }) => parent?.spanId)).toEqual(['b7ad6b7169203331', 'b7ad6b7169203331']);
    expect(spans.every(({ ended, failed }) => ended && !failed)).toBe(true);
  });

  it('names each span by topic and type, and says which record it is, but nothing of its value', async () => {
    const { raw, record } = decoded(41, { partition: 3, key: 'O-7', sequence: 9, traceparent: sampled });
    const entries = [{ raw: rawAt(40) }, { raw, record: record! }];
    await tracing('g', names, async () => undefined)([{ ...batch(), entries }]);
    expect(spans.map(({ name, kind, attributes }) => ({ name, kind, attributes }))).toEqual([
      {
        name: 'orders.events OrderCompleted',
        kind: SpanKind.CONSUMER,
        attributes: {
          'messaging.system': 'kafka',
          'messaging.operation.name': 'process',
          'messaging.operation.type': 'process',
          'messaging.destination.name': 'ns.orders.events',
          'messaging.destination.partition.id': '3',
          'messaging.kafka.offset': 41,
          'messaging.batch.message_count': 2,
          'messaging.consumer.group.name': 'ns.g',
          'messaging.client.id': 'probe-0',
          'throughline.group': 'g',
          'throughline.topic': 'orders.events',
          'throughline.partition': 3,
          'throughline.offset': 41,
          'throughline.key': 'O-7',
          'throughline.sequence': 9,
          'throughline.type': 'OrderCompleted',
          'throughline.records': 2,
        },
      },
    ]);
  });

  it('leaves the rest of a batch as it is: offsets, records, and what could not be decoded', async () => {
    const error = new Error('no');
    const traced = decoded(1, { traceparent: sampled, value: { order: 'O-1' } });
    const given: PartitionBatch = {
      ...{ topic: 'orders.events', partition: 5, from: 0, to: 9 },
      entries: [{ raw: rawAt(0), error }, traced, { raw: rawAt(2) }, decoded(3)],
    };
    await tracing('g', names, async ([got]) =>
      expect(got).toEqual({
        ...given,
        entries: given.entries.with(1, {
          raw: traced.raw,
          record: { ...traced.record!, traceparent: `00-${traceId}-0000000000000001-01` },
        }),
      }),
    )([given]);
  });

  it('says nothing of a batch where there is one record', async () => {
    await tracing('g', names, async () => undefined)([batch(sampled)]);
    expect(spans[0]?.attributes).not.toHaveProperty('messaging.batch.message_count');
  });

  describe('with propagators', () => {
    beforeAll(() => {
      context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
      propagation.setGlobalPropagator(new W3CBaggagePropagator());
    });
    afterAll(() => {
      context.disable();
      propagation.disable();
    });

    it('hands on the baggage of a record, to the handler and to what is done in it', async () => {
      const fields = { baggage: 'tenant=7' };
      const [entry, other] = [
        { traceparent: sampled, propagationFields: fields },
        { traceparent: sampled },
      ].map((given) => decoded(1, given));
      let active: unknown;
      const seen = async (...entries: Entry[]) => {
        const records: unknown[] = [];
        await tracing('g', names, async (batches) => {
          active = propagation.getActiveBaggage()?.getEntry('tenant')?.value;
          for (const { record } of batches.flatMap((given) => given.entries)) records.push(record);
        })([{ ...batch(), entries }]);
        return records;
      };
      expect(await seen(entry!)).toMatchObject([{ propagationFields: fields }]);
      expect(active).toBe('7');
      const [first, second] = await seen(entry!, other!);
      expect([first, second]).toMatchObject([{ propagationFields: fields }, {}]);
      expect(second).not.toHaveProperty('propagationFields');
      expect(active).toBeUndefined();
    });
  });

  describe('makes the span of a lone record the active one', () => {
    beforeAll(() => void context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable()));
    afterAll(() => context.disable());
    const active = async (...batches: PartitionBatch[]) => {
      let id: string | undefined;
      await tracing('g', names, async () => {
        id = trace.getActiveSpan()?.spanContext().spanId;
      })(batches);
      return id;
    };

    it('and that of one among several not', async () => {
      expect(await active(batch(sampled))).toBe('0000000000000001');
      expect(await active(batch(sampled, undefined))).toBeUndefined();
      expect(await active(batch(sampled), batch(unsampled))).toBeUndefined();
      expect(await active(batch(unsampled))).toBeUndefined();
    });
  });

  it('leaves a record its trace where no span has been made', async () => {
    given = { traceId: noTrace };
    try {
      const batches = [batch(sampled)];
      await tracing('g', names, async (got) => expect(got).toEqual(batches))(batches);
    } finally {
      given = {};
    }
  });

  it('starts no span for a batch in which nothing is sampled', async () => {
    const given = batch(unsampled, undefined);
    await tracing('g', names, async ([got]) => expect(got).toBe(given))([given]);
    expect(spans).toEqual([]);
  });

  it('marks the spans of a batch that fails', async () => {
    await expect(
      tracing('g', names, () => Promise.reject(new RangeError('x')))([batch(sampled)]),
    ).rejects.toThrow('x');
    expect(spans).toMatchObject([{ ended: true, failed: true }]);
    expect(trace.getSpan(context.active())).toBeUndefined();
  });
});

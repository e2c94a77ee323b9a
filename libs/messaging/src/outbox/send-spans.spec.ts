import { SpanKind, trace } from '@opentelemetry/api';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { OutboxRow } from './outbox-rows.ts';
import { traceSends } from './send-spans.ts';

const names = { clientId: 'orders-0', nameAtBroker: (name: string) => `ns.${name}` };
const traceId = '0af7651916cd43dd8448eb211c80319c';
const started = Date.parse('2026-06-01T08:00:00Z');

function row(id: number, traceparent: string | null): OutboxRow {
  return {
    ...{ id, topic: 'orders.events', key: `O-${id}`, partition_key: `O-${id}`, type: 'OrderCompleted' },
    ...{
      sequence: id + 1,
      time: '',
      payload: null,
      event_id: '',
      traceparent,
      propagation_fields: null,
      created: 0,
    },
  };
}

describe('the spans of a send', () => {
  const exporter = new InMemorySpanExporter();
  beforeAll(() => {
    trace.setGlobalTracerProvider(
      new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }),
    );
  });
  beforeEach(() => exporter.reset());
  afterAll(() => trace.disable());

  it('are of sampled records alone, in the trace of each', () => {
    const rows = [
      row(1, null),
      row(2, `00-${traceId}-b7ad6b7169203331-01`),
      row(3, `00-${traceId}-b7ad6b7169203331-00`),
    ];
    traceSends(
      names,
      rows,
      [1, 2, 3].map((offset) => ({ partition: 4, offset })),
      started,
    );
    const [span, ...others] = exporter.getFinishedSpans();
    expect(others).toEqual([]);
    expect(span).toMatchObject({ name: 'send orders.events', kind: SpanKind.PRODUCER });
    expect(span?.startTime).toEqual([started / 1000, 0]);
    expect([span?.spanContext().traceId, span?.parentSpanContext?.spanId]).toEqual([
      traceId,
      'b7ad6b7169203331',
    ]);
    expect(span?.attributes).toEqual({
      'messaging.system': 'kafka',
      'messaging.operation.name': 'send',
      'messaging.operation.type': 'send',
      'messaging.destination.name': 'ns.orders.events',
      'messaging.destination.partition.id': '4',
      'messaging.kafka.offset': 2,
      'messaging.batch.message_count': 3,
      'messaging.client.id': 'orders-0',
      'throughline.topic': 'orders.events',
      'throughline.partition': 4,
      'throughline.offset': 2,
      'throughline.key': 'O-2',
      'throughline.sequence': 3,
      'throughline.type': 'OrderCompleted',
    });
  });
});

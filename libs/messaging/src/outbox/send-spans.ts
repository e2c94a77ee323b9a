import { SpanKind } from '@opentelemetry/api';
import { attributes, contextFrom, isSampled, tracer } from '@throughline/telemetry';
import { type BrokerNames, recordAttributes } from '../kafka/span-attributes.ts';
import type { RecordPosition } from '../kafka/types.ts';
import type { OutboxRow } from './outbox-rows.ts';

/**
 * Gives each sampled record a span of its own for the request that took it to the broker, once it is acknowledged. What
 * follows from the record hangs below the span that wrote it, as if this one were not there.
 * @param startTime when the request began, milliseconds since 1970
 */
export function traceSends(
  names: BrokerNames,
  rows: readonly OutboxRow[],
  positions: readonly RecordPosition[],
  startTime: number,
): void {
  for (const [
    index,
    { topic, type, key, sequence, traceparent, propagation_fields: fields },
  ] of rows.entries()) {
    const position = positions[index];
    if (position === undefined || traceparent === null || !isSampled(traceparent)) continue;
    const span = tracer().startSpan(
      `send ${topic}`,
      {
        kind: SpanKind.PRODUCER,
        startTime,
        attributes: {
          ...recordAttributes(names, 'send', { topic, ...position }, rows.length),
          [attributes.topic]: topic,
          [attributes.partition]: position.partition,
          [attributes.offset]: position.offset,
          [attributes.key]: key,
          [attributes.sequence]: sequence,
          [attributes.type]: type,
        },
      },
      contextFrom(traceparent, fields ?? undefined),
    );
    span.end();
  }
}

import { ROOT_CONTEXT, SpanKind, context, trace } from '@opentelemetry/api';
import type { Span } from '@opentelemetry/api';
import {
  attributes,
  contextFrom,
  currentTraceparent,
  isSampled,
  markFailed,
  tracer,
} from '@throughline/telemetry';
import type { Apply } from './apply.ts';
import type { PartitionBatch } from './partition-batch.ts';

/**
 * Gives each sampled record a span of its own, a child in the trace that it carries, from the start of its batch to the
 * commit. The handler sees records whose `traceparent` is that span. A batch of one record runs within it.
 */
export function tracing(group: string, apply: Apply): Apply {
  return async (batches) => {
    const spans: Span[] = [];
    const size = batches.reduce((total, { entries }) => total + entries.length, 0);
    const traced = batches.map((batch) => withSpans(batch, { group, size }, spans));
    const [only] = spans;
    const active = only && size === 1 ? trace.setSpan(ROOT_CONTEXT, only) : ROOT_CONTEXT;
    try {
      await context.with(active, apply, undefined, traced);
    } catch (error) {
      for (const span of spans) markFailed(span, error);
      throw error;
    } finally {
      for (const span of spans) span.end();
    }
  };
}

function withSpans(
  batch: PartitionBatch,
  { group, size }: { group: string; size: number },
  spans: Span[],
): PartitionBatch {
  if (!batch.entries.some(({ record }) => isSampled(record?.traceparent))) return batch;
  return {
    ...batch,
    entries: batch.entries.map((entry) => {
      const { record } = entry;
      if (record === undefined || !isSampled(record.traceparent)) return entry;
      const parent = contextFrom(record.traceparent);
      const span = tracer().startSpan(
        `${record.topic} ${record.type}`,
        {
          kind: SpanKind.CONSUMER,
          attributes: {
            [attributes.group]: group,
            [attributes.topic]: record.topic,
            [attributes.partition]: record.partition,
            [attributes.offset]: record.offset,
            [attributes.key]: record.key,
            [attributes.sequence]: record.sequence,
            [attributes.type]: record.type,
            [attributes.records]: size,
          },
        },
        parent,
      );
      spans.push(span);
      const traceparent = currentTraceparent(trace.setSpan(parent, span));
      return traceparent === undefined ? entry : { raw: entry.raw, record: { ...record, traceparent } };
    }),
  };
}

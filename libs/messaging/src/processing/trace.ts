import { ROOT_CONTEXT, SpanKind, context, trace } from '@opentelemetry/api';
import type { Context, Span } from '@opentelemetry/api';
import {
  attributes,
  contextFrom,
  currentTraceparent,
  isSampled,
  markFailed,
  messagingAttributes,
  propagationFields,
  tracer,
} from '@throughline/telemetry';
import { type BrokerNames, recordAttributes } from '../kafka/span-attributes.ts';
import type { AnyRecord } from '../records/record.ts';
import type { Apply } from './apply.ts';
import type { PartitionBatch } from './partition-batch.ts';

/** A span, and the context that it is the active one of. */
interface Traced {
  readonly span: Span;
  readonly at: Context;
}

/**
 * Gives each sampled record a span of its own, a child in the trace that it carries, from the start of its batch to the
 * commit. The handler sees records whose `traceparent` is that span. A batch of one record runs within it.
 */
export function tracing(group: string, names: BrokerNames, apply: Apply): Apply {
  return async (batches) => {
    const all: Traced[] = [];
    const size = batches.reduce((total, { entries }) => total + entries.length, 0);
    const traced = batches.map((batch) => withSpans(batch, { group, names, size }, all));
    const [only] = all;
    const active = only && size === 1 ? only.at : ROOT_CONTEXT;
    try {
      await context.with(active, apply, undefined, traced);
    } catch (error) {
      for (const { span } of all) markFailed(span, error);
      throw error;
    } finally {
      for (const { span } of all) span.end();
    }
  };
}

interface About {
  readonly group: string;
  readonly names: BrokerNames;
  readonly size: number;
}

function withSpans(batch: PartitionBatch, about: About, all: Traced[]): PartitionBatch {
  if (!batch.entries.some(({ record }) => isSampled(record?.traceparent))) return batch;
  return {
    ...batch,
    entries: batch.entries.map((entry) => {
      const { record } = entry;
      if (record === undefined || !isSampled(record.traceparent)) return entry;
      const traced = startSpan(record, about);
      all.push(traced);
      const traceparent = currentTraceparent(traced.at);
      if (traceparent === undefined) return entry;
      const { propagationFields: _, ...rest } = record;
      const fields = propagationFields(traced.at);
      return {
        raw: entry.raw,
        record: { ...rest, traceparent, ...(fields && { propagationFields: fields }) },
      };
    }),
  };
}

function startSpan(record: AnyRecord, { group, names, size }: About): Traced {
  const parent = contextFrom(record.traceparent, record.propagationFields);
  const span = tracer().startSpan(
    `${record.topic} ${record.type}`,
    {
      kind: SpanKind.CONSUMER,
      attributes: {
        ...recordAttributes(names, record, size),
        [messagingAttributes.group]: names.nameAtBroker(group),
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
  return { span, at: trace.setSpan(parent, span) };
}

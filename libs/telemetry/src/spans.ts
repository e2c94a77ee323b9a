import {
  ROOT_CONTEXT,
  SpanStatusCode,
  TraceFlags,
  context,
  isSpanContextValid,
  propagation,
  trace,
} from '@opentelemetry/api';
import type { Attributes, Context, Span, SpanOptions, Tracer } from '@opentelemetry/api';
import type { PropagationFields } from './propagation.ts';

const traceparentPattern = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** The tracer of all spans of our own. */
export function tracer(): Tracer {
  return trace.getTracer('throughline');
}

/** Where a span begins: `parent` instead of the active context, and the API's own options. */
export type SpanPlace = Omit<SpanOptions, 'attributes'> & { parent?: Context };

/**
 * Runs `fn` inside a span that is the active one meanwhile, and ends it. A failure marks the span with the class
 * of the error, never with its message, which may quote data.
 */
export async function withSpan<T>(
  name: string,
  attributes: Attributes,
  fn: (span: Span) => T | Promise<T>,
  { parent, ...options }: SpanPlace = {},
): Promise<T> {
  const at = parent ?? context.active();
  const span = tracer().startSpan(name, { ...options, attributes }, at);
  try {
    return await context.with(trace.setSpan(at, span), fn, undefined, span);
  } catch (error) {
    markFailed(span, error);
    throw error;
  } finally {
    span.end();
  }
}

/** Marks a span as failed with the class and code of the error, leaving out its message. */
export function markFailed(span: Span, error: unknown): void {
  const code = error instanceof Error && 'code' in error ? ` ${String(error.code)}` : '';
  const type = error instanceof Error ? error.name : typeof error;
  span.setAttribute('error.type', type);
  span.setStatus({ code: SpanStatusCode.ERROR, message: `${type}${code}` });
}

/** W3C `traceparent` of the active span (or of `at`), or undefined outside of any. */
export function currentTraceparent(at: Context = context.active()): string | undefined {
  const span = trace.getSpanContext(at);
  if (!span || !isSpanContextValid(span)) return undefined;
  return `00-${span.traceId}-${span.spanId}-${span.traceFlags.toString(16).padStart(2, '0')}`;
}

/**
 * Context whose parent is the given W3C `traceparent`, with what the other fields say; the root context when there are
 * none, and no parent when it is malformed.
 */
export function contextFrom(traceparent: string | undefined, fields?: PropagationFields): Context {
  const parent = parentFrom(traceparent);
  if (fields === undefined) return parent;
  return propagation.extract(parent, parent === ROOT_CONTEXT ? fields : { ...fields, traceparent });
}

function parentFrom(traceparent: string | undefined): Context {
  const [, traceId, spanId, flags] = traceparentPattern.exec(traceparent ?? '') ?? [];
  if (!traceId || !spanId || !flags) return ROOT_CONTEXT;
  const remote = { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
  return isSpanContextValid(remote) ? trace.setSpanContext(ROOT_CONTEXT, remote) : ROOT_CONTEXT;
}

/**
 * A W3C `traceparent` for what belongs to no trace: not sampled, and the same whenever it is asked for.
 * @param id a UUID
 */
export function unsampledTraceparent(id: string): string {
  const hex = id.replaceAll('-', '');
  return `00-${hex}-${hex.slice(0, 16)}-00`;
}

/** Whether a W3C `traceparent` carries the sampled flag. */
export function isSampled(traceparent: string | undefined): boolean {
  // Every record has one, and of bulk hardly any is sampled.
  if (traceparent === undefined || traceparent.endsWith('-00')) return false;
  const flags = traceparentPattern.exec(traceparent)?.[3];
  return flags !== undefined && (Number.parseInt(flags, 16) & TraceFlags.SAMPLED) !== 0;
}

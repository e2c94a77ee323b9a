import { context, propagation } from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';

/**
 * What the configured propagators (OTEL_PROPAGATORS) write beside `traceparent`, by header: `tracestate` and `baggage`,
 * unless others are configured.
 */
export type PropagationFields = Readonly<Record<string, string>>;

/** Longest field that is handed on; what W3C Baggage asks of everybody. */
const maxBytes = 8192;

/** Fields of the active context (or of `at`); undefined when there are none. */
export function propagationFields(at: Context = context.active()): PropagationFields | undefined {
  const carrier: Record<string, string> = {};
  propagation.inject(at, carrier);
  return receivedFields(carrier);
}

/** Fields among the headers of a record or a request; undefined when there are none. Longer ones are dropped. */
export function receivedFields(headers: Readonly<Record<string, unknown>>): PropagationFields | undefined {
  let found: Record<string, string> | undefined;
  for (const name of propagation.fields()) {
    const value = headers[name];
    if (typeof value !== 'string' || name === 'traceparent' || Buffer.byteLength(value) > maxBytes) continue;
    found ??= {};
    found[name] = value;
  }
  return found;
}

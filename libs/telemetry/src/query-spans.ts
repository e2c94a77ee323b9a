import { SpanKind, TraceFlags, context, trace } from '@opentelemetry/api';
import type { Span } from '@opentelemetry/api';
import { markFailed, tracer } from './spans.ts';

/** What of pg's `Client` is needed here; `query` has many shapes. */
export interface QueryingClient {
  query(this: unknown, ...args: unknown[]): unknown;
}

const longestText = 2000;
const operationPattern = /^\s*(?:with\b[\s\S]*?\)\s*)?(\w+)/i;
const tablePattern = /\b(?:into|from|update|join)\s+([a-z_][\w."]*)/i;

/**
 * Gives each statement a client span when the span around it is sampled, and costs next to nothing otherwise. The
 * span holds the text of the statement, never its parameters, and of an error its class and code: PostgreSQL's
 * messages quote values.
 */
export function traceQueries(client: QueryingClient): void {
  const original = client.query;
  client.query = function (this: unknown, ...args: unknown[]): unknown {
    const text = textOf(args[0]);
    if (text === undefined || !insideSampledSpan()) return original.apply(this, args);
    const span = startSpan(text);
    const last = args.at(-1);
    if (typeof last === 'function') args[args.length - 1] = endingCallback(span, last as Callback);
    let result: unknown;
    try {
      result = original.apply(this, args);
    } catch (error) {
      endFailed(span, error);
      throw error;
    }
    if (!(result instanceof Promise)) return result;
    return result.then(
      (value: unknown) => {
        span.end();
        return value;
      },
      (error: unknown) => {
        endFailed(span, error);
        throw error;
      },
    );
  };
}

function insideSampledSpan(): boolean {
  const flags = trace.getActiveSpan()?.spanContext().traceFlags ?? TraceFlags.NONE;
  return (flags & TraceFlags.SAMPLED) !== 0;
}

type Callback = (error: unknown, result: unknown) => void;

/** Cursors and streams come as objects that submit themselves and are left alone. */
function textOf(query: unknown): string | undefined {
  if (typeof query === 'string') return query;
  if (typeof query !== 'object' || query === null || 'submit' in query || 'callback' in query)
    return undefined;
  return 'text' in query && typeof query.text === 'string' ? query.text : undefined;
}

function startSpan(text: string): Span {
  const operation = operationPattern.exec(text)?.[1]?.toUpperCase() ?? 'SQL';
  const table = tablePattern.exec(text)?.[1];
  return tracer().startSpan(table ? `${operation} ${table}` : operation, {
    kind: SpanKind.CLIENT,
    attributes: {
      'db.system.name': 'postgresql',
      'db.operation.name': operation,
      'db.query.text': text.slice(0, longestText),
    },
  });
}

function endingCallback(span: Span, callback: Callback): Callback {
  // Called from the socket, outside of the caller's context.
  return context.bind(context.active(), (error, result) => {
    if (error) endFailed(span, error);
    else span.end();
    callback(error, result);
  });
}

function endFailed(span: Span, error: unknown): void {
  markFailed(span, error);
  span.end();
}

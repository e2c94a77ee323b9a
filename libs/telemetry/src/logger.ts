import { trace } from '@opentelemetry/api';
import { pino, stdTimeFunctions } from 'pino';
import type { Bindings, ChildLoggerOptions, DestinationStream, Logger as PinoLogger } from 'pino';
import { describeError, redact, redactText } from './redact.ts';

/** Structured logger: `logger.info({ topic, records: 12 }, 'Batch committed')`. */
export type Logger = PinoLogger;

export interface LoggerOptions {
  /** Name of the service, field `service` of each line. */
  service: string;
  /** Name of this replica, field `instance`. */
  instance?: string | undefined;
  /** trace, debug, info, warn, error, fatal or silent; default info. */
  level?: string | undefined;
  /** Where lines go; default standard output. */
  destination?: DestinationStream | undefined;
}

/**
 * One JSON object per line with ISO time, level by name, service, the ids of the active span, and without personal
 * data: fields are replaced by name (see `redact`), e-mail addresses and credentials also inside of texts.
 */
export function createLogger({ service, instance, level, destination }: LoggerOptions): Logger {
  const options = {
    level: level ?? 'info',
    base: { service, ...(instance && { instance }) },
    timestamp: stdTimeFunctions.isoTime,
    errorKey: 'err',
    serializers: { err: (error: unknown) => (error instanceof Error ? describeError(error) : redact(error)) },
    formatters: {
      level: (label: string) => ({ level: label }),
      log: (fields: object) => redact(fields) as Record<string, unknown>,
    },
    mixin: activeSpanIds,
    hooks: { streamWrite: redactText },
  };
  return withRedactedChildren(destination ? pino(options, destination) : pino(options));
}

/** pino's formatters do not see the fields that a child logger is made with. */
function withRedactedChildren(root: Logger): Logger {
  const original = root.child;
  const child = function (this: Logger, bindings: Bindings, options?: ChildLoggerOptions) {
    return Reflect.apply(original, this, [redact(bindings), options]) as Logger;
  };
  return Object.assign(root, { child });
}

function activeSpanIds(): object {
  const span = trace.getActiveSpan()?.spanContext();
  return span ? { trace_id: span.traceId, span_id: span.spanId } : {};
}

/** The logger of this process, from SERVICE_NAME, INSTANCE_ID and LOG_LEVEL. */
export const logger: Logger = createLogger({
  service: process.env['SERVICE_NAME'] ?? 'throughline',
  instance: process.env['INSTANCE_ID'],
  level: process.env['LOG_LEVEL'],
});

export { attributes, messagingAttributes, type Origin } from './attributes.ts';
export {
  counter,
  histogram,
  metrics,
  observe,
  type MetricDefinition,
  type MetricKind,
  type Observation,
} from './metrics.ts';
export { propagationFields, receivedFields, type PropagationFields } from './propagation.ts';
export {
  contextFrom,
  currentTraceparent,
  isSampled,
  markFailed,
  tracer,
  unsampledTraceparent,
  withSpan,
  type SpanPlace,
} from './spans.ts';
export { createLogger, logger, type Logger, type LoggerOptions } from './logger.ts';
export { NestLogger } from './nest-logger.ts';
export { redact } from './redact.ts';
export { telemetryRuntime, type TelemetryRuntime } from './runtime.ts';

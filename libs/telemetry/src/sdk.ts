import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { RuntimeNodeInstrumentation } from '@opentelemetry/instrumentation-runtime-node';
import { defaultResource, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import type { IMetricReader } from '@opentelemetry/sdk-metrics';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { NoopSpanProcessor } from '@opentelemetry/sdk-trace';
import { installTelemetryRuntime } from './runtime.ts';
import { OriginSampler } from './sampler.ts';

const defaultRatio = 0.01;
const samplers = [
  ...['always_on', 'always_off', 'parentbased_always_on', 'parentbased_always_off'],
  ...['traceidratio', 'parentbased_traceidratio'],
];
/** gRPC would cost every process 30 ms and 2 MB, whether it is used or not; see ADR 035. */
const protocols = ['http/protobuf', 'http/json'];
const protocolVariables = [
  'OTEL_EXPORTER_OTLP_PROTOCOL',
  'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL',
  'OTEL_EXPORTER_OTLP_METRICS_PROTOCOL',
];

/**
 * Starts traces and metrics for this process, as OpenTelemetry's environment variables say. Where these say nothing:
 * our own sampler, service and instance by our own variables, OTLP if there is an endpoint for it, and spans that leave
 * within half a second.
 * @throws when a variable says what cannot be had
 */
export function startTelemetry(): void {
  const fallback = variable('OTEL_EXPORTER_OTLP_ENDPOINT') === undefined ? 'none' : 'otlp';
  const spansTo = namesIn('OTEL_TRACES_EXPORTER', fallback, ['zipkin', 'otlp', 'console', 'none']);
  const metricsTo = namesIn('OTEL_METRICS_EXPORTER', fallback, ['otlp', 'prometheus', 'none']);
  for (const name of protocolVariables) namesIn(name, 'http/protobuf', protocols);
  setDefaults({
    OTEL_TRACES_EXPORTER: fallback,
    OTEL_BSP_SCHEDULE_DELAY: '500',
    OTEL_BSP_MAX_QUEUE_SIZE: '8192',
    // Logs are lines of standard output.
    OTEL_LOGS_EXPORTER: 'none',
  });

  const prometheus = new PrometheusExporter({ preventServerStart: true });
  const sampler = ownSampler();
  const sdk = new NodeSDK({
    resource: defaultResource().merge(
      resourceFromAttributes({
        'service.name': variable('SERVICE_NAME') ?? 'throughline',
        'service.instance.id': variable('INSTANCE_ID') ?? '1',
        'service.version': variable('THROUGHLINE_VERSION') ?? '0.2.0',
      }),
    ),
    // The others would say of a process what its arguments are, and give it another instance id.
    ...(variable('OTEL_NODE_RESOURCE_DETECTORS') === undefined && { resourceDetectors: [envDetector] }),
    ...(sampler && { sampler }),
    // Spans that go nowhere have ids all the same: logs and records name them.
    ...(spansTo.includes('none') && { spanProcessors: [new NoopSpanProcessor()] }),
    metricReaders: [prometheus, ...(metricsTo.includes('otlp') ? [otlpReader()] : [])],
    instrumentations: [new RuntimeNodeInstrumentation({ monitoringPrecision: 5000 })],
  });
  sdk.start();

  const serializer = new PrometheusSerializer(undefined, false, undefined, false, true);
  installTelemetryRuntime({
    metricsText: async () => serializer.serialize((await prometheus.collect()).resourceMetrics),
    shutdown: () => sdk.shutdown().catch(() => undefined),
  });
}

/** Undefined when the environment names another, which is then made by the SDK. */
function ownSampler(): OriginSampler | undefined {
  const name = variable('OTEL_TRACES_SAMPLER');
  if (name === undefined)
    return new OriginSampler(numberIn('THROUGHLINE_SAMPLE_RATIO', defaultRatio, { least: 0, most: 1 }));
  namesIn('OTEL_TRACES_SAMPLER', name, samplers);
  // The SDK takes all traces for a share that it cannot read.
  numberIn('OTEL_TRACES_SAMPLER_ARG', 1, { least: 0, most: 1 });
  return undefined;
}

function otlpReader(): IMetricReader {
  const exportIntervalMillis = numberIn('OTEL_METRIC_EXPORT_INTERVAL', 15_000, {
    least: 1,
    most: 2 ** 31 - 1,
  });
  return new PeriodicExportingMetricReader({ exporter: new OTLPMetricExporter(), exportIntervalMillis });
}

/** What is empty counts as missing, as everywhere in OpenTelemetry. */
function variable(name: string): string | undefined {
  return process.env[name]?.trim() || undefined;
}

/** The SDK reads nothing but the environment. */
function setDefaults(values: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(values))
    if (variable(name) === undefined) process.env[name] = value;
}

function namesIn(name: string, fallback: string, allowed: readonly string[]): string[] {
  const names = (variable(name) ?? fallback).split(',').map((each) => each.trim());
  const wrong = names.find((each) => !allowed.includes(each));
  if (wrong === undefined) return names;
  throw new Error(`${name} may be ${allowed.slice(0, -1).join(', ')} or ${allowed.at(-1)}, not ${wrong}`);
}

function numberIn(name: string, fallback: number, { least, most }: { least: number; most: number }): number {
  const text = variable(name);
  const value = text === undefined ? fallback : Number(text);
  if (value >= least && value <= most) return value;
  throw new Error(`${name} must lie between ${least} and ${most}, not ${text}`);
}

import { metrics, propagation, trace, context } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { RuntimeNodeInstrumentation } from '@opentelemetry/instrumentation-runtime-node';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import type { IMetricReader } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import { installTelemetryRuntime } from './runtime.ts';
import { OriginSampler } from './sampler.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const defaultRatio = 0.01;
const defaultDelayMilliseconds = 500;

/** Starts traces and metrics for this process, as OpenTelemetry's environment variables say. */
export async function startTelemetry(environment: Environment): Promise<void> {
  const resource = defaultResource().merge(
    resourceFromAttributes({
      'service.name': environment['OTEL_SERVICE_NAME'] ?? environment['SERVICE_NAME'] ?? 'throughline',
      'service.instance.id': environment['INSTANCE_ID'] ?? '1',
      'service.version': environment['THROUGHLINE_VERSION'] ?? '0.2.0',
    }),
  );

  const tracerProvider = new TracerProvider({
    resource,
    sampler: new OriginSampler(ratioOf(environment['THROUGHLINE_SAMPLE_RATIO'])),
    spanProcessors: (await spanExporters(environment)).map((exporter) => {
      const delay = Number(environment['OTEL_BSP_SCHEDULE_DELAY'] ?? defaultDelayMilliseconds);
      return new BatchSpanProcessor({ exporter, scheduledDelayMillis: delay, maxQueueSize: 8192 });
    }),
  });
  const prometheus = new PrometheusExporter({ preventServerStart: true });
  const meterProvider = new MeterProvider({
    resource,
    readers: [prometheus, ...(await metricReaders(environment))],
  });

  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(tracerProvider);
  metrics.setGlobalMeterProvider(meterProvider);
  registerInstrumentations({
    tracerProvider,
    meterProvider,
    instrumentations: [new RuntimeNodeInstrumentation({ monitoringPrecision: 5000 })],
  });

  const serializer = new PrometheusSerializer(undefined, false, undefined, false, true);
  installTelemetryRuntime({
    metricsText: async () => serializer.serialize((await prometheus.collect()).resourceMetrics),
    shutdown: async () => {
      await Promise.allSettled([tracerProvider.shutdown(), meterProvider.shutdown()]);
    },
  });
}

/**
 * Zipkin or OTLP as OTEL_TRACES_EXPORTER says; OTLP when only its endpoint is given; otherwise spans go nowhere.
 * Each exporter is loaded only when it is used: together they cost more memory than the rest of the SDK.
 */
async function spanExporters(environment: Environment): Promise<SpanExporter[]> {
  const fallback = environment['OTEL_EXPORTER_OTLP_ENDPOINT'] ? 'otlp' : 'none';
  const names = (environment['OTEL_TRACES_EXPORTER'] ?? fallback).split(',').map((name) => name.trim());
  const exporters = names.map(async (name): Promise<SpanExporter[]> => {
    if (name === 'none' || name === '') return [];
    if (name === 'zipkin') return [new (await import('@opentelemetry/exporter-zipkin')).ZipkinExporter()];
    if (name === 'otlp')
      return [new (await import('@opentelemetry/exporter-trace-otlp-proto')).OTLPTraceExporter()];
    throw new Error(`OTEL_TRACES_EXPORTER may be zipkin, otlp or none, not ${name}`);
  });
  return (await Promise.all(exporters)).flat();
}

async function metricReaders(environment: Environment): Promise<IMetricReader[]> {
  if (!environment['OTEL_EXPORTER_OTLP_ENDPOINT']) return [];
  const { OTLPMetricExporter } = await import('@opentelemetry/exporter-metrics-otlp-proto');
  return [
    new PeriodicExportingMetricReader({ exporter: new OTLPMetricExporter(), exportIntervalMillis: 15_000 }),
  ];
}

function ratioOf(text: string | undefined): number {
  const ratio = text ? Number(text) : defaultRatio;
  if (ratio >= 0 && ratio <= 1) return ratio;
  throw new Error(`THROUGHLINE_SAMPLE_RATIO must lie between 0 and 1, not ${text}`);
}

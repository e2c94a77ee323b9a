import { SpanKind, context, metrics, propagation, trace } from '@opentelemetry/api';
import type { Span } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { telemetryRuntime } from './runtime.ts';
import { startTelemetry } from './sdk.ts';

const names = Object.keys(process.env).filter((name) => name.startsWith('OTEL_'));

/** Starts it with these variables and nothing else of OpenTelemetry's. */
function start(environment: Record<string, string>): void {
  for (const name of names) vi.stubEnv(name, undefined);
  // What is set when it starts is taken back by being stubbed first.
  for (const name of ['TRACES_EXPORTER', 'LOGS_EXPORTER', 'BSP_SCHEDULE_DELAY', 'BSP_MAX_QUEUE_SIZE'])
    vi.stubEnv(`OTEL_${name}`, '');
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  startTelemetry();
}

const span = (attributes = {}) =>
  trace.getTracer('x').startSpan('x', { kind: SpanKind.SERVER, attributes }) as Span & Partial<ReadableSpan>;

afterEach(async () => {
  await telemetryRuntime()?.shutdown();
  for (const api of [trace, metrics, context, propagation]) api.disable();
  vi.unstubAllEnvs();
});

describe('the start of telemetry', () => {
  it('names service and instance by our variables, where there are none of OpenTelemetry', () => {
    start({ SERVICE_NAME: 'orders', INSTANCE_ID: 'orders-2', THROUGHLINE_SAMPLE_RATIO: '1' });
    expect(span().resource?.attributes).toMatchObject({
      'service.name': 'orders',
      'service.instance.id': 'orders-2',
      'service.version': '0.2.0',
      'telemetry.sdk.language': 'nodejs',
    });
    expect(
      Object.keys(span().resource?.attributes ?? {}).filter((name) => /^(process|host)\./.test(name)),
    ).toEqual([]);
  });

  it('says of the service what the environment says', () => {
    start({
      ...{ SERVICE_NAME: 'orders', INSTANCE_ID: 'orders-2', THROUGHLINE_SAMPLE_RATIO: '1' },
      OTEL_SERVICE_NAME: 'seller-orders',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test,service.version=7,service.name=other',
    });
    expect(span().resource?.attributes).toMatchObject({
      'service.name': 'seller-orders',
      'service.instance.id': 'orders-2',
      'service.version': '7',
      'deployment.environment.name': 'test',
    });
  });

  it('samples as we do, unless the environment names another sampler', () => {
    start({ THROUGHLINE_SAMPLE_RATIO: '0' });
    const order = { 'throughline.origin': 'order' };
    expect([span(), span(order)].map((each) => each.isRecording())).toEqual([false, true]);
  });

  it.each([
    [{ OTEL_TRACES_SAMPLER: 'always_on' }, [true, true]],
    [{ OTEL_TRACES_SAMPLER: 'always_off' }, [false, false]],
    [{ OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0' }, [false, false]],
    [{ OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '1' }, [true, true]],
  ])('lets %j sample', (environment, sampled) => {
    start({ THROUGHLINE_SAMPLE_RATIO: '0.5', ...environment });
    const order = { 'throughline.origin': 'order' };
    expect([span(), span(order)].map((each) => each.isRecording())).toEqual(sampled);
  });

  it.each([
    [{}, ['traceparent', 'tracestate', 'baggage']],
    [{ OTEL_PROPAGATORS: 'tracecontext' }, ['traceparent', 'tracestate']],
    [{ OTEL_PROPAGATORS: 'tracecontext,b3' }, ['traceparent', 'tracestate', 'b3']],
    [{ OTEL_PROPAGATORS: 'none' }, []],
  ])('propagates with %j', (environment, fields) => {
    start(environment);
    expect(propagation.fields()).toEqual(fields);
  });

  it('gives spans ids that go nowhere', () => {
    start({ OTEL_TRACES_EXPORTER: 'none', THROUGHLINE_SAMPLE_RATIO: '0' });
    expect(span().spanContext().traceId).toMatch(/^(?!0+$)[0-9a-f]{32}$/);
  });

  it('has our metrics and those of the runtime as text', async () => {
    start({});
    metrics.getMeter('x').createCounter('probe').add(3);
    const text = await telemetryRuntime()?.metricsText();
    expect(text).toMatch(/^probe_total.* 3$/m);
  });

  it.each([
    [
      { OTEL_TRACES_EXPORTER: 'jaeger' },
      'OTEL_TRACES_EXPORTER may be zipkin, otlp, console or none, not jaeger',
    ],
    [
      { OTEL_METRICS_EXPORTER: 'statsd' },
      'OTEL_METRICS_EXPORTER may be otlp, prometheus or none, not statsd',
    ],
    [
      { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' },
      'OTEL_EXPORTER_OTLP_PROTOCOL may be http/protobuf or http/json, not grpc',
    ],
    [
      { OTEL_TRACES_SAMPLER: 'some' },
      /^OTEL_TRACES_SAMPLER may be always_on, .* or parentbased_traceidratio, not some$/,
    ],
    [
      { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '7' },
      'OTEL_TRACES_SAMPLER_ARG must lie between 0 and 1, not 7',
    ],
    [{ THROUGHLINE_SAMPLE_RATIO: 'all' }, 'THROUGHLINE_SAMPLE_RATIO must lie between 0 and 1, not all'],
    [
      { OTEL_METRICS_EXPORTER: 'otlp', OTEL_METRIC_EXPORT_INTERVAL: 'often' },
      'OTEL_METRIC_EXPORT_INTERVAL must lie between 1 and 2147483647, not often',
    ],
  ])('refuses %j', (environment, message) => {
    expect(() => start(environment as Record<string, string>)).toThrow(message);
  });
});

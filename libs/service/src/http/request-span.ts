import { ROOT_CONTEXT, SpanKind, SpanStatusCode, context, trace } from '@opentelemetry/api';
import type { Context, Span } from '@opentelemetry/api';
import {
  attributes,
  contextFrom,
  currentTraceparent,
  histogram,
  metrics,
  receivedFields,
  tracer,
} from '@throughline/telemetry';
import type { Origin } from '@throughline/telemetry';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { addToRoute } from './route-config.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    traceOrigin?: Origin;
    /** No span and no duration: health checks and metrics. */
    untraced?: boolean;
  }
}

const spanKey = Symbol('span');
const contextKey = Symbol('context');
type TracedRequest = FastifyRequest & { [spanKey]?: Span; [contextKey]?: Context };

const readingMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * What a route's requests stem from, which decides how often they are traced. Without it: state-changing requests
 * from a person (always), reads from nobody in particular (1 %). `@TraceOrigin('machine')` on bulk routes.
 */
export const TraceOrigin = (origin: Origin) => addToRoute({ traceOrigin: origin });

/** The trace id of a request, also where its span is not the active one. */
export function traceIdOf(request: FastifyRequest): string | undefined {
  const id = (request as TracedRequest)[spanKey]?.spanContext().traceId;
  return id === undefined || /^0+$/.test(id) ? undefined : id;
}

/**
 * One server span and one duration per request, named by the route's template: no query strings, no values of
 * parameters. The trace of a caller who needs a token is continued, with its `tracestate` and `baggage`, but whether it is
 * kept is our own sampler's decision.
 * What anybody sends begins a trace of its own, which links to the caller's: nobody from outside chooses the trace of an
 * order, or adds to that of another.
 * @param isGuarded whether a route, `POST /orders`, needs a token
 */
export function traceRequests(fastify: FastifyInstance, isGuarded: (route: string) => boolean): void {
  const duration = histogram(metrics.httpDuration);

  fastify.addHook('onRequest', (request: TracedRequest, reply, done) => {
    const { url, config } = request.routeOptions;
    if (config.untraced) return done();
    const origin = config.traceOrigin ?? (readingMethods.has(request.method) ? undefined : 'person');
    const given = request.headers['traceparent'];
    const traceparent = typeof given === 'string' ? given : undefined;
    const isTrusted = isGuarded(`${request.method} ${url}`);
    // What anybody sends would travel on in records, and logs keep them for ever.
    const parent = isTrusted ? contextFrom(traceparent, receivedFields(request.headers)) : ROOT_CONTEXT;
    const caller = isTrusted ? undefined : trace.getSpanContext(contextFrom(traceparent));
    const span = tracer().startSpan(
      `${request.method} ${url ?? 'unknown'}`,
      {
        kind: SpanKind.SERVER,
        ...(caller && { links: [{ context: caller }] }),
        attributes: {
          'http.request.method': request.method,
          ...(url && { 'http.route': url }),
          ...(origin && { [attributes.origin]: origin }),
        },
      },
      parent,
    );
    request[spanKey] = span;
    request[contextKey] = trace.setSpan(parent, span);
    const traceparentOut = currentTraceparent(request[contextKey]);
    if (traceparentOut) reply.header('traceresponse', traceparentOut);
    done();
  });

  // The body arrives in the socket's own async context, so the span is made active after it has been read.
  fastify.addHook('preValidation', (request: TracedRequest, _reply, done) => {
    const at = request[contextKey];
    if (at) context.with(at, done);
    else done();
  });

  fastify.addHook('onResponse', (request: TracedRequest, reply, done) => {
    const span = request[spanKey];
    if (span) {
      span.setAttribute('http.response.status_code', reply.statusCode);
      if (reply.statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
      const streamed = String(reply.getHeader('content-type')).startsWith('text/event-stream');
      const labels = {
        'http.request.method': request.method,
        'http.route': request.routeOptions.url ?? 'unknown',
        'http.response.status_code': reply.statusCode,
      };
      if (!streamed) duration.record(reply.elapsedTime / 1000, labels);
    }
    done();
  });
}

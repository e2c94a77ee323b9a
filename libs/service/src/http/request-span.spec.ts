import { SpanKind, context, metrics, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { Body, Controller, Get, Module, Param, Post } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { currentTraceparent, propagationFields } from '@throughline/telemetry';
import { fastify as Fastify } from 'fastify';
import supertest from 'supertest';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createApplication } from '../application.ts';
import { Allow, Public } from '../access/permissions.ts';
import { TraceOrigin, traceRequests } from './request-span.ts';
import { ServiceModule } from '../service.module.ts';

@Controller('parcels')
@Public()
class ParcelsController {
  @Get(':id')
  show(@Param('id') id: string): object {
    if (id === 'broken') throw new Error('secret detail');
    return { traceparent: currentTraceparent() };
  }

  @Post()
  add(@Body({ schema: z.object({ weight: z.int() }) }) { weight }: { weight: number }): object {
    return { weight, traceparent: currentTraceparent() };
  }

  @Get(':id/contents')
  @Allow('warehouse')
  contents(): void {}

  @Post('bulk')
  @TraceOrigin('machine')
  load(): void {}
}

@Module({
  imports: [ServiceModule.forService({ name: 'parcels' })],
  controllers: [ParcelsController],
})
class ParcelsModule {}

const exporter = new InMemorySpanExporter();
let app: NestFastifyApplication;
const http = () => supertest(app.getHttpServer());

beforeAll(async () => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(
    new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }),
  );
  app = await createApplication('parcels', ParcelsModule, {
    environment: {
      AUTH_ISSUER: 'https://issuer.example',
      AUTH_AUDIENCE: 'x',
      AUTH_JWKS_FILE: '/nowhere.json',
    },
  });
});
beforeEach(() => exporter.reset());
afterAll(async () => {
  await app.close();
  trace.disable();
  context.disable();
  metrics.disable();
});

describe('the span of a request', () => {
  it('is named by the route and holds nothing of what was asked', async () => {
    await http().get('/parcels/4711?email=ann@example.com').expect(200);
    const [span, ...others] = exporter.getFinishedSpans();
    expect(others).toEqual([]);
    expect(span).toMatchObject({ name: 'GET /parcels/:id', kind: SpanKind.SERVER });
    expect(span?.attributes).toEqual({
      'http.request.method': 'GET',
      'http.route': '/parcels/:id',
      'http.response.status_code': 200,
    });
  });

  it('is the active one in handlers, after a body has been read too', async () => {
    const read = await http().get('/parcels/1').expect(200);
    const changed = await http().post('/parcels').send({ weight: 3 }).expect(201);
    const ids = exporter.getFinishedSpans().map((span) => span.spanContext().spanId);
    expect(
      [read.body.traceparent, changed.body.traceparent].map((text: string) => text.split('-')[2]),
    ).toEqual(ids);
  });

  it('says that a change comes from a person, unless the route says otherwise', async () => {
    await http().post('/parcels').send({ weight: 3 });
    await http().post('/parcels/bulk');
    const origins = exporter.getFinishedSpans().map(({ attributes }) => attributes['throughline.origin']);
    expect(origins).toEqual(['person', 'machine']);
  });

  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const traceparent = `00-${traceId}-b7ad6b7169203331-01`;

  it('continues the trace of a caller who needs a token', async () => {
    await http().get('/parcels/1/contents').set('traceparent', traceparent).expect(401);
    const [span] = exporter.getFinishedSpans();
    expect(span?.spanContext().traceId).toBe(traceId);
    expect(span?.parentSpanContext?.spanId).toBe('b7ad6b7169203331');
    expect(span?.links).toEqual([]);
  });

  it('begins a trace for anybody else, and links it to theirs', async () => {
    const { body } = await http().post('/parcels').set('traceparent', traceparent).send({ weight: 3 });
    const [span] = exporter.getFinishedSpans();
    expect(span?.spanContext().traceId).not.toBe(traceId);
    expect(body.traceparent).toContain(span?.spanContext().traceId);
    expect(span?.parentSpanContext).toBeUndefined();
    expect(span?.links.map(({ context: linked }) => linked)).toMatchObject([
      { traceId, spanId: 'b7ad6b7169203331' },
    ]);
  });

  it.each(['nonsense', '00-00000000000000000000000000000000-b7ad6b7169203331-01'])(
    'links to nothing where the caller says nothing sound: %s',
    async (given) => {
      await http().get('/parcels/1').set('traceparent', given);
      expect(exporter.getFinishedSpans()[0]?.links).toEqual([]);
    },
  );

  describe('with propagators', () => {
    const fields = { tracestate: 'seller=1', baggage: 'tenant=7' };
    const fastify = Fastify();
    beforeAll(() => {
      propagation.setGlobalPropagator(
        new CompositePropagator({
          propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()],
        }),
      );
      traceRequests(fastify, (route) => route === 'POST /guarded');
      for (const path of ['/guarded', '/open'])
        fastify.post(path, () => ({ traceparent: currentTraceparent(), fields: propagationFields() }));
    });
    afterAll(async () => {
      propagation.disable();
      await fastify.close();
    });
    const asked = async (url: string, headers: Record<string, string> = {}) =>
      (await fastify.inject({ url, method: 'POST', headers: { traceparent, ...fields, ...headers } })).json<{
        traceparent: string;
        fields?: object;
      }>();

    it('takes tracestate and baggage of a caller who needs a token', async () => {
      const seen = await asked('/guarded');
      expect(seen.fields).toEqual(fields);
      expect(seen.traceparent).toContain(traceId);
    });

    it('takes no more of them than W3C asks for', async () => {
      expect((await asked('/guarded', { baggage: `tenant=${'7'.repeat(8192)}` })).fields).toEqual({
        tracestate: 'seller=1',
      });
    });

    it('takes nothing of anybody else', async () => {
      const seen = await asked('/open');
      expect(seen.fields).toBeUndefined();
      expect(seen.traceparent).not.toContain(traceId);
    });
  });

  it('leads from the error that a caller sees to its trace', async () => {
    const { body } = await http().get('/parcels/broken').expect(500);
    const [span] = exporter.getFinishedSpans();
    expect(body).toEqual({
      type: 'about:blank',
      title: 'Internal Server Error',
      status: 500,
      traceId: span?.spanContext().traceId,
    });
    expect(JSON.stringify(span?.attributes)).not.toContain('secret');
  });

  it('is left out for health and metrics', async () => {
    await http().get('/health/live').expect(200);
    await http().get('/metrics').expect(200);
    // A request that was given up before may end only now.
    const names = exporter.getFinishedSpans().map(({ name }) => name);
    expect(names.filter((name) => !name.includes('/parcels'))).toEqual([]);
  });
});

import { Body, Controller, Delete, Get, HttpCode, Module, Param, Post, Query } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createApplication } from './application.ts';
import { Answers, EventStream, ReadsHeader } from './describe.ts';
import { openApiDocument } from './openapi.ts';
import { Allow, Public } from './permissions.ts';
import { ServiceModule } from './service.module.ts';

const line = z.object({ sku: z.string(), quantity: z.int(), on: z.iso.date().nullable() });

@Controller('orders')
class OrdersController {
  @Post()
  @Public()
  @Answers(201, () => z.object({ number: z.string(), lines: z.array(line) }))
  @Answers(409, () => z.object({ number: z.string(), lines: z.array(line), at: z.iso.datetime().optional() }))
  @ReadsHeader('Idempotency-Key', { required: true, description: 'New for each order.' })
  @ReadsHeader('If-Match', { required: false, description: 'Version.' })
  place(@Body({ schema: z.object({ lines: z.array(line) }) }) body: { lines: z.infer<typeof line>[] }) {
    return { number: '1', ...body };
  }

  @Get()
  @Allow('order-desk', 'auditor')
  list(@Query({ schema: z.object({ limit: z.coerce.number().int().max(100) }) }) _query: object): void {}

  @Delete(':number')
  @HttpCode(204)
  @Public()
  remove(@Param('number', { schema: z.string() }) _number: string): void {}

  @Get(':number/changes')
  @Public()
  @EventStream()
  follow(@Param('number', { schema: z.string() }) _number: string): void {}
}

@Controller('pages')
class PagesController {
  @Get('*')
  @Public()
  show(): string {
    return 'a page';
  }
}

@Module({
  imports: [ServiceModule.forService({ name: 'orders' })],
  controllers: [OrdersController, PagesController],
})
class OrdersModule {}

describe('the OpenAPI page', () => {
  let app: NestFastifyApplication;
  beforeAll(async () => {
    const environment = { AUTH_ISSUER: 'https://issuer.example', AUTH_JWKS_FILE: '/nowhere.json' };
    app = await createApplication('orders', OrdersModule, { environment });
  });
  afterAll(() => app.close());
  const document = () => openApiDocument(app, 'orders');
  const operation = async (path: string, verb: 'get' | 'post' | 'delete') => {
    const { paths } = await document();
    const found = paths[path]?.[verb];
    if (found === undefined) throw new Error(`There is no ${verb} ${path}`);
    return found;
  };
  const failed = {
    description: 'What is wrong, and with which field',
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  };
  const text = { type: 'string' };
  const lines = {
    type: 'array',
    items: {
      type: 'object',
      properties: {
        sku: text,
        quantity: { type: 'integer' },
        on: { type: 'string', format: 'date', nullable: true },
      },
      required: ['sku', 'quantity', 'on'],
    },
  };

  it('says what it is about, and is made once', async () => {
    const made = await document();
    expect(made.info).toMatchObject({
      title: 'Throughline orders',
      version: '1',
      description: 'Errors are application/problem+json (RFC 9457) and name the field in `errors`.',
    });
    expect(made.components?.securitySchemes).toEqual({
      bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
    });
    expect(await document()).toBe(made);
  });

  it('names the addresses that OpenAPI has words for', async () => {
    const { paths } = await document();
    expect(Object.keys(paths)).toEqual(['/orders', '/orders/{number}', '/orders/{number}/changes']);
  });

  it('describes every answer by its status and schema, which forbids no further member', async () => {
    const { responses } = await operation('/orders', 'post');
    const schema = (properties: object) => ({ type: 'object', properties, required: ['number', 'lines'] });
    expect(responses).toEqual({
      201: {
        description: 'Created',
        content: { 'application/json': { schema: schema({ number: text, lines }) } },
      },
      409: {
        description: 'Conflict',
        content: {
          'application/json': {
            schema: schema({ number: text, lines, at: { type: 'string', format: 'date-time' } }),
          },
        },
      },
      default: failed,
    });
    expect((await operation('/orders/{number}', 'delete')).responses).toEqual({
      204: { description: 'No Content' },
      default: failed,
    });
  });

  it('describes a stream', async () => {
    expect((await operation('/orders/{number}/changes', 'get')).responses).toEqual({
      200: { description: 'OK', content: { 'text/event-stream': { schema: text } } },
      default: failed,
    });
  });

  it('names the headers that a route reads beside its other parameters', async () => {
    const { parameters = [] } = await operation('/orders', 'post');
    expect(parameters).toEqual([
      { in: 'header', schema: text, name: 'If-Match', required: false, description: 'Version.' },
      {
        in: 'header',
        schema: text,
        name: 'Idempotency-Key',
        required: true,
        description: 'New for each order.',
      },
    ]);
    const { parameters: ofPath = [] } = await operation('/orders/{number}', 'delete');
    expect(ofPath).toMatchObject([{ in: 'path', name: 'number' }]);
  });

  it('says of which roles a token must be, and of a public route that it needs none', async () => {
    const list = await operation('/orders', 'get');
    expect([list.security, list.description]).toEqual([
      [{ bearer: [] }],
      'For the roles order-desk, auditor.',
    ]);
    const place = await operation('/orders', 'post');
    expect([place.security, place.description]).toEqual([undefined, undefined]);
  });

  it('describes problems', async () => {
    const { components } = await document();
    const string = (description: string) => ({ type: 'string', description });
    expect(components?.schemas?.['Problem']).toEqual({
      type: 'object',
      properties: {
        type: string('`about:blank`, or `urn:throughline:problem:<name>` of one to act on.'),
        title: text,
        status: { type: 'integer' },
        detail: text,
        traceId: string('The trace under which the request can be found.'),
        errors: {
          type: 'array',
          description: 'The fields that do not fit.',
          items: {
            type: 'object',
            properties: { field: text, message: text, in: text },
            required: ['field', 'message'],
          },
        },
      },
      required: ['type', 'title', 'status'],
    });
  });
});

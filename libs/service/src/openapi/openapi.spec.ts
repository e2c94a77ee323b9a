import { Body, Controller, Get, Injectable, Module, Post, Query } from '@nestjs/common';
import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { RespondsEvents, Responds, RespondsProblem } from './describe.ts';
import { describeService } from '../describe-service.ts';
import { openApiPage } from './openapi-page.ts';
import { NamedSchemas } from './openapi-schemas.ts';
import { Public } from '../access/permissions.ts';
import { problemSchema } from '../problems/problem.schema.ts';
import { type ResponseOf, instant, named } from '../schemas/schema.ts';
import { ServiceModule } from '../service.module.ts';
import { SampleModule, startSample } from '../testing-application.ts';

const unit = z.enum(['piece', 'box']).meta({ id: 'Unit' });
const parcelRequest = z.strictObject({ unit, weight: z.number().default(1) }).meta({ id: 'ParcelRequest' });
const parcel = named('Parcel', () =>
  z.object({ unit, sentAt: instant().nullable(), note: z.string().optional() }),
);
const conflict = named('ParcelConflict', () => problemSchema().extend({ parcel: parcel() }));

@Injectable()
class Depot {
  constructor() {
    throw new Error('Nobody may be made');
  }
}

@Controller('parcels')
@Public()
class ParcelsController {
  constructor(private readonly depot: Depot) {}

  @Post()
  @Responds(201, parcel)
  @RespondsProblem(409, conflict)
  send(@Body({ schema: parcelRequest }) _body: z.infer<typeof parcelRequest>): ResponseOf<typeof parcel> {
    return { unit: 'box', sentAt: new Date() };
  }

  @Get()
  @Responds(200, () => z.array(parcel()))
  list(
    @Query({ schema: z.object({ unit: unit.default('box') }) }) _query: object,
  ): ResponseOf<typeof parcel>[] {
    return this.depot ? [] : [];
  }

  @Get('news')
  @RespondsEvents(parcel)
  news(): void {}
}

@Module({
  imports: [ServiceModule.forService({ name: 'parcels', auth: false })],
  controllers: [ParcelsController],
  providers: [Depot],
})
class ParcelsModule {}

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const json = (schema: object) => expect.objectContaining({ content: { 'application/json': { schema } } });
const problem = (schema: object) =>
  expect.objectContaining({ content: { 'application/problem+json': { schema } } });

describe('the OpenAPI document of a service', () => {
  let document: Awaited<ReturnType<typeof describeService>>;
  beforeAll(async () => {
    document = await describeService('parcels', ParcelsModule);
  });

  it('is 3.1, made without making anything of the service', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths)).toEqual(['/parcels', '/parcels/news']);
  });

  it('refers to the named schemas of requests, responses and errors', () => {
    const { post, get } = document.paths['/parcels'] ?? {};
    expect(post?.requestBody).toEqual(json(ref('ParcelRequest')));
    expect(post?.responses).toEqual({
      201: json(ref('Parcel')),
      409: problem(ref('ParcelConflict')),
      default: problem(ref('Problem')),
    });
    expect(get?.responses['200']).toEqual(json({ type: 'array', items: ref('Parcel') }));
    expect(get?.parameters).toEqual([
      expect.objectContaining({ name: 'unit', in: 'query', schema: { ...ref('Unit'), default: 'box' } }),
    ]);
  });

  it('has each of them once, with what is sent as JSON', () => {
    expect(Object.keys(document.components?.schemas ?? {})).toEqual([
      'FieldError',
      'Parcel',
      'ParcelConflict',
      'ParcelRequest',
      'Problem',
      'Unit',
    ]);
    expect(document.components?.schemas?.['Parcel']).toEqual({
      type: 'object',
      properties: {
        unit: ref('Unit'),
        sentAt: { anyOf: [{ type: 'string', format: 'date-time' }, { type: 'null' }] },
        note: { type: 'string' },
      },
      required: ['unit', 'sentAt'],
    });
    expect(document.components?.schemas?.['ParcelRequest']).toMatchObject({
      required: ['unit'],
      additionalProperties: false,
    });
  });

  it('leads from a route to its schemas on the page for people', () => {
    const page = openApiPage(document);
    expect(page).toContain('application/json <a href="#Parcel">Parcel</a>[]');
    expect(page).toContain('application/problem+json <a href="#ParcelConflict">ParcelConflict</a>');
    for (const [, name] of page.matchAll(/href="#(\w+)"/g)) expect(page).toContain(`<details id="${name}">`);
  });

  it('names what each server-sent event holds', () => {
    expect(document.paths['/parcels/news']?.get?.responses['200']).toMatchObject({
      content: { 'text/event-stream': { schema: ref('Parcel') } },
    });
  });
});

describe('a running service', () => {
  let sample: Awaited<ReturnType<typeof startSample>>;
  beforeAll(async () => {
    sample = await startSample();
  });
  afterAll(() => sample.stop());

  it('says the same of itself', async () => {
    const { body } = await supertest(sample.server).get('/openapi.json').expect(200);
    expect(await describeService('sample', SampleModule)).toEqual(body);
  });
});

describe('named schemas', () => {
  it('may be the same one many times, and never two of one name', () => {
    const schemas = new NamedSchemas();
    schemas.refer(z.object({ first: parcel(), then: z.array(parcel()) }));
    expect(schemas.refer(parcel())).toEqual(ref('Parcel'));
    const other = named('Parcel', () => z.object({ weight: z.number() }));
    expect(() => schemas.refer(other())).toThrow('Two schemas are called Parcel');
  });

  it('become a Date here and a text in JSON where they tell an instant', () => {
    const sentAt = new Date('2026-05-04T10:00:00.000Z');
    expect(z.encode(parcel(), { unit: 'box', sentAt })).toEqual({
      unit: 'box',
      sentAt: '2026-05-04T10:00:00.000Z',
    });
    expect(parcel().parse({ unit: 'box', sentAt: sentAt.toISOString() })).toEqual({ unit: 'box', sentAt });
  });
});

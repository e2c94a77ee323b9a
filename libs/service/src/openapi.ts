import { STATUS_CODES } from 'node:http';
import type { INestApplication } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import { z } from 'zod';
import type { RouteDescription } from './describe.ts';
import type { Permission } from './permissions.ts';
import { routesOf } from './route-check.ts';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Schema = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>[string];

const verbs = ['get', 'post', 'put', 'patch', 'delete'] as const;
const documents = new WeakMap<INestApplication, OpenAPIObject>();

const problem = () =>
  z.object({
    type: z.string().describe('`about:blank`, or `urn:throughline:problem:<name>` of one to act on.'),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    traceId: z.string().optional().describe('The trace under which the request can be found.'),
    errors: z
      .array(z.object({ field: z.string(), message: z.string(), in: z.string().optional() }))
      .optional()
      .describe('The fields that do not fit.'),
  });

/** The OpenAPI description of the application's controllers, made when it is first asked for. */
export async function openApiDocument(app: INestApplication, name: string): Promise<OpenAPIObject> {
  const known = documents.get(app);
  if (known) return known;
  // Loaded late: it costs memory in each process and is needed only by readers of the page.
  const { DocumentBuilder, SwaggerModule } = await import('@nestjs/swagger');
  const base = new DocumentBuilder()
    .setTitle(`Throughline ${name}`)
    .setVersion('1')
    .setDescription('Errors are application/problem+json (RFC 9457) and name the field in `errors`.')
    .addBearerAuth()
    .build();
  const document = SwaggerModule.createDocument(app, base);
  leaveOutWildcards(document);
  describeRoutes(document, app);
  const { schemas } = (document.components ??= {});
  document.components.schemas = { ...schemas, Problem: jsonSchema(problem()) };
  documents.set(app, document);
  return document;
}

/** OpenAPI has no words for an address of any length; what is there are pages for people. */
function leaveOutWildcards({ paths }: OpenAPIObject): void {
  for (const [path, item] of Object.entries(paths)) {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const known = operationsOf(item).flatMap(({ parameters = [] }) => parameters);
    if (named.some((name) => !known.some((one) => 'name' in one && one.name === name))) delete paths[path];
  }
}

function describeRoutes({ paths }: OpenAPIObject, app: INestApplication): void {
  const routes = new Map(routesOf(app).map((route) => [route.operationId, route]));
  for (const operation of Object.values(paths).flatMap(operationsOf)) {
    const route = routes.get(operation.operationId ?? '');
    if (!route) continue;
    describePermission(operation, route.permission);
    describeHeaders(operation, route.description);
    describeAnswers(operation, route.description);
  }
}

/** Says whether an operation needs a token, and of which roles. */
function describePermission(operation: Operation, permission: Permission | undefined): void {
  if (!permission || permission === 'public') return;
  operation.security = [{ bearer: [] }];
  operation.description = [operation.description, `For the roles ${permission.join(', ')}.`]
    .filter(Boolean)
    .join(' ');
}

function describeHeaders(operation: Operation, { headers }: RouteDescription): void {
  const schema: Schema = { type: 'string' };
  const described = headers.map((header) => ({ in: 'header' as const, schema, ...header }));
  operation.parameters = [...(operation.parameters ?? []), ...described];
}

function describeAnswers(operation: Operation, { answers, eventStream }: RouteDescription): void {
  const { responses } = operation;
  for (const [status, schema] of answers)
    responses[status] = {
      description: '',
      content: { 'application/json': { schema: jsonSchema(schema()) } },
    };
  if (eventStream)
    responses['200'] = { description: '', content: { 'text/event-stream': { schema: { type: 'string' } } } };
  responses['default'] = {
    description: 'What is wrong, and with which field',
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  };
  for (const [status, response] of Object.entries(responses))
    if (response && 'description' in response) response.description ||= STATUS_CODES[status] ?? '';
}

/** More members may come at any time, so that the schema forbids none. */
function jsonSchema(schema: z.ZodType): Schema {
  const { $schema: _, ...made } = z.toJSONSchema(schema, {
    target: 'openapi-3.0',
    io: 'output',
    override: ({ jsonSchema: part }) => {
      if (part.additionalProperties === false) delete part.additionalProperties;
      // The format says it in one word.
      if (part.format !== undefined) delete part.pattern;
      if (part.maximum === Number.MAX_SAFE_INTEGER) delete part.maximum;
      if (part.minimum === Number.MIN_SAFE_INTEGER) delete part.minimum;
    },
  });
  return made as Schema;
}

function operationsOf(item: OpenAPIObject['paths'][string]): Operation[] {
  return verbs.flatMap((verb) => item[verb] ?? []);
}

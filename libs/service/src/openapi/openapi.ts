import { STATUS_CODES } from 'node:http';
import type { INestApplication } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import { z } from 'zod';
import type { RouteDescription } from './describe.ts';
import { NamedSchemas, type Schema } from './openapi-schemas.ts';
import type { Permission } from '../access/permissions.ts';
import { problemSchema } from '../problems/problem.schema.ts';
import { routesOf } from './route-check.ts';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

const verbs = ['get', 'post', 'put', 'patch', 'delete'] as const;
const documents = new WeakMap<INestApplication, OpenAPIObject>();

/** The OpenAPI description of the application's controllers, made when it is first asked for. */
export async function openApiDocument(app: INestApplication, name: string): Promise<OpenAPIObject> {
  const known = documents.get(app);
  if (known) return known;
  // Loaded late: it costs memory in each process and is needed only by readers of the page.
  const { DocumentBuilder, SwaggerModule } = await import('@nestjs/swagger');
  const base = new DocumentBuilder()
    .setTitle(`Throughline ${name}`)
    .setVersion('1')
    .setOpenAPIVersion('3.1.0')
    .setDescription('Errors are application/problem+json (RFC 9457) and name the field in `errors`.')
    .addBearerAuth()
    .build();
  const named = new NamedSchemas();
  const document = SwaggerModule.createDocument(app, base, {
    standardSchemaConverter: (schema) =>
      schema instanceof z.ZodType ? { schema: named.refer(schema) } : undefined,
  });
  leaveOutWildcards(document);
  describeRoutes(document, app, named);
  document.components = { ...document.components, schemas: named.all() };
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

function describeRoutes({ paths }: OpenAPIObject, app: INestApplication, named: NamedSchemas): void {
  const routes = new Map(routesOf(app).map((route) => [route.operationId, route]));
  for (const operation of Object.values(paths).flatMap(operationsOf)) {
    const route = routes.get(operation.operationId ?? '');
    if (!route) continue;
    describePermission(operation, route.permission);
    describeHeaders(operation, route.description);
    describeResponses(operation, route.description, named);
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

function describeResponses(
  { responses }: Operation,
  { responses: described }: RouteDescription,
  named: NamedSchemas,
): void {
  for (const [status, { type, schema }] of described)
    responses[status] = { description: '', content: { [type]: { schema: named.refer(schema()) } } };
  responses['default'] = {
    description: 'What is wrong, and with which field',
    content: { 'application/problem+json': { schema: named.refer(problemSchema()) } },
  };
  for (const [status, response] of Object.entries(responses))
    if (response && 'description' in response) response.description ||= STATUS_CODES[status] ?? '';
}

function operationsOf(item: OpenAPIObject['paths'][string]): Operation[] {
  return verbs.flatMap((verb) => item[verb] ?? []);
}

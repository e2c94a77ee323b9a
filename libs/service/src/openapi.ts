import type { INestApplication } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import { routesOf } from './route-check.ts';

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
    .setDescription('Errors are application/problem+json (RFC 9457) and name the field in `errors`.')
    .addBearerAuth()
    .build();
  const document = SwaggerModule.createDocument(app, base);
  describePermissions(document, app);
  documents.set(app, document);
  return document;
}

/** Says of each operation whether it needs a token and of which roles. */
function describePermissions({ paths }: OpenAPIObject, app: INestApplication): void {
  const permissions = new Map(routesOf(app).map(({ operationId, permission }) => [operationId, permission]));
  const operations = Object.values(paths).flatMap(({ get, post, put, patch, delete: remove }) => [
    get,
    post,
    put,
    patch,
    remove,
  ]);
  for (const operation of operations) {
    const permission = permissions.get(operation?.operationId ?? '');
    if (!operation || !permission || permission === 'public') continue;
    operation.security = [{ bearer: [] }];
    operation.description = [operation.description, `For the roles ${permission.join(', ')}.`]
      .filter(Boolean)
      .join(' ');
  }
}

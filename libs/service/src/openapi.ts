import type { INestApplication } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';

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
  documents.set(app, document);
  return document;
}

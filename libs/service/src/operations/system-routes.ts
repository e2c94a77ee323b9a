import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { telemetryRuntime } from '@throughline/telemetry';
import type { RouteShorthandOptions } from 'fastify';
import type { HealthChecks } from './health.ts';
import { openApiDocument } from '../openapi/openapi.ts';
import { openApiPage } from '../openapi/openapi-page.ts';

const options: RouteShorthandOptions = { config: { untraced: true, unlimited: true } };
const pagePolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

/**
 * What every service answers about itself, to anybody who reaches its port: `/health/live`, `/health/ready`,
 * `/health/current`, `/metrics`, `/openapi` and `/openapi.json`.
 */
export function addSystemRoutes(app: NestFastifyApplication, name: string, health: HealthChecks): void {
  const fastify = app.getHttpAdapter().getInstance();

  fastify.get('/health/live', options, () => ({ status: 'up' }));

  for (const question of ['ready', 'current'] as const)
    fastify.get(`/health/${question}`, options, async (_request, reply) => {
      const result = await health.run(question);
      return reply.status(result.status === 'up' ? 200 : 503).send(result);
    });

  fastify.get('/metrics', options, async (_request, reply) => {
    const text = (await telemetryRuntime()?.metricsText()) ?? '# telemetry is not loaded\n';
    return reply.type('text/plain; version=0.0.4; charset=utf-8').send(text);
  });

  fastify.get('/openapi.json', options, () => openApiDocument(app, name));

  fastify.get('/openapi', options, async (_request, reply) => {
    const page = openApiPage(await openApiDocument(app, name));
    return reply.type('text/html; charset=utf-8').header('content-security-policy', pagePolicy).send(page);
  });
}

import 'reflect-metadata';
import { Global, Module } from '@nestjs/common';
import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { NestLogger, logger } from '@throughline/telemetry';
import { AuthGuard } from './auth.guard.ts';
import { Clock } from './clock.ts';
import { ServiceConfig, readConfig } from './config.ts';
import { HealthChecks } from './health.ts';
import { Lifetime } from './lifetime.ts';
import { limitRate, secureHeaders } from './limits.ts';
import { ProblemFilter } from './problem.filter.ts';
import { traceRequests } from './request-span.ts';
import { requirePermissions, routesOf } from './route-check.ts';
import { RouteTable } from './route-table.ts';
import { definitionOf, needsOf } from './service.module.ts';
import { addSystemRoutes } from './system-routes.ts';
import { TokenVerifier } from './tokens.ts';
import { ValidationPipe } from './validation.ts';

export interface ApplicationOptions {
  /** Instead of the process's own environment. */
  environment?: NodeJS.ProcessEnv;
  clock?: Clock;
}

@Global()
@Module({})
class RuntimeModule {}

/**
 * The whole service, initialised but not listening: what `bootstrap` starts, and what tests call in process.
 * @throws ConfigError, PermissionError
 */
export async function createApplication(
  name: string,
  module: Type,
  { environment = process.env, clock = new Clock() }: ApplicationOptions = {},
): Promise<NestFastifyApplication> {
  const definition = definitionOf(module);
  const config = readConfig(name, needsOf(definition), environment);
  const health = new HealthChecks();
  const routeTable = new RouteTable();
  const { BODY_LIMIT_BYTES: bodyLimit, TRUST_PROXY: trustProxy = false } = config.http;

  const adapter = new FastifyAdapter({ bodyLimit, trustProxy, forceCloseConnections: 'idle' });
  const fastify = adapter.getInstance();
  routeTable.collect(fastify);
  traceRequests(fastify);
  secureHeaders(fastify);
  await limitRate(fastify, config);
  // A text body would pass as a string where JSON is expected, and a form can be posted by any page.
  fastify.removeContentTypeParser('text/plain');

  const runtime = runtimeModule(config, clock, health);
  const root: DynamicModule = { module: class ServiceRoot {}, imports: [runtime, module] };
  const app = await NestFactory.create<NestFastifyApplication>(root, adapter, {
    logger: new NestLogger(logger),
    bodyParser: false,
    abortOnError: false,
  });
  try {
    const canAuthenticate = definition.auth ?? true;
    requirePermissions(routesOf(app), canAuthenticate);
    app.useGlobalGuards(new AuthGuard(canAuthenticate ? new TokenVerifier(config.auth, clock) : undefined));
    app.useGlobalPipes(new ValidationPipe());
    app.useGlobalFilters(new ProblemFilter(routeTable));
    addSystemRoutes(app, name, health);
    await app.init();
    await fastify.ready();
    return app;
  } catch (error) {
    await app.close();
    throw error;
  }
}

function runtimeModule(config: ServiceConfig, clock: Clock, health: HealthChecks): DynamicModule {
  const providers = [
    { provide: ServiceConfig, useValue: config },
    { provide: Clock, useValue: clock },
    { provide: HealthChecks, useValue: health },
    { provide: Lifetime, useValue: new Lifetime() },
  ];
  return { module: RuntimeModule, providers, exports: providers };
}

import 'reflect-metadata';
import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  BatchConsumer,
  MessagingHealth,
  OperatorApi,
  Outbox,
  RestoredDatabase,
  personalCompactionLagMs,
} from '@throughline/messaging';
import { transaction } from '@throughline/persistence';
import { NestLogger, logger } from '@throughline/telemetry';
import { DataSource } from 'typeorm';
import { AuthGuard } from './access/auth.guard.ts';
import { Clock } from './configuration/clock.ts';
import { readConfig } from './configuration/config.ts';
import type { ServiceConfig } from './configuration/config.ts';
import { openDatabase } from './operations/database.ts';
import { HealthChecks } from './operations/health.ts';
import { PeriodicJobs } from './jobs/periodic-jobs.ts';
import { endSilentConnections, limitRate, sendSecureHeaders } from './http/limits.ts';
import { refuseTwoHosts } from './http/one-host.ts';
import { ProblemFilter } from './http/problem.filter.ts';
import { answerClientError, answerFrameworkError } from './http/protocol-errors.ts';
import { RequestBudgets } from './http/request-budgets.ts';
import { traceRequests } from './http/request-span.ts';
import { RestoredGuard } from './http/restored.guard.ts';
import { requirePermissions, routesOf } from './openapi/route-check.ts';
import { RouteTable } from './http/route-table.ts';
import { RuntimeModule, checkMessaging } from './runtime.module.ts';
import { definitionOf, needsOf } from './service.module.ts';
import type { ServiceDefinition } from './service.module.ts';
import { addSystemRoutes } from './operations/system-routes.ts';
import { TokenVerifier } from './access/tokens.ts';
import { ValidationPipe } from './http/validation.ts';

/** How long it can be seen of a parked record that it was applied, or superseded. */
const endedKeptMs = 30 * 86_400_000;
/** How long rows that tombstones left keep older records out, in tables where many are deleted. */
const markersKeptDays = 30;

/** When a tombstone of personal data is said again: what is written then has the broker compact what was before it. */
const erasuresSaidAgainMs = personalCompactionLagMs + 3_600_000;

export interface ApplicationOptions {
  /** Instead of the process's own environment. */
  environment?: NodeJS.ProcessEnv;
  clock?: Clock;
  /** Program that reads for rebuilds in a process of its own; without it they read in this process. */
  rebuildProgram?: string | undefined;
}

/** Longest time in milliseconds for a request to arrive; answers may take longer, as streams do. */
const requestTimeout = 30_000;

/**
 * The whole service, initialised but not listening: what `bootstrap` starts, and what tests call in process.
 * @throws ConfigError, PermissionError
 */
export async function createApplication(
  name: string,
  module: Type,
  { environment = process.env, clock = new Clock(), rebuildProgram }: ApplicationOptions = {},
): Promise<NestFastifyApplication> {
  const definition = definitionOf(module);
  const needs = needsOf(definition);
  const config = readConfig(name, needs, environment);
  const health = new HealthChecks();
  const dataSource = needs.database ? await openServiceDatabase(definition, config, health) : undefined;
  try {
    const budgets = new RequestBudgets(clock);
    const runtime = RuntimeModule.with({
      config,
      clock,
      health,
      budgets,
      dataSource,
      messaging: needs.messaging,
      rebuildProgram,
    });
    const root: DynamicModule = { module: class ServiceRoot {}, imports: [runtime, module] };
    const routeTable = new RouteTable();
    const guarded = new Set<string>();
    const adapter = httpAdapter(config, routeTable, budgets, (route) => guarded.has(route));
    definition.plugins?.(adapter.getInstance(), config);
    const app = await NestFactory.create<NestFastifyApplication>(root, adapter, {
      logger: new NestLogger(logger),
      bodyParser: false,
      abortOnError: false,
    });
    app.get(PeriodicJobs).add({
      name: `${name}.request-budgets`,
      everyMs: 60_000,
      runBy: 'every-replica',
      decides: false,
      run: async () => budgets.removeFull(),
    });
    const routes = routesOf(app);
    requirePermissions(routes, needs.auth);
    for (const { address, permission } of routes) if (permission !== 'public') guarded.add(address);
    app.useGlobalGuards(new AuthGuard(needs.auth ? new TokenVerifier(config.auth, clock) : undefined));
    app.useGlobalPipes(new ValidationPipe());
    app.useGlobalFilters(new ProblemFilter(routeTable));
    addSystemRoutes(app, name, health);
    if (needs.messaging) {
      app.useGlobalGuards(new RestoredGuard(app.get(RestoredDatabase)));
      checkMessaging(health, app.get(MessagingHealth));
      app.get(PeriodicJobs).add({
        name: `${name}.ended-parked-records`,
        everyMs: 3_600_000,
        runBy: 'leader',
        decides: false,
        run: () => app.get(OperatorApi).removeEndedParked(new Date(clock.now().getTime() - endedKeptMs)),
      });
      app.get(PeriodicJobs).add({
        name: `${name}.markers`,
        everyMs: 3_600_000,
        runBy: 'leader',
        decides: false,
        run: (ending) => app.get(OperatorApi).removeMarkers(markersKeptDays, ending),
      });
      const outbox = app.get(Outbox);
      app.get(PeriodicJobs).add({
        name: `${name}.erasures-said-again`,
        everyMs: 3_600_000,
        runBy: 'leader',
        decides: true,
        run: async (ending) => {
          const before = new Date(clock.now().getTime() - erasuresSaidAgainMs);
          const sayAgain = () =>
            transaction(app.get(DataSource), (tx) => outbox.sayErasuresAgain(tx, before));
          for (let more = true; more && !ending.aborted;) more = await sayAgain();
        },
      });
      app.connectMicroservice({ strategy: app.get(BatchConsumer) });
    }
    await app.init();
    // Not before it is known whether the database was restored.
    app.get(PeriodicJobs).start();
    await app.getHttpAdapter().getInstance().ready();
    return app;
  } catch (error) {
    await dataSource?.destroy();
    throw error;
  }
}

function openServiceDatabase(
  { name, migrations = [], entities }: ServiceDefinition,
  config: ServiceConfig,
  health: HealthChecks,
) {
  const url = config.database.DATABASE_URL;
  return openDatabase({ name, url, migrations, ...(entities && { entities }) }, health);
}

function httpAdapter(
  config: ServiceConfig,
  routeTable: RouteTable,
  budgets: RequestBudgets,
  isGuarded: (route: string) => boolean,
): FastifyAdapter {
  const { BODY_LIMIT_BYTES: bodyLimit, TRUST_PROXY: trustProxy = false } = config.http;
  const adapter = new FastifyAdapter({
    ...{ bodyLimit, trustProxy, requestTimeout, forceCloseConnections: 'idle' },
    frameworkErrors: answerFrameworkError,
    clientErrorHandler: answerClientError,
  });
  const fastify = adapter.getInstance();
  routeTable.collect(fastify);
  traceRequests(fastify, isGuarded);
  sendSecureHeaders(fastify);
  refuseTwoHosts(fastify);
  endSilentConnections(fastify);
  limitRate(fastify, config, budgets);
  // A text body would pass as a string where JSON is expected, and a form can be posted by any page.
  fastify.removeContentTypeParser('text/plain');
  return adapter;
}

import type { Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { groupToRebuild, runRebuild } from '@throughline/messaging';
import { logger, telemetryRuntime } from '@throughline/telemetry';
import { createApplication } from './application.ts';
import type { ApplicationOptions } from './application.ts';
import { ConfigError, ServiceConfig } from './configuration/config.ts';
import { Listeners } from './http/listeners.ts';
import { Lifetime } from './configuration/lifetime.ts';
import { openForRebuild } from './open-for-rebuild.ts';
import { PermissionError } from './openapi/route-check.ts';

const shutdownLimitMilliseconds = 15_000;

/**
 * Starts a service and keeps it until SIGTERM, SIGINT or the end of its parent:
 * `await bootstrap('orders', OrdersModule)`. Ends the process with 1 when it cannot start. In the process that the service
 * starts to read for a rebuild it does that alone.
 */
export async function bootstrap(name: string, module: Type, options: ApplicationOptions = {}): Promise<void> {
  // Node would print it raw, without the trace id and with whatever the message quotes.
  process.on('uncaughtException', (error) => {
    logger.fatal({ err: error }, 'Uncaught exception');
    process.exit(1);
  });
  const group = groupToRebuild();
  if (group !== undefined) await runRebuild(group, () => openForRebuild(name, module, options));
  try {
    const app = await createApplication(name, module, { rebuildProgram: process.argv[1], ...options });
    const listeners = new Listeners(app);
    stopWithProcess(app, listeners);
    const { PORT: port, HOST: host } = app.get(ServiceConfig).http;
    await app.startAllMicroservices();
    await listeners.open({ port, host });
    logger.info({ url: await app.getUrl() }, `${name} is listening`);
  } catch (error) {
    if (error instanceof ConfigError || error instanceof PermissionError) logger.fatal(error.message);
    else logger.fatal({ err: error }, `${name} cannot start`);
    await telemetryRuntime()?.shutdown();
    process.exit(1);
  }
}

function stopWithProcess(app: NestFastifyApplication, listeners: Listeners): void {
  let stopping = false;
  const stop = (reason: string) => {
    if (stopping) return;
    stopping = true;
    logger.info({ reason }, 'Stopping');
    setTimeout(() => {
      logger.error('Stopping took too long');
      process.exit(1);
    }, shutdownLimitMilliseconds).unref();
    stopApplication(app, listeners).then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, 'Stopping failed');
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', () => stop('SIGTERM'));
  process.once('SIGINT', () => stop('SIGINT'));
  // A supervisor that is killed closes its end of the pipe; its services must not outlive it.
  if (process.env['THROUGHLINE_PARENT_PIPE']) {
    process.once('disconnect', () => stop('the parent is gone'));
    process.stdin
      .once('close', () => stop('the parent is gone'))
      .once('end', () => stop('the parent is gone'));
    process.stdin.resume().unref();
  }
}

/** HTTP first, then consumers, then the relay, then the pool, so that nothing loses what it depends on. */
async function stopApplication(app: NestFastifyApplication, listeners: Listeners): Promise<void> {
  app.get(Lifetime).end();
  const server = app.getHttpServer();
  const grace = app.get(ServiceConfig).http.SHUTDOWN_GRACE_SECONDS * 1000;
  const cut = setTimeout(() => server.closeAllConnections(), grace);
  await listeners.close();
  clearTimeout(cut);
  for (const microservice of app.getMicroservices()) await microservice.close();
  await app.close();
  await telemetryRuntime()?.shutdown();
}

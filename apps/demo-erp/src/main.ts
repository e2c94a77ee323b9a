import { logger, telemetryRuntime } from '@throughline/telemetry';
import { readConfig } from './config.ts';
import { openPool, transaction } from './database.ts';
import { applicationFolder } from './folder.ts';
import { startLife } from './life/life.ts';
import { grantConnector, migrate } from './migrate.ts';
import { seed } from './seed/seed.ts';
import { createServer } from './server.ts';

const config = readConfig(process.env);
const folder = applicationFolder();
const pool = openPool(config.databaseUrl);
const onError = (error: unknown) => logger.error({ err: error }, 'Failed');

const applied = await migrate(pool, folder);
await grantConnector(pool, config);
const seeded = await transaction(pool, (tx) => seed(tx, folder));
const server = createServer({ pool, folder, zipkinUrl: config.zipkinUrl, onError });
const address = await server.listen({ host: config.host, port: config.port });
const life = startLife(pool, onError);
logger.info({ listening: address, applied, seeded }, 'The back office is open');

let stopping = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    if (stopping) return;
    stopping = true;
    void (async () => {
      await life.stop();
      await server.close();
      await pool.end();
      await telemetryRuntime()?.shutdown();
      process.exit(0);
    })();
  });

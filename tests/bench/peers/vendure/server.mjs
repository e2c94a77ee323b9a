// Runs Vendure as its own documentation sets it up: database job queue, database search, a worker of its own.
// Usage: node server.mjs populate | server | worker, with the settings as JSON in VENDURE.
import { createRequire } from 'node:module';

const [role] = process.argv.slice(2);
const settings = JSON.parse(process.env.VENDURE ?? '{}');
const installed = createRequire(`${settings.folder}/package.json`);
const core = installed('@vendure/core');

const config = {
  apiOptions: {
    port: settings.port,
    hostname: '127.0.0.1',
    adminApiPath: 'admin-api',
    shopApiPath: 'shop-api',
  },
  authOptions: {
    tokenMethod: 'bearer',
    requireVerification: false,
    superadminCredentials: settings.superadmin,
    cookieOptions: { secret: 'bench' },
  },
  dbConnectionOptions: {
    type: 'postgres',
    url: settings.database,
    synchronize: settings.synchronize,
    logging: false,
    poolSize: 20,
  },
  paymentOptions: { paymentMethodHandlers: [core.dummyPaymentHandler] },
  // Shoppers are told how many are left, as in ours.
  catalogOptions: { stockDisplayStrategy: { getStockLevel: (_, __, saleable) => String(saleable) } },
  logger: new core.DefaultLogger({ level: core.LogLevel.Warn }),
  // While products are imported nobody takes jobs from a queue, and a reindex follows.
  plugins: [
    ...(role === 'populate' ? [] : [core.DefaultJobQueuePlugin.init({})]),
    core.DefaultSearchPlugin.init({ indexStockStatus: true }),
  ],
};

if (role === 'populate') {
  const { populate } = installed('@vendure/core/cli');
  const app = await populate(() => core.bootstrap(config), settings.initialData, settings.products);
  await app.close();
  process.exit();
} else if (role === 'worker') {
  const worker = await core.bootstrapWorker(config);
  await worker.startJobQueue();
  await worker.startHealthCheckServer({ port: settings.workerPort, hostname: '127.0.0.1' });
} else {
  await core.bootstrap(config);
}

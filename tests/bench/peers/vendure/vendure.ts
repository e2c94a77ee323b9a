import { join } from 'node:path';
import { poll } from '../../../../deploy/local/processes/poll.ts';
import { freePort } from '../../../../deploy/local/ports/ports.ts';
import { type PeerHome, withPeerHome } from '../peer-home.ts';
import { folderOf } from '../peer-install.ts';
import type { Peer } from '../peer.ts';
import { VendureApi, logIn } from './api.ts';
import { initialData, writeProducts } from './catalogue.ts';
import { vendureName, vendurePackage } from './install.ts';

/** A Vendure that sells the generated catalogue: its server, its worker and a PostgreSQL server of its own. */
export interface Vendure extends Peer {
  readonly shop: VendureApi;
  readonly admin: VendureApi;
  /** Of the administrator's session. */
  readonly adminToken: string;
}

const program = new URL('server.mjs', import.meta.url).pathname;
/** Its servers listen on loopback while a benchmark runs; it refuses to start with the default password. */
const superadmin = { identifier: 'superadmin', password: 'bench' };

export interface VendureOptions {
  skus: number;
  /** Names of the families that the models belong to in turn. */
  families: readonly string[];
  say(text: string): void;
}

/** Starts Vendure on a fresh copy of the catalogue, which is built once, and lets `work` use it. */
export async function withVendure<T>(
  options: VendureOptions,
  work: (vendure: Vendure) => Promise<T>,
): Promise<T> {
  return withPeerHome(vendurePackage, options.say, async (home) => {
    const { database } = await home.catalogue(options.skus, (empty) => build(home, options, empty));
    return work(await start(home, database));
  });
}

/** Imports the catalogue and fills the search index. @returns seconds that each took */
async function build(
  home: PeerHome,
  { skus, families, say }: VendureOptions,
  database: string,
): Promise<{ import: number; index: number }> {
  say(`building ${skus} SKUs in Vendure, once; this takes some minutes`);
  const started = performance.now();
  const products = join(home.scratch, 'products.csv');
  writeProducts(products, skus, families);
  const settings = { ...(await settingsOf(database)), synchronize: true, initialData, products };
  await home.run(programOf(home, 'populate', settings));
  const imported = performance.now();
  const { admin, adminToken } = await start(home, database, true);
  await reindex(admin, adminToken);
  const indexed = performance.now();
  const seconds = {
    import: Math.round((imported - started) / 1_000),
    index: Math.round((indexed - imported) / 1_000),
  };
  say(`imported in ${seconds.import} s, indexed in ${seconds.index} s`);
  return seconds;
}

/** Starts server and worker on a database. @param synchronize whether tables that are missing are made */
async function start(home: PeerHome, database: string, synchronize = false): Promise<Vendure> {
  const settings = await settingsOf(database);
  const { port, workerPort } = settings;
  const server = programOf(home, 'server', { ...settings, synchronize });
  await home.start('server', server, `http://127.0.0.1:${port}/health`);
  const worker = programOf(home, 'worker', { ...settings, synchronize: false });
  await home.start('worker', worker, `http://127.0.0.1:${workerPort}/health`);
  const origin = `http://127.0.0.1:${port}`;
  const admin = new VendureApi(home.connect(origin), '/admin-api');
  return {
    name: vendureName,
    shop: new VendureApi(home.connect(origin), '/shop-api'),
    admin,
    adminToken: await logIn(admin, superadmin),
    pids: home.pids,
    pause: () => home.pause(),
    resume: () => home.resume(),
  };
}

async function settingsOf(database: string) {
  return {
    folder: folderOf(vendurePackage),
    database,
    superadmin,
    port: await freePort(),
    workerPort: await freePort(),
  };
}

function programOf(home: PeerHome, role: 'populate' | 'server' | 'worker', settings: object) {
  return {
    args: [program, role],
    // It writes into the folder that it is started in.
    cwd: home.scratch,
    env: { VENDURE_DISABLE_TELEMETRY: 'true', VENDURE: JSON.stringify(settings) },
  };
}

/** Fills the search index and waits until no job is left. */
async function reindex(admin: VendureApi, token: string): Promise<void> {
  const started = await admin.send<{ reindex: { id: string } }>('mutation { reindex { id } }', {}, token);
  await poll(
    'the search index of Vendure',
    async () => {
      const { data } = await admin.send<{ job: { state: string; error: unknown } }>(
        'query ($id: ID!) { job(jobId: $id) { state error } }',
        { id: started.data.reindex.id },
        token,
      );
      return data.job.state === 'COMPLETED';
    },
    { everyMs: 1_000, timeoutMs: 1_200_000 },
  );
}

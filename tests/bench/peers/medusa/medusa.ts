import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../../../deploy/local/ports/ports.ts';
import type { Circumstances } from '../../measuring/figure.ts';
import { type PeerHome, withPeerHome } from '../peer-home.ts';
import { folderOf } from '../peer-install.ts';
import type { Peer } from '../peer.ts';
import type { WebClient } from '../../installation/web-client.ts';
import { MedusaApi, logIn } from './api.ts';
import { type MedusaShop, stockMedusa } from './catalogue.ts';
import { medusaName, medusaPackage } from './install.ts';

/** A Medusa that sells the generated catalogue: its server and a PostgreSQL server of its own. */
export interface Medusa extends Peer {
  readonly shop: MedusaShop;
  /** What the visitors of its sales channel call. */
  readonly store: MedusaApi;
}

/** SKUs of the catalogue that Medusa sells. */
const medusaSkus = 1_000;
const administrator = { email: 'admin@example.org', password: 'bench' };

/**
 * Run by Medusa's own command for production. There is no TypeScript here that a build would compile; without Redis the
 * worker has to be in the server's process, which is the default.
 */
const config = `const { defineConfig } = require('@medusajs/framework/utils');
module.exports = defineConfig({
  admin: { disable: true },
  projectConfig: {
    databaseUrl: process.env.DATABASE_URL,
    databaseDriverOptions: { pool: { max: 20 } },
    http: { storeCors: '', adminCors: '', authCors: '', jwtSecret: 'bench', cookieSecret: 'bench' },
  },
});
`;

/** A Medusa on a fresh copy of its catalogue, halted until its turn; undefined when it is not wanted. */
export async function besideMedusa<T>(
  { peers, say }: Circumstances,
  work: (medusa: Medusa | undefined) => Promise<T>,
): Promise<T> {
  if (!peers) return work(undefined);
  return withPeerHome(medusaPackage, say, async (home) => {
    writeFileSync(join(folderOf(medusaPackage), 'medusa-config.js'), config);
    const { database, built } = await home.catalogue(medusaSkus, (empty) => {
      say(`building ${medusaSkus} SKUs in ${medusaName}, once`);
      return build(home, empty);
    });
    const client = await start(home, database);
    const medusa: Medusa = {
      name: medusaName,
      shop: built,
      store: new MedusaApi(client, { 'x-publishable-api-key': built.publishableKey }),
      pids: home.pids,
      pause: () => home.pause(),
      resume: () => home.resume(),
    };
    medusa.pause();
    return work(medusa);
  });
}

/** Makes the tables, the administrator and all that is sold. */
async function build(home: PeerHome, database: string): Promise<MedusaShop> {
  await home.run(programOf(database, 'db:migrate'));
  const { email, password } = administrator;
  await home.run(programOf(database, 'user', '--email', email, '--password', password));
  const admin = await logIn(await start(home, database), administrator);
  return stockMedusa(admin, medusaSkus);
}

async function start(home: PeerHome, database: string): Promise<WebClient> {
  const host = '127.0.0.1';
  const port = await freePort();
  const origin = `http://${host}:${port}`;
  const program = programOf(database, 'start', '--host', host, '--port', String(port));
  await home.start('server', program, `${origin}/health`);
  return home.connect(origin);
}

function programOf(database: string, ...command: string[]) {
  const folder = folderOf(medusaPackage);
  return {
    args: [join(folder, 'node_modules/@medusajs/cli/cli.js'), ...command],
    cwd: folder,
    env: { DATABASE_URL: database, LOG_LEVEL: 'warn', MEDUSA_DISABLE_TELEMETRY: 'true' },
  };
}

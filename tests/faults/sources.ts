import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectorRole } from '../../deploy/local/installation/services.ts';
import type { Ports } from '../../deploy/local/ports/port-plan.ts';
import { freePort } from '../../deploy/local/ports/ports.ts';
import { urlFor } from '../../deploy/local/stores/databases.ts';
import { Secrets } from '../../deploy/local/stores/secrets.ts';
import { flows as allFlows } from '../../libs/connector/src/index.ts';
import { PostgresProxy } from '../kernel/postgres-proxy.ts';

/** One back office of the installation. */
export interface Source {
  /** Its name in keys and records. */
  readonly name: string;
  /** Its database, as the addresses of the system name it. */
  readonly database: string;
  /** The adapter's role there. */
  readonly role: string;
  /** What it says. */
  readonly flows: readonly string[];
}

/** A back office, and the adapter's way into its database. */
export interface OpenSource extends Source {
  readonly proxy: PostgresProxy;
}

/** The back offices of an installation: the same one twice when there is one alone. */
export interface Sources {
  /** Says items, prices and all else but stock and where it lies, and is given the orders. */
  readonly head: OpenSource;
  /** Has the shelves that the shop sells from. */
  readonly warehouse: OpenSource;
  readonly all: readonly OpenSource[];
  /** What the services are told of them. */
  readonly environment: Record<string, string>;
  close(): Promise<void>;
}

const only: Source = { name: 'demo', database: 'demo-erp', role: connectorRole, flows: allFlows };
const shelves = ['locations', 'stock'];
const head: Source = { ...only, name: 'head', flows: allFlows.filter((flow) => !shelves.includes(flow)) };
const warehouse: Source = {
  name: 'warehouse',
  database: 'demo-erp-2',
  role: `${connectorRole}_2`,
  flows: shelves,
};

/** Seconds after which goods that have left are taken to be gone from a figure that cannot tell, instead of minutes. */
const graceSeconds = 2;

/** Opens a way into the database of each; two are told of by a file, whose addresses are secrets in files of their own. */
export async function openSources(home: string, ports: Ports, count: number): Promise<Sources> {
  const secrets = new Secrets(home);
  const open = async (source: Source): Promise<OpenSource> => {
    const server = `postgres://127.0.0.1:${ports.postgres}`;
    const url = urlFor(server, databaseName(source), source.role, secrets.password(source.role));
    return { ...source, proxy: await PostgresProxy.open(url, await freePort()) };
  };
  if (count === 1) {
    const opened = await open(only);
    return {
      ...{ head: opened, warehouse: opened, all: [opened] },
      environment: { ERP_DATABASE_URL: opened.proxy.url },
      close: () => opened.proxy.close(),
    };
  }
  const [first, second] = [await open(head), await open(warehouse)];
  // Made before the installation starts, which keeps all passwords of this home in one file.
  secrets.password(databaseName(second));
  const all = [first, second];
  return {
    ...{ head: first, warehouse: second, all },
    environment: {
      ERP_SOURCES_FILE: writeConfiguration(home, secrets.folder, all),
      SETTLEMENT_GRACE_SECONDS: String(graceSeconds),
      LEDGER_CHECK_SECONDS: '1',
    },
    close: async () => {
      await Promise.all(all.map(({ proxy }) => proxy.close()));
    },
  };
}

/** Name of a source's database, and of the role that owns it. */
export function databaseName({ database }: Pick<Source, 'database'>): string {
  return database.replaceAll('-', '_');
}

function writeConfiguration(home: string, secretsFolder: string, sources: readonly OpenSource[]): string {
  const described = sources.map(({ name, flows, proxy }) => {
    const file = join(secretsFolder, `${name}-url`);
    writeFileSync(file, `${proxy.url}\n`, { mode: 0o600 });
    return [name, { system: 'demo-erp', url: { file }, flows }] as const;
  });
  const file = join(home, 'sources.json');
  const configuration = { sources: Object.fromEntries(described), orders: head.name };
  writeFileSync(file, JSON.stringify(configuration, undefined, 2));
  return file;
}

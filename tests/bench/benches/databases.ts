import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  MemoryHashes,
  type DatabaseSource,
  databaseSettings,
  keySum,
  openDatabaseSource,
} from '@throughline/database-sources';
import { createMariadb } from '@throughline/testing/mariadb';
import { createConnection } from 'mysql2/promise';
import pg from 'pg';
import { poll } from '../../../deploy/local/processes/poll.ts';
import { sessionOf } from '../installation/databases.ts';
import { type Installation, untilQuiet, withInstallation } from '../installation/installation.ts';
import { closing } from '../installation/parts.ts';
import { applySource } from '../installation/sources.ts';
import { type Bench, type Figure, rounded } from '../measuring/figure.ts';
import { usageOf } from '../measuring/usage.ts';

type Dialect = 'mariadb' | 'postgresql';

/** Rows that a transaction of the back office changes. */
const perTransaction = 100;
const reader = {
  stock: { table: 'stock', key: ['code', 'place'], changes: { hash: 'ranges' } },
};

/** What a back office's own database costs, by configuration alone. */
export const databases: Bench = {
  name: 'databases',
  what: 'Tables of stock, connected by a document. Changes in transactions of 100 rows in a MariaDB, captured by triggers, from the first commit until inventory has them all. And ten rows changed, added and deleted among a million, from the start of a sweep until all are named: by hashes of ranges that the database computes.',
  run: async (circumstances) => {
    const { quick, say } = circumstances;
    return withInstallation(circumstances, async (installation) => {
      const figures: Figure[] = [await captured(installation, quick ? 20_000 : 40_000, say)];
      await untilQuiet(installation);
      for (const dialect of ['mariadb', 'postgresql'] as const) {
        say(dialect);
        figures.push(await swept(installation, dialect, quick ? 100_000 : 1_000_000));
      }
      return figures;
    });
  },
};

const document = (url: string) => `source: bench-office
transport: sql
at: { dialect: mariadb, url: 'file:${url}' }
zone: Europe/Berlin
currency: EUR
basis: physical
readers:
  stock:
    table: stock
    key: [code, place]
    changes: { log: triggers, heartbeat: 5s }
    every: 200ms
flows: { stock: stock@1 }
---
mapping: stock@1
of: stock
record:
  sku: [code, code]
  location: [place, code]
  quantity: [quantity, 'decimal "1234.56"', integer]
`;

async function captured(
  installation: Installation,
  changes: number,
  say: (text: string) => void,
): Promise<Figure> {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-bench-'));
  return closing(
    async () => rmSync(folder, { recursive: true, force: true }),
    () =>
      withOffice(installation, 'mariadb', changes, async ({ url, run }) => {
        const secret = join(folder, 'url');
        writeFileSync(secret, url, { mode: 0o600 });
        await applySource(installation, document(secret));
        await using inventory = await sessionOf(installation, 'inventory');
        const untilAll = (quantity: number) =>
          poll(
            'stock of the database in inventory',
            async () => {
              const { rows } = await inventory.client.query<{ n: number }>(
                `select count(*)::integer as n from erp_stock where source = 'bench-office' and quantity = $1`,
                [quantity],
              );
              return rows[0]?.n === changes;
            },
            { everyMs: 100, timeoutMs: 600_000 },
          );
        await untilAll(1);
        const usage = await usageOf(installation.running.endpoints.pids);
        const started = performance.now();
        for (let from = 0; from < changes; from += perTransaction)
          await run(`update stock set quantity = 2 where id > ${from} and id <= ${from + perTransaction}`);
        await untilAll(2);
        const seconds = (performance.now() - started) / 1_000;
        const used = Object.entries(await usage.since()).filter(([, { cpuSeconds }]) => cpuSeconds > 0.5);
        say(`${used.map(([name, { cpuSeconds }]) => `${name} ${cpuSeconds} s`).join(', ')} of CPU`);
        return {
          name: 'changes of a MariaDB into inventory, by triggers',
          value: rounded(changes / seconds),
          unit: '/s',
          aim: { atLeast: 2_000 },
        };
      }),
  );
}

function swept(installation: Installation, dialect: Dialect, keys: number): Promise<Figure> {
  return withOffice(installation, dialect, keys, async ({ url, run }) => {
    const source = openDatabaseSource('bench', { dialect, url, readers: reader });
    return closing(
      () => source.close(),
      async () => {
        const known = await learn(source, dialect, url);
        await run('update stock set quantity = 7 where id in (11, 5011, 50011, 80011)');
        await run('delete from stock where id in (3, 40003, 70003)');
        await run(
          `insert into stock values (${[1, 2, 3].map((n) => `${keys + n}, 'N${n}', 'B1', 1`).join('), (')})`,
        );
        const started = performance.now();
        const found: string[] = [];
        await source.snapshot(async (snapshot) => {
          const sweep = source.rawSweeps['stock'];
          if (sweep === undefined) throw new Error('The reader has no sweep');
          for await (const some of sweep.differences(snapshot, known))
            found.push(...some.map(({ sourceKey }) => sourceKey));
        });
        const seconds = (performance.now() - started) / 1_000;
        if (found.length !== 10) throw new Error(`Found ${found.length} differences: ${found.join(', ')}`);
        return {
          name: `ten differences among ${keys.toLocaleString('en')} keys of a ${dialect === 'mariadb' ? 'MariaDB' : 'PostgreSQL'}`,
          value: rounded(seconds),
          unit: 's',
          aim: { atMost: 10 },
        };
      },
    );
  });
}

/** What is known here of all that the table has. */
async function learn(source: DatabaseSource, dialect: Dialect, url: string): Promise<MemoryHashes> {
  const settings = databaseSettings.parse({ dialect, url, readers: reader }).readers['stock'];
  const raw = source.rawReaders['stock'];
  if (settings === undefined || raw === undefined) throw new Error('There is no such reader');
  const sumOf = keySum(settings);
  const known = new MemoryHashes();
  await source.snapshot(async (snapshot) => {
    let after: string | null = null;
    for (;;) {
      const keys: string[] = await raw.sourceKeys(snapshot, after, 5_000);
      const { records } = await raw.read(snapshot, keys);
      for (const [key, record] of records) {
        const { high, low } = sumOf(key, record);
        known.set(key, { keys: 1, high, low });
      }
      after = keys.at(-1) ?? null;
      if (keys.length < 5_000) return;
    }
  });
  return known;
}

interface Office {
  readonly url: string;
  run(statement: string): Promise<void>;
}

/** A database with a table of stock, gone afterwards. */
async function withOffice<T>(
  { running }: Installation,
  dialect: Dialect,
  rows: number,
  work: (office: Office) => Promise<T>,
): Promise<T> {
  const columns = 'id int primary key, code varchar(40), place varchar(10), quantity int';
  if (dialect === 'mariadb') {
    const { url, drop } = await createMariadb('office');
    const connection = await createConnection({ uri: url.replace(/^mariadb:/, 'mysql:') });
    return closing(
      async () => {
        await connection.end();
        await drop();
      },
      async () => {
        const run = async (statement: string) => void (await connection.query(statement));
        await run(`create table stock (${columns}, unique (code, place))`);
        await run(
          `insert into stock select seq, concat('M', lpad(seq, 7, '0')), 'B1', 1 from seq_1_to_${rows}`,
        );
        return work({ url, run });
      },
    );
  }
  const admin = running.endpoints.postgresAdmin;
  if (admin === undefined) throw new Error('The stores are not of this installation');
  const own = new URL(admin);
  own.pathname = '/bench_office';
  await once(admin, 'create database bench_office');
  const client = new pg.Client({ connectionString: own.href });
  await client.connect();
  return closing(
    async () => {
      await client.end();
      await once(admin, 'drop database bench_office with (force)');
    },
    async () => {
      const run = async (statement: string) => void (await client.query(statement));
      await run(`create table stock (${columns}, unique (code, place))`);
      await run(
        `insert into stock select n, 'M' || lpad(n::text, 7, '0'), 'B1', 1 from generate_series(1, ${rows}) n`,
      );
      await run('vacuum (analyze) stock');
      return work({ url: own.href, run });
    },
  );
}

async function once(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type DataSource, createDataSource, migrate } from '@throughline/persistence';
import { type TestDatabase, createDatabase, until } from '@throughline/testing';
import { startSftpServer } from '@throughline/testing/sftp-server';
import fc from 'fast-check';
import { build } from 'rolldown';
import { afterEach, beforeAll, beforeEach, expect, it, onTestFinished } from 'vitest';
import { isPackage } from '../../../deploy/local/build/build.ts';
import { migrations } from '../../../apps/erp-adapter/src/migrations/index.ts';
import { placed } from './desk.ts';
import { filesOffice, officeDocument } from './order-files-office.ts';

/** `npm run test:all` has 500 of them. */
const orders = Number(process.env['THROUGHLINE_KILLED_ORDERS'] ?? 60);
const kills = Math.max(8, Math.round(orders * 0.08));
const seed = Number(process.env['THROUGHLINE_PROPERTY_SEED'] ?? Date.now() % 1_000_000);
const longestLifeMs = 500;

const checkout = join(import.meta.dirname, '../../..');
const program = join(checkout, '.throughline', 'build', 'order-files-run', 'main.js');
// Node by itself runs no decorators.
beforeAll(async () => {
  await build({
    input: { main: join(import.meta.dirname, 'order-files-run.ts') },
    ...{ cwd: checkout, platform: 'node', external: isPackage, logLevel: 'warn' },
    tsconfig: join(checkout, 'tsconfig.base.json'),
    checks: { circularDependency: false },
    output: { dir: join(program, '..'), format: 'esm', entryFileNames: 'main.js', codeSplitting: false },
  });
});

let database: TestDatabase;
let dataSource: DataSource;
beforeEach(async () => {
  database = await createDatabase('order_files_kills');
  dataSource = createDataSource({ url: database.url, name: 'order-files-kills', migrations });
  await dataSource.initialize();
  await migrate(dataSource, database.url);
  await dataSource.query(`insert into customers_accounts (account, bindings, erp_source, erp_number, version)
    values ('guests', '[{"source":"nord","number":"10000"}]', null, null, 1)`);
});
afterEach(async () => {
  await dataSource.destroy();
  await database.drop();
});

const numberOf = (index: number) => `W${String(index).padStart(5, '0')}`;

/** Confirms so many orders more. */
async function confirm(from: number, count: number): Promise<void> {
  const numbers = Array.from({ length: count }, (_, index) => numberOf(from + index));
  await dataSource.query(
    `insert into exports (source, order_number, state, document, account, placed_at, state_at)
     select 'nord', n, 'received', $2::jsonb || jsonb_build_object('order', n), 'guests', now(), now()
     from unnest($1::text[]) n`,
    [numbers, JSON.stringify(placed(''))],
  );
  await dataSource.query(
    `insert into export_lines (source, order_number, line, sku, quantity)
     select 'nord', n, (l ->> 'line')::integer, l ->> 'sku', (l ->> 'quantity')::bigint
     from unnest($1::text[]) n cross join jsonb_array_elements($2::jsonb) l`,
    [numbers, JSON.stringify(placed('').lines)],
  );
  await dataSource.query(
    `insert into orders_recipients (order_number, email, name, street, postal_code, city, country, region, version)
     select n, 'a@example.org', 'A. Example', 'Street 1', '10115', 'Berlin', 'DE', null, 1 from unnest($1::text[]) n`,
    [numbers],
  );
}

/** An adapter in a process of its own, which hands orders over. */
async function startAdapter(document: string) {
  const child = fork(program, [database.url, document], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit');
  await Promise.race([once(child, 'message'), ended.then(([code]) => expect.fail(`It ended with ${code}`))]);
  return async () => {
    child.kill('SIGKILL');
    await ended;
  };
}

async function temporaryFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'order-files-kills-')));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

const places: [string, string, (folder: string) => Promise<string>][] = [
  ['a folder, a file each', 'name: "ORD_{order}.csv"', async (folder) => `{ folder: ${folder} }`],
  [
    'an SFTP server, a file for those that go together',
    'name: "ORD_{seq:6}.csv"\n    each: batch',
    async (folder) => {
      const server = await startSftpServer(folder, { user: 'nord', password: 'geheim' });
      onTestFinished(() => server.close());
      process.env['ORDER_FILES_PASSWORD'] = 'geheim';
      return `{ sftp: 127.0.0.1, port: ${server.port}, user: nord, password: "env:ORDER_FILES_PASSWORD", hostKey: "${server.hostKey}" }`;
    },
  ],
];

it.each(places)(
  `${orders} orders into %s, while the adapter is killed ${kills} times (seed ${seed}): each once, answered, and none lost`,
  async (_, out, placeOf) => {
    const folder = await temporaryFolder();
    const document = officeDocument(await placeOf(folder), out);
    const isRefused = (order: string) => order.endsWith('7');
    const office = await filesOffice(folder, isRefused);
    const closing = new AbortController();
    const working = (async () => {
      while (!closing.signal.aborted) {
        await office.round();
        await pause(20);
      }
    })();
    try {
      const each = Math.ceil(orders / (kills + 1));
      const lives = fc.sample(fc.integer({ min: 0, max: longestLifeMs }), { seed, numRuns: kills });
      let confirmed = 0;
      for (let killed = 0; killed <= kills; killed++) {
        const kill = await startAdapter(document);
        const more = Math.min(each, orders - confirmed);
        if (more > 0) await confirm(confirmed, more);
        confirmed += more;
        // At any point: that is what is tried.
        if (killed < kills) await pause(lives[killed]);
        else
          await until(
            async () =>
              (
                (await dataSource.query(
                  `select from exports where state not in ('verified', 'refused') limit 1`,
                )) as unknown[]
              ).length === 0,
            { timeoutMs: 120_000 },
          );
        await kill();
      }
    } finally {
      closing.abort();
      await working;
    }
    const all = Array.from({ length: orders }, (_, index) => numberOf(index));
    expect(office.taken.map(({ order }) => order).toSorted()).toEqual(all);
    expect(new Set(office.files).size).toBe(office.files.length);
    const kept = await dataSource.query<
      { order: string; number: string | null; state: string; reason: string | null }[]
    >(
      `select order_number as "order", erp_number as number, state, reason from exports order by order_number`,
    );
    const given = new Map(office.taken.map(({ order, number }) => [order, number]));
    expect(kept).toEqual(
      all.map((order) =>
        isRefused(order)
          ? { order, number: null, state: 'refused', reason: 'We do not deliver there' }
          : { order, number: given.get(order), state: 'verified', reason: null },
      ),
    );
  },
  900_000,
);

import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { checkout } from '../../../deploy/local/paths.ts';
import { poll } from '../../../deploy/local/processes/poll.ts';
import type { RunningInstallation } from '../../../deploy/local/testing/start-installation.ts';
import { storeNames } from '../../../deploy/local/topology.ts';
import { closing, withParts } from '../installation/parts.ts';
import { type Bench, type Figure, median, percentile, rounded } from '../measuring/figure.ts';
import { openLoop } from '../measuring/pace.ts';

const perSecond = 20;
const watched = 50;
const database = 'trouble';

/** What one source that is in trouble costs another. */
export const isolation: Bench = {
  name: 'isolation',
  what: `Stock of ${watched} SKUs changed by SQL in one back office at ${perSecond} a second, from the commit until the record is read on its topic: alone, and beside a second source of the same adapter that hangs (its database takes connections and never answers; its table is locked), is refused (a wrong password, a closed port), or floods (its table has a million rows when it is applied). Alone and beside in turn. Adapter, stores and both back offices share the machine.`,
  run: ({ quick, say }) =>
    withParts([...storeNames, 'demo-erp', 'erp-adapter'], async (running) => {
      const sound = new pg.Pool({ connectionString: running.endpoints.postgres['demo-erp'], max: 4 });
      const server = createServer(() => undefined);
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      await makeTrouble(running, quick ? 100_000 : 1_000_000);
      const close = async () => {
        server.close();
        await sound.end();
      };
      return closing(close, () =>
        withTopic(running, async (heard) => {
          const measure = measuring(sound, heard, quick ? 10 : 30);
          say('warming up');
          await measure();
          const figures: Figure[] = [];
          const cases = troubles(running, (server.address() as AddressInfo).port);
          for (const { name, what, begin } of cases) {
            const rounds: { alone: number; beside: number }[] = [];
            for (let round = 1; round <= (quick ? 1 : 3); round++) {
              say(`${what}, round ${round}`);
              const alone = percentile(await measure(), 0.99);
              const end = await begin(`${name}-${round}`);
              rounds.push({ alone, beside: percentile(await measure(), 0.99) });
              await end();
            }
            figures.push(figureOf(what, rounds));
          }
          say('a flood');
          const alone = percentile(await measure(), 0.99);
          await apply(running, 'flood', { url: urlOf(running), table: 'many' });
          await poll('the flood', async () => (await landed(running)) > 0);
          const beside = percentile(await measure(), 0.99);
          const rows = await landed(running);
          say(`${rows} rows had landed at the end`);
          figures.push(figureOf('a source that floods', [{ alone, beside }]));
          return figures;
        }),
      );
    }),
};

function figureOf(what: string, rounds: readonly { alone: number; beside: number }[]): Figure {
  const ratios = rounds.map(({ alone, beside }) => beside / alone);
  return {
    name: `back office to topic beside ${what}, p99`,
    value: rounded(median(rounds.map(({ beside }) => beside))),
    unit: 'ms',
    peer: { name: 'alone', value: rounded(median(rounds.map(({ alone }) => alone))) },
    ratio: rounded(median(ratios)),
    ratioAim: { atMost: 1.2 },
    ...(ratios.length > 1 && {
      spread: { min: rounded(Math.min(...ratios)), max: rounded(Math.max(...ratios)) },
    }),
  };
}

interface Trouble {
  name: string;
  what: string;
  /** @returns what ends it */
  begin(source: string): Promise<() => Promise<void>>;
}

function troubles(running: RunningInstallation, silentPort: number): Trouble[] {
  const at = (changed: Partial<Pick<URL, 'port' | 'password'>>) =>
    Object.assign(new URL(urlOf(running)), changed).href;
  const byAddress = (name: string, what: string, url: string): Trouble => ({
    ...{ name, what },
    begin: async (source) => {
      await apply(running, source, { url, table: 'few' });
      return () => apply(running, source, { url: urlOf(running), table: 'few', version: 1 });
    },
  });
  return [
    byAddress('silent', 'a source that never answers', at({ port: String(silentPort) })),
    {
      name: 'locked',
      what: 'a source whose table is locked',
      begin: async (source) => {
        const session = new pg.Client({ connectionString: urlOf(running) });
        await session.connect();
        await session.query('begin');
        await session.query('lock table few in access exclusive mode');
        await apply(running, source, { url: urlOf(running), table: 'few' });
        return () => session.end();
      },
    },
    byAddress('stranger', 'a source that knows no such password', at({ password: 'wrong' })),
    byAddress('closed', 'a source that is not there', at({ port: '1' })),
  ];
}

/** A second back office: a table of few rows, and one of many. */
async function makeTrouble({ endpoints }: RunningInstallation, rows: number): Promise<void> {
  const admin = new pg.Client({ connectionString: endpoints.postgresAdmin });
  await admin.connect();
  await admin.query(`create database ${database}`);
  await admin.query(`create role ${database} login password 'trouble'`);
  await admin.query(`grant all on database ${database} to ${database}`);
  await admin.end();
  const owner = new pg.Client({
    connectionString: Object.assign(new URL(endpoints.postgresAdmin ?? ''), { pathname: `/${database}` })
      .href,
  });
  await owner.connect();
  for (const [table, count] of [
    ['few', 10],
    ['many', rows],
  ] as const) {
    await owner.query(`create table ${table} (code varchar(20) primary key, units integer)`);
    await owner.query(
      `insert into ${table} select '${table}-' || n, 5 from generate_series(1, $1::integer) n`,
      [count],
    );
    await owner.query(`alter table ${table} owner to ${database}`);
  }
  await owner.end();
}

function urlOf({ endpoints }: RunningInstallation): string {
  const url = new URL(endpoints.postgresAdmin ?? '');
  return Object.assign(url, { username: database, password: 'trouble', pathname: `/${database}` }).href;
}

async function apply(
  { endpoints }: RunningInstallation,
  source: string,
  { url, table, version = 0 }: { url: string; table: string; version?: number },
): Promise<void> {
  const secret = join(endpoints.supervisor.home, `${source}-${version}-url`);
  writeFileSync(secret, url);
  const document = `source: ${source}
transport: sql
at: { dialect: postgresql, url: "file:${secret}" }
zone: UTC
basis: physical
readers:
  shelf:
    table: ${table}
    key: [code]
    changes: { hash: ranges }
    every: 200ms
flows: { stock: stock@1 }
---
mapping: stock@1
of: shelf
record:
  sku: [code, code]
  location: { constant: B1 }
  quantity: [units, 'decimal "1234"', integer]
`;
  const response = await fetch(`${endpoints.services['erp-adapter']?.url}/sources`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${endpoints.tokens['integrator']}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ document, expected: version }),
  });
  if (!response.ok) throw new Error(`${source}: ${response.status} ${await response.text()}`);
}

async function landed({ endpoints }: RunningInstallation): Promise<number> {
  const client = new pg.Client({ connectionString: endpoints.postgres['erp-adapter'] });
  await client.connect();
  try {
    const { rows } = await client.query<{ n: string }>(
      `select count(*) as n from landed_records where source = 'flood'`,
    );
    return Number(rows[0]?.n);
  } finally {
    await client.end();
  }
}

/** When a SKU was last heard to have so many units. */
type Heard = (each: (sku: string, onHand: number, at: number) => void) => void;

/** Reads the topic by our own command, in a process of its own. */
async function withTopic<T>(
  { endpoints }: RunningInstallation,
  work: (heard: Heard) => Promise<T>,
): Promise<T> {
  const file = join(endpoints.supervisor.home, 'bench-endpoints.json');
  writeFileSync(file, JSON.stringify(endpoints));
  const command = spawn(
    process.execPath,
    [
      join(checkout, 'apps', 'cli', 'bin', 'throughline.mjs'),
      ...['tail', 'erp.stock', '--json', '--endpoints', file],
    ],
    { stdio: ['ignore', 'pipe', 'inherit'], detached: true },
  );
  const ended = new Promise<void>((resolve) => command.once('exit', () => resolve()));
  let listener: Parameters<Heard>[0] = () => undefined;
  createInterface({ input: command.stdout }).on('line', (line) => {
    const at = performance.now();
    const { key, value } = JSON.parse(line) as { key: string; value: { quantity: number } | null };
    const [source, sku = '', location] = key.split('|');
    if (source === 'demo' && location === 'B1' && value) listener(sku, value.quantity, at);
  });
  try {
    return await Promise.race([
      work((each) => (listener = each)),
      ended.then(() => Promise.reject(new Error('The topic is not read any more'))),
    ]);
  } finally {
    // The command runs in a process of its own below the one that was started.
    if (command.pid !== undefined && command.exitCode === null) process.kill(-command.pid, 'SIGTERM');
    await ended;
  }
}

/** Changes stock for some seconds, and waits for the last record. @returns milliseconds of each change */
function measuring(sound: pg.Pool, heard: Heard, seconds: number): () => Promise<number[]> {
  let onHand = 1_000;
  return async () => {
    const { rows } = await sound.query<{ sku: string }>(
      `select rtrim(itmcod) as sku from stkbal join itmmas using (itmcod)
       where whscod = 'B1' and itmknd = 'G' order by 1 limit ${watched}`,
    );
    const open = new Map<string, { onHand: number; committed: number }[]>();
    const times: number[] = [];
    heard((sku, quantity, at) => {
      const waiting = open.get(sku) ?? [];
      for (const change of waiting) if (change.onHand <= quantity) times.push(at - change.committed);
      open.set(
        sku,
        waiting.filter((change) => change.onHand > quantity),
      );
    });
    await openLoop(perSecond, seconds, async (index) => {
      const sku = rows[index % rows.length]?.sku ?? '';
      const change = { onHand: (onHand += 1), committed: performance.now() };
      open.set(sku, [...(open.get(sku) ?? []), change]);
      await sound.query(
        `update stkbal set onhand = $1, chgstp = clock_timestamp() where itmcod = $2 and whscod = 'B1'`,
        [change.onHand, sku],
      );
      change.committed = performance.now();
    });
    await poll('the last record', async () => [...open.values()].every(({ length }) => length === 0), {
      everyMs: 20,
    });
    return times;
  };
}

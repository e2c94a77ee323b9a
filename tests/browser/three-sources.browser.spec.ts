import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Connection, createConnection } from 'mysql2/promise';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkout } from '../../deploy/local/paths.ts';
import { type MariadbDatabase, createMariadb, missingMariadb } from '../../libs/testing/src/mariadb.ts';
import { type SftpServer, newKeyPair, startSftpServer } from '../../libs/testing/src/sftp-server/index.ts';
import { until } from '../../libs/testing/src/until.ts';
import { TcpProxy } from '../kernel/tcp-proxy.ts';
import { change } from '../system/back-office.ts';
import { throughline } from '../system/command.ts';
import { orderBody, shopOf } from '../system/shop.ts';
import { salesOrders, sql } from '../system/sql.ts';
import { ask } from '../system/staff.ts';
import { type OwnSystem, startSystem } from '../system/system.ts';
import { look, startBrowser, visit } from './browser.ts';

/** The files of the tour, and its page, whose commands are run as they stand there. */
const tour = join(checkout, 'docs', 'connect', 'tour');
const page = readFileSync(`${tour}.md`, 'utf8');
const fileOf = (name: string) => readFileSync(join(tour, name), 'utf8');
const commandsOf = (start: string) =>
  [...page.matchAll(new RegExp(`^npx throughline (${start} .+)$`, 'gm'))].map(([, line = '']) =>
    [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain = '']) => quoted ?? plain),
  );

const tyre = 'TI-M602';
const glove = 'GL-F110-L';
/** Name of a file of the depot, so many minutes ago by its own clock. */
const stockFile = (minutesAgo: number) => {
  const at = new Date(Date.now() - minutesAgo * 60_000);
  const [date, time] = at.toLocaleString('sv-SE', { timeZone: 'Europe/Amsterdam' }).split(' ');
  return `stock_${date?.replaceAll('-', '')}-${time?.slice(0, 5).replace(':', '')}.csv`;
};

interface Finding {
  kind: string;
  subject: string;
  remedy: string;
}
interface Document {
  id: number;
  name: string;
  state: string;
  seen: string;
}

const missing = missingMariadb();
const title = `a shop of three sources${missing === undefined ? '' : ` (${missing})`}`;

describe.skipIf(missing !== undefined)(title, () => {
  let folder: string;
  let till: MariadbDatabase;
  let clerk: Connection;
  let proxy: TcpProxy;
  let depot: SftpServer;
  let system: OwnSystem;
  let browser: Browser;
  let open: Page;

  const shop = () => shopOf(system);
  const asked = <T>(path: string) => ask<T>(system, ['erp-adapter', 'integrator'], path);
  const inbox = () => join(folder, 'depot');
  const findings = (of: string) =>
    asked<Finding[]>('/ops/findings').then((all) =>
      all.filter(({ subject }) => subject.startsWith(of)).map(({ kind, subject }) => `${kind} ${subject}`),
    );
  const told = (finding: string) =>
    until(async () => (await findings(finding.split(' ')[1]?.split('|')[0] ?? '')).includes(finding));
  const over = (finding: string) =>
    until(async () => !(await findings(finding.split(' ')[1]?.split('|')[0] ?? '')).includes(finding));
  const shows = (text: RegExp) => open.getByText(text).first().waitFor();
  /** Units at each location, as the shop knows them. */
  const stockOf = async (sku: string) => {
    const { locations } = (await shop().figure(sku)).stock;
    return Object.fromEntries(locations.map(({ location, available }) => [location, available]));
  };
  const isTaken = (name: string) =>
    until(async () =>
      (await documents('depot stock')).some((each) => each.name === name && each.state === 'applied'),
    );
  const put = (name: string, text: string) => {
    writeFileSync(join(inbox(), `.${name}`), text);
    renameSync(join(inbox(), `.${name}`), join(inbox(), name));
  };
  const adapter = (text: string) => sql(system, 'erp-adapter', text);
  /** No schedule is due before the test says so. */
  const holdSchedule = () =>
    adapter(`update plan_entries set next_run_at = now() + interval '1 day' where mode = 'batch'`);
  const runDue = async () => {
    const [before] = await runs();
    await adapter(`update plan_entries set next_run_at = now() where mode = 'batch'`);
    await until(async () => {
      const [after] = await runs();
      return after !== undefined && after.ran !== null && after.ran !== before?.ran;
    });
    await holdSchedule();
  };
  const runs = () =>
    adapter(
      `select ran_at::text as ran from plan_entries where source = 'depot' and mode = 'batch'`,
    ) as Promise<{ ran: string | null }[]>;
  const documents = (reader: string) =>
    asked<{ documents: Document[] }>(`/documents?source=${reader.replace(' ', '&reader=')}`).then(
      (answer) => answer.documents,
    );
  const said = async (...words: string[]) => {
    const { status, out, err } = await throughline(system, ...words);
    expect([words.join(' '), status === 2 ? err : '']).toEqual([words.join(' '), '']);
    return out;
  };
  /** Uploads a file as a clerk does, and accepts what it shows. */
  const upload = async (...words: string[]) => {
    const preview = await said(...words);
    const [, id = '', seen = ''] = /documents accept (\d+) --seen (\S+)/.exec(preview) ?? [];
    await said('documents', 'accept', id, '--seen', seen);
    return preview;
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'throughline-tour-'));
    mkdirSync(inbox());
    till = await createMariadb('till');
    clerk = await createConnection({ uri: till.url.replace('mariadb:', 'mysql:'), multipleStatements: true });
    await clerk.query(fileOf('till.sql').replace(/^create database[^;]*;\s*use[^;]*;/m, ''));
    proxy = await TcpProxy.open(Number(new URL(till.url).port), () => 'pass');
    const keys = newKeyPair();
    writeFileSync(join(folder, 'key'), keys.private, { mode: 0o600 });
    depot = await startSftpServer(inbox(), { user: 'shop', publicKey: keys.public });
    const address = new URL(till.url);
    address.port = String(proxy.port);
    system = await startSystem({
      environment: { TILL_URL: address.href, SETTLEMENT_GRACE_SECONDS: '1' },
    });
    browser = await startBrowser();
    ({ page: open } = await visit(browser, system.endpoints().storefront, 1440));
  });
  afterAll(async () => {
    await browser?.close();
    await system?.stop();
    await depot?.close();
    await proxy?.close();
    await clerk?.end();
    await till?.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  const apply = (name: string, text: string) => {
    const file = join(folder, `${name}.yaml`);
    writeFileSync(file, text);
    return said('source', 'apply', file);
  };

  it('shows what the till says beside the back office, on a page that is open', async () => {
    await change(system, `/items/${tyre}/count`, { warehouse: 'B1', quantity: 96 });
    await open.goto(`/products/${tyre}`);
    await shows(/94 in stock in Berlin/);
    await apply('till', fileOf('till.yaml'));
    await shows(/6 in Hamburg/);
    expect(await stockOf(tyre)).toMatchObject({ B1: 94, A1: 6 });
  });

  it('goes by the plan: what a clerk counts is not what the back office says', async () => {
    const at = `{ sftp: 127.0.0.1, port: ${depot.port}, user: shop, key: 'file:${join(folder, 'key')}', hostKey: '${depot.hostKey}' }`;
    const document = fileOf('depot.yaml')
      .replace(/^at: .*$/m, `at: ${at}`)
      .replaceAll('still: 2s', 'still: 100ms')
      .replaceAll('every: 5s', 'every: 100ms');
    await apply('depot', document);
    await apply('counted', fileOf('counted.yaml'));
    const planned = commandsOf('plan set');
    expect(planned).toHaveLength(3);
    for (const words of planned) await said(...words);
    await holdSchedule();
    await until(async () => (await shop().figure(glove)).stock.available === 0);

    const uploads = commandsOf('documents upload');
    expect(uploads).toHaveLength(2);
    for (const words of uploads)
      expect(await upload(...words)).toMatch(/\d records: \d new, 0 changed, 0 gone/);
    await until(async () => (await stockOf(glove))['B1'] === 7);
    expect(await stockOf(glove)).toEqual({ B1: 7 });
  });

  it('has the files of the depot in the shop when their batch is due, and not before', async () => {
    put('warehouses.csv', fileOf('warehouses.csv'));
    const first = stockFile(60);
    put(first, fileOf('stock.csv'));
    await isTaken(first);
    await until(() => readdirSync(join(inbox(), 'used')).includes(first));
    expect(await stockOf(tyre)).not.toHaveProperty('R1');
    await runDue();
    await shows(/40 in Rotterdam/);
    await look(open, 'three-sources');
    // The next is due within five minutes.
    const [entry] = (await asked<{ entries: { source: string; schedule: string; mode: string }[] }>(
      '/plan',
    ).then(({ entries }) => entries.filter(({ source }) => source === 'depot'))) as { schedule: string }[];
    expect(entry?.schedule).toBe('*/5 * * * *');
  });

  it('tells of files that are late, cut or old, and changes nothing by them', async () => {
    const before = await stockOf(tyre);
    await told('source-late depot|stock');
    put(stockFile(50), fileOf('stock-cut.csv'));
    await told('document-refused depot|stock');
    put(stockFile(70), fileOf('stock.csv').replace('40', '39'));
    await told('file-unusable depot|stock');
    await runDue();
    expect(await stockOf(tyre)).toEqual(before);
    const refused = (await documents('depot stock')).filter(({ state }) => state === 'refused');
    expect(refused.map(({ name }) => name)).toEqual([expect.stringMatching(/^stock_/)]);
  });

  it('has a change in each of them reach the open page', async () => {
    await clerk.query(`update shelf set pieces = pieces - 1 where item = '${tyre}'`);
    await shows(/5 in Hamburg/);
    await change(system, `/items/${tyre}/count`, { warehouse: 'B1', quantity: 90 });
    await shows(/88 in stock in Berlin/);
    const whole = stockFile(0);
    put(whole, fileOf('stock.csv').replace('40', '38'));
    await isTaken(whole);
    await runDue();
    await shows(/38 in Rotterdam/);
    await over('source-late depot|stock');
    await over('document-refused depot|stock');
    const counted = join(folder, 'gloves.csv');
    writeFileSync(counted, fileOf('gloves.csv').replace('L;B1;7', 'L;B1;8'));
    const preview = await upload('documents', 'upload', counted, '--source', 'counted', '--reader', 'gloves');
    expect(preview).toContain('3 records: 0 new, 1 changed, 0 gone');
    await open.goto(`/products/${glove}?sku=${glove}`);
    await shows(/8 in stock in Berlin/);
  });

  it('stays live without the till, whose figures stay, and has what it missed when it is back', async () => {
    const { port } = proxy;
    await proxy.close();
    await told('source-unreadable till|shelf');
    await clerk.query(`update shelf set pieces = 4 where item = '${tyre}'`);
    await open.goto(`/products/${tyre}`);
    await shows(/5 in Hamburg/);
    await change(system, `/items/${tyre}/count`, { warehouse: 'B1', quantity: 89 });
    await shows(/87 in stock in Berlin/);
    const next = stockFile(-1);
    put(next, fileOf('stock.csv').replace('40', '37'));
    await isTaken(next);
    await runDue();
    await shows(/37 in Rotterdam/);
    const { flows } = await asked<{ flows: { source: string; state: string }[] }>('/flows');
    expect(
      [...new Set(flows.map(({ source, state }) => `${source} ${state}`))].filter(
        (flow) => !flow.startsWith('till '),
      ),
    ).toEqual(['demo live', 'depot live', 'counted live']);
    proxy = await TcpProxy.open(Number(new URL(till.url).port), () => 'pass', { port });
    await shows(/4 in Hamburg/);
    await over('source-unreadable till|shelf');
  });

  it('has an order go to the back office, and settle, wherever its units were counted', async () => {
    const lines = [
      { sku: tyre, quantity: 2 },
      { sku: glove, quantity: 1 },
    ];
    const placed = await shop().placeAndWait(orderBody(lines));
    expect(placed.state).toMatch(/^(confirmed|in-fulfilment)$/);
    const [document] = await until(async () => {
      const found = await salesOrders(system, placed.order);
      return found.length > 0 && found;
    });
    expect(document?.lines.map(({ item, ordered }) => [item, ordered])).toEqual([
      [tyre, 2],
      [glove, 1],
    ]);
    await change(system, `/orders/${document?.number}/ship`);
    await change(system, `/orders/${document?.number}/invoice`);
    await until(async () => (await shop().order(placed)).state === 'completed');
    const claimed = async () => {
      const answer = await ask<{ lines: { sku: string; open: number }[] }>(
        system,
        ['inventory', 'order-desk'],
        `/reservations?order=${placed.order}`,
      );
      return Object.fromEntries(answer.lines.map(({ sku, open: units }) => [sku, units]));
    };
    await until(async () => (await claimed())[tyre] === 0);
    expect(await stockOf(tyre)).toMatchObject({ B1: 85 });
    // Nobody has counted the gloves since they left.
    await until(async () => (await shop().figure(glove)).stock.available === 7);
    const counted = join(folder, 'gloves.csv');
    writeFileSync(counted, fileOf('gloves.csv'));
    await upload('documents', 'upload', counted, '--source', 'counted', '--reader', 'gloves');
    await until(async () => (await claimed())[glove] === 0);
    await until(async () => (await shop().figure(glove)).stock.available === 7);
    expect(await salesOrders(system, placed.order)).toHaveLength(1);
  });
});

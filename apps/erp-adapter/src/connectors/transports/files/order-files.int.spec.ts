import { mkdir, mkdtemp, readFile, readdir, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FileStore, openFolder, openSftp } from '@throughline/file-stores';
import { type DataSource, createDataSource, migrate, transaction } from '@throughline/persistence';
import { type TestDatabase, createDatabase } from '@throughline/testing';
import { startSftpServer } from '@throughline/testing/sftp-server';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { migrations } from '../../../migrations/index.ts';
import { fileSettings, newOrder, rowOf } from './fixtures/order-files.ts';
import { undeliveredFiles } from './order-files.tables.ts';
import { OrderFiles, type OrderFilesSettings } from './order-files.ts';

const head = 'No;Customer;Name;Pos;Item;Qty;Price';
let database: TestDatabase;
let dataSource: DataSource;
beforeAll(async () => {
  database = await createDatabase('order_files');
  dataSource = createDataSource({ url: database.url, name: 'order-files', poolSize: 4, migrations });
  await dataSource.initialize();
  await migrate(dataSource, database.url);
});
afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});
beforeEach(() => dataSource.query('truncate order_files, order_file_orders, landed_records'));

async function temporaryFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'order-files-')));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function sftpOf(folder: string) {
  const server = await startSftpServer(folder, { user: 'nord', password: 'geheim' });
  const { port, hostKey } = server;
  const address = { host: '127.0.0.1', port, user: 'nord', password: 'geheim', hostKeys: [hostKey] };
  onTestFinished(() => server.close());
  return { server, open: async () => openSftp({ ...address, timeoutMs: 30_000, keepAliveMs: 10_000 }, '') };
}

type Open = () => Promise<FileStore>;
const kinds: [string, (folder: string) => Promise<Open>][] = [
  ['a folder', async (folder) => () => openFolder(folder)],
  ['an SFTP server', async (folder) => (await sftpOf(folder)).open],
];

function started(open: Open, settings: OrderFilesSettings): OrderFiles {
  const files = new OrderFiles(dataSource, settings, open);
  onTestFinished(() => files.close());
  return files;
}

describe.each(kinds)('orders put into %s', (_, openerOf) => {
  async function outbox(some: Parameters<typeof fileSettings>[0] = {}) {
    const folder = await temporaryFolder();
    const open = await openerOf(folder);
    return {
      folder,
      files: started(open, fileSettings(some)),
      again: () => started(open, fileSettings(some)),
      out: async () => (await readdir(join(folder, 'out')).catch(() => [])).toSorted(),
      text: (name: string) => readFile(join(folder, 'out', name), 'utf8'),
    };
  }

  it('have a file each, and no other however often they are put', async () => {
    const { files, again, out, text, folder } = await outbox();
    expect(await files.put([newOrder('W1'), newOrder('W2')])).toEqual(new Map());
    expect(await out()).toEqual(['ORD_W1.csv', 'ORD_W2.csv']);
    expect(await text('ORD_W1.csv')).toBe(`${head}\n${rowOf('W1')}\n`);
    await rename(join(folder, 'out/ORD_W1.csv'), join(folder, 'fetched'));
    await again().put([newOrder('W1', 'Somebody else'), newOrder('W3')]);
    expect(await out()).toEqual(['ORD_W2.csv', 'ORD_W3.csv']);
  });

  it('may share one, with a marker behind it, and are in it once', async () => {
    const settings = {
      ...{ each: 'batch' as const, pattern: 'ORD_{seq:4}.csv' },
      marker: (name: string) => `${name}.ok`,
    };
    const { files, out, text } = await outbox(settings);
    await files.put([newOrder('W1'), newOrder('W2')]);
    await files.put([newOrder('W2'), newOrder('W3')]);
    expect(await out()).toEqual(['ORD_0001.csv', 'ORD_0001.csv.ok', 'ORD_0002.csv', 'ORD_0002.csv.ok']);
    expect(await text('ORD_0001.csv')).toBe(`${head}\n${rowOf('W1')}\n${rowOf('W2')}\n`);
    expect(await text('ORD_0002.csv')).toBe(`${head}\n${rowOf('W3')}\n`);
  });

  it('are forgotten by us once they are there: names and addresses are not kept twice', async () => {
    const { files } = await outbox();
    await files.put([newOrder('W1')]);
    expect(await dataSource.query('select content, delivered_at is null as open from order_files')).toEqual([
      { content: null, open: false },
    ]);
  });

  it('are refused alone where they do not fit, by the column and without a word of what is in it', async () => {
    const { files, out, text } = await outbox({ each: 'batch', pattern: 'ORD_{seq}.csv' });
    const refused = await files.put([newOrder('W1', 'X'.repeat(21)), newOrder('W2')]);
    expect(refused).toEqual(new Map([['W1', 'Name is longer than 20 characters']]));
    expect(await out()).toEqual(['ORD_1.csv']);
    expect(await text('ORD_1.csv')).toBe(`${head}\n${rowOf('W2')}\n`);
  });

  it('do not overwrite what has their name, hold up no others, and say what is the matter', async () => {
    const { folder, files, out, text } = await outbox();
    await mkdir(join(folder, 'out'));
    await writeFile(join(folder, 'out/ORD_W1.csv'), 'something else');
    await expect(files.put([newOrder('W1'), newOrder('W2')])).rejects.toThrow(
      'out/ORD_W1.csv is there with other content',
    );
    expect(await out()).toEqual(['ORD_W1.csv', 'ORD_W2.csv']);
    expect(await text('ORD_W1.csv')).toBe('something else');
    expect(await dataSource.query('select trouble from order_files order by seq')).toEqual([
      { trouble: 'out/ORD_W1.csv is there with other content' },
      { trouble: null },
    ]);
    expect(await transaction(dataSource, undeliveredFiles)).toMatchObject([
      { source: 'nord', count: 1, path: 'out/ORD_W1.csv' },
    ]);
    await rm(join(folder, 'out/ORD_W1.csv'));
    await files.put([newOrder('W1')]);
    expect(await text('ORD_W1.csv')).toBe(`${head}\n${rowOf('W1')}\n`);
    expect(await transaction(dataSource, undeliveredFiles)).toEqual([]);
  });

  it('are known by the file in the archive of whoever takes them, where what we knew is lost', async () => {
    const { folder, files, out } = await outbox({ archive: 'done' });
    await files.put([newOrder('W1'), newOrder('W2')]);
    await mkdir(join(folder, 'done'));
    await rename(join(folder, 'out/ORD_W1.csv'), join(folder, 'done/ORD_W1.csv'));
    await dataSource.query('truncate order_files, order_file_orders');
    await files.put([newOrder('W1'), newOrder('W2')]);
    expect(await out()).toEqual(['ORD_W2.csv']);
  });

  it('are put out when they are looked for, as they may be there already', async () => {
    const { folder, files, out } = await outbox();
    await writeFile(join(folder, 'out'), 'a file in the place of a folder');
    await expect(files.put([newOrder('W1')])).rejects.toThrow('out/ORD_W1.csv cannot be put');
    await rm(join(folder, 'out'));
    expect(await files.find(['W1', 'W2'])).toEqual(
      new Map([['W1', { path: 'out/ORD_W1.csv', answer: null }]]),
    );
    expect(await out()).toEqual(['ORD_W1.csv']);
  });
});

it('a process that hung writes nothing any more after another has gone on', async () => {
  const folder = await temporaryFolder();
  let go = () => {};
  const going = new Promise<void>((resolve) => (go = resolve));
  const hung: Open = async () => {
    const store = await openFolder(folder);
    const stage = store.stage.bind(store);
    store.stage = async (path, bytes) => {
      await going;
      await stage(path, bytes);
    };
    return store;
  };
  const hanging = started(hung, fileSettings()).put([newOrder('W1')]);
  await expect
    .poll(async () => (await dataSource.query('select 1 from order_files')) as unknown[])
    .toHaveLength(1);
  await started(() => openFolder(folder), fileSettings()).put([newOrder('W1')]);
  await rename(join(folder, 'out/ORD_W1.csv'), join(folder, 'fetched'));
  go();
  await expect(hanging).rejects.toThrow('was delivered elsewhere meanwhile');
  expect((await readdir(join(folder, 'out'))).filter((name) => !name.startsWith('.'))).toEqual([]);
});

it.each([
  ['closes in the middle', { closesAfterWritten: 10 }],
  ['has no room', { room: 10 }],
  ['permits nothing', { refuses: new Set(['write'] as const) }],
])('a server that %s is written to again, and has each order once', async (_, fault) => {
  const folder = await temporaryFolder();
  const { server, open } = await sftpOf(folder);
  const files = started(open, fileSettings());
  const sound = { ...server.faults };
  Object.assign(server.faults, fault);
  await expect(files.put([newOrder('W1')])).rejects.toThrow('out/ORD_W1.csv cannot be put');
  Object.assign(server.faults, sound);
  await files.put([newOrder('W1')]);
  expect(await readdir(join(folder, 'out'))).toEqual(['ORD_W1.csv']);
  expect(await readFile(join(folder, 'out/ORD_W1.csv'), 'utf8')).toBe(`${head}\n${rowOf('W1')}\n`);
});

describe('the answer to an order', () => {
  const answers = {
    ...{ reader: 'answers', nothing: ['-'], number: 'ErpNo' },
    ...{ refused: { column: 'Status', is: ['ERR'] }, reason: 'Text' },
  };
  const land = (key: string, order: string, minute: number, values: object) =>
    dataSource.query(
      `insert into landed_records (source, reader, source_key, hash, "values", position, join_key, refs, as_of)
       values ('nord', 'answers', $1, $1, $2, 1, $3, '{}', $4)`,
      [key, JSON.stringify(values), order, new Date(Date.UTC(2026, 6, 2, 0, minute))],
    );

  it('is the newest that says something', async () => {
    const folder = await temporaryFolder();
    const files = started(() => openFolder(folder), fileSettings({ answers }));
    await files.put(['W1', 'W2', 'W3'].map((order) => newOrder(order)));
    await land('1', 'W1', 1, { ErpNo: '-', Status: 'ERR', Text: 'No such item' });
    await land('2', 'W1', 2, { ErpNo: '4711', Status: 'OK' });
    await land('3', 'W1', 3, { ErpNo: '-', Status: 'PRINTED' });
    await land('4', 'W2', 1, { ErpNo: '-', Status: 'ERR', Text: 'Blocked' });
    await land('5', 'W9', 1, { ErpNo: '4712', Status: 'OK' });
    const found = await files.find(['W1', 'W2', 'W3', 'W9']);
    expect([...found].map(([order, { answer }]) => [order, answer]).toSorted()).toEqual([
      ['W1', { erpNumber: '4711' }],
      ['W2', { refusal: 'Blocked' }],
      ['W3', null],
    ]);
  });
});
